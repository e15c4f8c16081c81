using System.Text.Json.Nodes;
using Enterprise.Standalone.Tests.Processes;

namespace Enterprise.Standalone.Tests;

public sealed class ReviewTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Deactivated_owner_makes_the_review_due_and_sends_a_reminder()
    {
        var withoutQuietHours = _workspace.Serve()
            .With("Enterprise__Reviews__QuietFrom", "00:00")
            .With("Enterprise__Reviews__QuietUntil", "00:00");
        await using var host = await Host.Start(withoutQuietHours);
        var owner = await host.Client.Create(
            "/users/", new { email = "lea@company.com", name = "Lea", role = "manager" });
        var project = await host.Client.Create("/projects/", new
        {
            name = "Portal",
            owner_id = owner["id"]!.GetValue<long>(),
            review_due_date = "2999-01-01",
        });

        using var deactivated = await host.Client.DeleteAsync(
            new Uri($"/users/{owner["id"]}", UriKind.Relative), TestContext.Current.CancellationToken);
        deactivated.EnsureSuccessStatusCode();

        var trail = $"/projects/{project["id"]}/audit-logs";
        await Waiting.Until(
            "the reminder is in the trail", async () => (await Entries(host, trail, "review.reminded")).Count > 0);
        var reminder = Assert.Single(await Entries(host, trail, "review.reminded"))!;
        Assert.Equal(0, reminder["new_values"]!["days_before"]!.GetValue<int>());
        var dated = Assert.Single(await Entries(host, trail, "project.updated"))!;
        Assert.Equal($"The owner, user {owner["id"]}, has left.", dated["reason"]!.GetValue<string>());
        Assert.Single((await host.Client.Read("/reviews/?status=due"))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("TimeZone", "Mars/Olympus")]
    [InlineData("QuietFrom", "25:00")]
    [InlineData("CadenceMonths__SOX", "quarterly")]
    public async Task Invalid_review_setting_is_named(string setting, string value)
    {
        var options = _workspace.Serve().With($"Enterprise__Reviews__{setting}", value);
        var line = (await StandaloneProcess.Run(options)).ExpectedFailure();
        var path = setting.Replace("__", ":", StringComparison.Ordinal);
        Assert.Contains($"Enterprise:Reviews:{path}", line, StringComparison.Ordinal);
    }

    private static async Task<JsonArray> Entries(Host host, string trail, string action) =>
        (await host.Client.Read($"{trail}?action={action}"))["items"]!.AsArray();
}
