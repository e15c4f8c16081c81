using Enterprise.Api.Configuration;
using Enterprise.Api.Tests.Hosting;
using Enterprise.Core;
using Enterprise.Integrations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Api.Tests.Configuration;

public sealed class InvalidSettingsTests
{
    [Theory]
    [InlineData(
        "TrustedProxies:0", "the proxy",
        "Enterprise:TrustedProxies: the proxy is no network. Expected one like 10.0.0.0/8.")]
    [InlineData(
        "PublicUrl", "enterprise.test",
        "Enterprise:PublicUrl: enterprise.test is no URL. Expected one like https://enterprise.company.com.")]
    [InlineData(
        "Approvals:SecondApproverAbove", "-1.5",
        "Enterprise:Approvals:SecondApproverAbove: -1.5 is no amount. Expected one like 100000.")]
    [InlineData(
        "Approvals:SecondApproverAbove", "a lot",
        "Enterprise:Approvals:SecondApproverAbove: a lot is not a valid value for Decimal.")]
    [InlineData("Reviews:Cadence", "3", "Enterprise:Reviews:Cadence: there is no such setting.")]
    [InlineData(
        "Reviews:CadenceMonths:SOX", "quarterly",
        "Enterprise:Reviews:CadenceMonths:SOX: quarterly is no number of months.")]
    [InlineData("Reviews:Checklists:SOX", "One", "Enterprise:Reviews:Checklists:SOX: expected a list of texts.")]
    [InlineData("Reviews:RestrictedMonths", "121", "Enterprise:Reviews:RestrictedMonths: expected 0 to 120 months.")]
    [InlineData(
        "Reviews:QuietFrom", "25:00", "Enterprise:Reviews:QuietFrom: 25:00 is not a valid value for TimeOnly.")]
    [InlineData(
        "Outgoing:TrustedHosts:0", "http://hooks.test",
        "Enterprise:Outgoing:TrustedHosts: http://hooks.test is no host. "
        + "Expected one like hooks.internal, without a port.")]
    [InlineData("Outgoing:TimeoutSeconds", "0", "Enterprise:Outgoing:TimeoutSeconds: Expected 1 to 60.")]
    [InlineData(
        "Outgoing:TimeoutSeconds", "soon", "Enterprise:Outgoing:TimeoutSeconds: soon is not a valid value for Int32.")]
    [InlineData(
        "Outgoing:Proxy", "ftp://proxy.test",
        "Enterprise:Outgoing:Proxy: Expected a URL like http://proxy.internal:3128.")]
    [InlineData(
        "Slack:ApiUrl", "slack.com",
        "Enterprise:Slack:ApiUrl: slack.com is no URL. Expected one like https://slack.com/api/.")]
    [InlineData("Slack:BotToken", "xoxb two", "Enterprise:Slack:BotToken is no token.")]
    [InlineData(
        "Smtp:Security", "always", "Enterprise:Smtp:Security: always is not a valid value for SmtpSecurity.")]
    public void Invalid_setting_fails_the_start_with_one_line(string name, string value, string expected)
    {
        using var services = Services((name, value));

        Assert.Equal(expected, SettingsFailure.Of(services));
    }

    [Fact]
    public void Invalid_settings_of_several_features_are_all_named()
    {
        using var services = Services(
            ("TrustedProxies:0", "one"),
            ("TrustedProxies:1", "two"),
            ("Slack:BotToken", ""),
            ("Outgoing:TimeoutSeconds", "61"));

        var line = SettingsFailure.Of(services);

        Assert.Contains("Enterprise:TrustedProxies: one is no network.", line, StringComparison.Ordinal);
        Assert.Contains("Enterprise:TrustedProxies: two is no network.", line, StringComparison.Ordinal);
        Assert.Contains("Enterprise:Slack:BotToken is no token.", line, StringComparison.Ordinal);
        Assert.Contains("Enterprise:Outgoing:TimeoutSeconds: Expected 1 to 60.", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public void Failure_of_another_kind_is_not_explained()
    {
        Assert.Null(InvalidSettings.Explain(new InvalidOperationException("A service 'Enterprise:X' is missing.")));
        Assert.Null(InvalidSettings.Explain(new InvalidOperationException("Outer", new FormatException("Inner"))));
        Assert.Null(InvalidSettings.Explain(new AggregateException(new FormatException("Inner"))));
    }

    private static ServiceProvider Services(params IEnumerable<(string Name, string Value)> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting =>
                KeyValuePair.Create($"Enterprise:{setting.Name}", (string?)setting.Value)))
            .Build();
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddEnterpriseCore()
            .AddEnterpriseApi(configuration.GetSection("Enterprise"))
            .AddEnterpriseIntegrations()
            .BuildServiceProvider();
    }
}
