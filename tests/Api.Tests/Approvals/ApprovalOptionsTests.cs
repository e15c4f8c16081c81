using Enterprise.Api.Tests.Hosting;
using Enterprise.Core;
using Enterprise.Core.Approvals.Policies;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Api.Tests.Approvals;

public sealed class ApprovalOptionsTests
{
    private const string Name = "Enterprise:Approvals:SecondApproverAbove";

    [Theory]
    [InlineData(null, 100_000)]
    [InlineData("0", 0)]
    [InlineData("2500.50", 2500.50)]
    public void Budget_for_a_second_approver_is_the_configured_one_or_the_default(string? text, double expected)
    {
        using var services = Services(text);

        Assert.Equal((decimal)expected, services.GetRequiredService<ApprovalOptions>().SecondApproverAbove);
    }

    [Theory]
    [InlineData("a lot")]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("1,000")]
    public void Invalid_budget_fails_the_start_and_is_named(string text)
    {
        using var services = Services(text);

        var line = SettingsFailure.Of(services);

        Assert.StartsWith($"{Name}: ", line, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(string? text)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(text is null ? [] : [KeyValuePair.Create<string, string?>(Name, text)])
            .Build();
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddEnterpriseCore()
            .AddEnterpriseApi(configuration.GetSection("Enterprise"))
            .BuildServiceProvider();
    }
}
