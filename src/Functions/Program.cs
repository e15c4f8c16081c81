using Enterprise.Api.Configuration;
using Enterprise.Functions.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

try
{
    var builder = FunctionsApplication.CreateBuilder(args);
    builder.ConfigureFunctionsWebApplication();
    builder.AddEnterprise();
    var host = builder.Build();
    host.Services.GetRequiredService<IStartupValidator>().Validate();
    await host.Services.CreateContainers(CancellationToken.None);
    await host.Services.GivePositions(CancellationToken.None);
    await host.RunAsync();
    return 0;
}
catch (Exception exception) when (InvalidSettings.Explain(exception) is { } line)
{
    await Console.Error.WriteLineAsync($"enterprise: {line}");
    return 1;
}
