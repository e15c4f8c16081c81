using System.Reflection;
using Enterprise.Core.Auditing;
using Enterprise.Core.DeadLetters;
using Enterprise.Core.Deployments;
using Enterprise.Infrastructure.Tests.Bicep;
using Microsoft.Extensions.Logging;

namespace Enterprise.Infrastructure.Tests;

/// <summary>What operators are told, against what the code tells.</summary>
public sealed class AlertTests
{
    private const string LogAlert = "Microsoft.Insights/scheduledQueryRules";
    private const string MetricAlert = "Microsoft.Insights/metricAlerts";
    private const string Budget = "Microsoft.Consumption/budgets";

    [Fact]
    public async Task Nobody_is_told_unless_somebody_is_named()
    {
        var deployment = await Deployment.Default;

        Assert.DoesNotContain(
            deployment.Resources,
            resource => resource.Type is LogAlert or MetricAlert or Budget or "Microsoft.Insights/actionGroups");
    }

    [Fact]
    public async Task Whoever_is_named_is_told_of_every_alert()
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
    public async Task The_operations_guide_explains_every_alert()
    {
        var guide = RepositoryFiles.Read("docs", "operations.md");
        var alerts = (await Deployment.Full).Resources.Where(resource => resource.Type is LogAlert or MetricAlert).ToList();

        Assert.Equal(5, alerts.Count);
        Assert.All(alerts, alert => Assert.Contains(
            $"### {alert.Name[..alert.Name.LastIndexOf('-')]}\n", guide, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_feeds_lag_is_asked_by_the_name_it_is_measured_under()
    {
        Assert.Contains($"Name == '{FeedLagGauge.Metric}'", Query(await Deployment.Full, "feed-lag"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parked_changes_are_found_by_the_category_and_level_they_are_logged_with()
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
    public async Task The_alert_on_dead_letters_is_about_the_queue()
    {
        var alert = Assert.Single(
            (await Deployment.Full).Of(MetricAlert), alert => alert.Name.StartsWith("dead-letters-", StringComparison.Ordinal));
        var criterion = alert.At("criteria", "allOf")!.AsArray().Single()!;

        Assert.Equal("DeadletteredMessages", (string?)criterion["metricName"]);
        Assert.Contains("queueName", (string?)criterion["dimensions"]![0]!["values"]![0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_budget_has_the_amount_and_the_start_that_were_chosen()
    {
        var budget = (await Deployment.Full).Only(Budget);

        Assert.Equal(100, (int?)budget.At("amount"));
        Assert.Equal("2026-12-01", budget.Text("timePeriod", "startDate"));
    }

    private static string Query(Deployment deployment, string name) => (string)Assert
        .Single(deployment.Of(LogAlert), alert => alert.Text("displayName") == name)
        .At("criteria", "allOf")!.AsArray().Single()!["query"]!;
}
