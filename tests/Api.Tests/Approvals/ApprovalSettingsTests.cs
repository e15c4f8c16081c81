using Enterprise.Core;
using Enterprise.Core.Approvals.Policies;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Api.Tests.Approvals;

public sealed class ApprovalSettingsTests
{
    private const string Name = "Enterprise:Approvals:SecondApproverAbove";

    [Theory]
    [InlineData(null, 100_000)]
    [InlineData("0", 0)]
    [InlineData("2500.50", 2500.50)]
    public void Second_approver_budget_is_read_from_configuration(string? text, double expected)
    {
        using var services = Services(text);

        Assert.Equal((decimal)expected, services.GetRequiredService<ApprovalOptions>().SecondApproverAbove);
    }

    [Theory]
    [InlineData("a lot")]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("1,000")]
    public void Invalid_second_approver_budget_fails_the_start_naming_the_setting(string text)
    {
        var refusal = Assert.Throws<FormatException>(() => Services(text).Dispose());

        Assert.Contains(Name, refusal.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(string? text)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(text is null ? [] : [KeyValuePair.Create<string, string?>(Name, text)])
            .Build();
        return new ServiceCollection()
            .AddEnterpriseCore()
            .AddEnterpriseApi(configuration.GetSection("Enterprise"))
            .BuildServiceProvider();
    }
}
