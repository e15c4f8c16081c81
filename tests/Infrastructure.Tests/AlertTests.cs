using System.Reflection;
using Enterprise.Core.Auditing;
using Enterprise.Core.DeadLetters;
using Enterprise.Infrastructure.Tests.Bicep;
using Microsoft.Extensions.Logging;

namespace Enterprise.Infrastructure.Tests;

/// <summary>The alerts to operators, compared with the metrics and logs of the code.</summary>
public sealed class AlertTests
{
    private const string LogAlert = "Microsoft.Insights/scheduledQueryRules";
    private const string MetricAlert = "Microsoft.Insights/metricAlerts";
    private const string Budget = "Microsoft.Consumption/budgets";

    [Fact]
    public async Task No_alert_is_deployed_without_a_recipient()
    {
        var deployment = await Deployment.Default;

        Assert.DoesNotContain(
            deployment.Resources,
            resource => resource.Type is LogAlert or MetricAlert or Budget or "Microsoft.Insights/actionGroups");
    }

    [Fact]
    public async Task Every_alert_notifies_the_configured_recipient()
    {
        var deployment = await Deployment.Full;
        var group = deployment.Only("Microsoft.Insights/actionGroups");

        Assert.Equal("operators@example.com", (string?)group.At("emailReceivers")!.AsArray().Single()!["emailAddress"]);
        Assert.All(
            deployment.Of(LogAlert),
            alert => Assert.Equal(group.Id, (string?)alert.At("actions", "actionGroups")!.AsArray().Single()));
        Assert.All(
            deployment.Of(MetricAlert),
            alert => Assert.Equal(group.Id, (string?)alert.At("actions")!.AsArray().Single()!["actionGroupId"]));
    }

    [Fact]
    public async Task Operations_guide_explains_every_alert()
    {
        var guide = RepositoryFiles.Read("docs", "operations.md");
        var alerts = (await Deployment.Full).Resources
            .Where(resource => resource.Type is LogAlert or MetricAlert)
            .ToList();

        Assert.Equal(5, alerts.Count);
        Assert.All(alerts, alert => Assert.Contains(
            $"### {alert.Name[..alert.Name.LastIndexOf('-')]}\n", guide, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Feed_lag_query_uses_the_name_of_the_metric()
    {
        Assert.Contains(
            $"Name == '{FeedLagGauge.Metric}'",
            Query(await Deployment.Full, "feed-lag"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parked_changes_query_uses_the_category_and_level_of_the_log()
    {
        var logs = typeof(ChangeDispatcher)
            .GetMethods(BindingFlags.NonPublic | BindingFlags.Static)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .Where(message => message?.Message.Contains("parked", StringComparison.Ordinal) == true)
            .ToList();

        // Telemetry counts verbose 0, information 1, warning 2, error 3.
        Assert.Equal(2, logs.Count);
        Assert.All(logs, log => Assert.Equal(LogLevel.Error, log!.Level));
        var query = Query(await Deployment.Full, "parked-changes");
        Assert.Contains("SeverityLevel >= 3", query, StringComparison.Ordinal);
        Assert.Contains($"== '{typeof(ChangeDispatcher).FullName}'", query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_letter_alert_watches_the_queue()
    {
        var alert = Assert.Single(
            (await Deployment.Full).Of(MetricAlert),
            alert => alert.Name.StartsWith("dead-letters-", StringComparison.Ordinal));
        var criterion = alert.At("criteria", "allOf")!.AsArray().Single()!;

        Assert.Equal("DeadletteredMessages", (string?)criterion["metricName"]);
        Assert.Contains("queueName", (string?)criterion["dimensions"]![0]!["values"]![0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Budget_has_the_configured_amount_and_start()
    {
        var budget = (await Deployment.Full).Only(Budget);

        Assert.Equal(100, (int?)budget.At("amount"));
        Assert.Equal("2026-12-01", budget.Text("timePeriod", "startDate"));
    }

    private static string Query(Deployment deployment, string name) => (string)Assert
        .Single(deployment.Of(LogAlert), alert => alert.Text("displayName") == name)
        .At("criteria", "allOf")!.AsArray().Single()!["query"]!;
}
