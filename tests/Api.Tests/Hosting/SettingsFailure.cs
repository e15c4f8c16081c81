using Enterprise.Api.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Enterprise.Api.Tests.Hosting;

/// <summary>What an operator reads of settings that keep a host from starting.</summary>
internal static class SettingsFailure
{
    internal static string Of(IServiceProvider services)
    {
        var exception = Record.Exception(services.GetRequiredService<IStartupValidator>().Validate);
        Assert.NotNull(exception);
        return InvalidSettings.Explain(exception) ?? throw exception;
    }
}
