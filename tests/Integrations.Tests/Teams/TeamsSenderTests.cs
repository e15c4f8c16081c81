using System.Text;
using Enterprise.Core.Notifications;
using Enterprise.Integrations.Tests.Hosting;

namespace Enterprise.Integrations.Tests.Teams;

public sealed class TeamsSenderTests
{
    [Theory]
    [InlineData(null, "https://enterprise.test/approvals/7/respond")]
    [InlineData(12L, "https://enterprise.test/approvals/7/respond?link=")]
    public async Task Approval_request_is_a_card_with_a_button_to_its_page(long? userId, string url)
    {
        await using var receiver = await Receiver.Start(202, "");
        await using var sandbox = new Sandbox(("Outgoing:TrustedHosts:0", "127.0.0.1"));
        await sandbox.Add(Messages.Pending());

        var result = await sandbox.Send(Messages.Request, Webhook(receiver) with { UserId = userId });

        Assert.Equal(SendResult.Sent, result);
        var envelope = Assert.Single(receiver.Requests).Json;
        Assert.Equal("message", envelope["type"]!.GetValue<string>());
        var attachment = Assert.Single(envelope["attachments"]!.AsArray())!;
        Assert.Equal("application/vnd.microsoft.card.adaptive", attachment["contentType"]!.GetValue<string>());
        var card = attachment["content"]!;
        Assert.Equal(("AdaptiveCard", "1.4"), (card["type"]!.GetValue<string>(), card["version"]!.GetValue<string>()));
        var button = Assert.Single(card["actions"]!.AsArray())!;
        Assert.Equal("Action.OpenUrl", button["type"]!.GetValue<string>());
        Assert.Equal("Decide", button["title"]!.GetValue<string>());
        Assert.StartsWith(url, button["url"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(userId is null, button["url"]!.GetValue<string>() == url);
        Assert.Equal(
            [Messages.Request.Title, Messages.Request.Text, "Project: Customer Portal", "Budget: 500,000 -> 750,000"],
            card["body"]!.AsArray().Select(block => string.Concat(
                block!["inlines"]!.AsArray().Select(run => run!["text"]!.GetValue<string>()))));
    }

    [Fact]
    public async Task Message_is_sent_as_text_runs_within_the_limit_of_Teams()
    {
        await using var receiver = await Receiver.Start(202, "");
        await using var sandbox = new Sandbox(("Outgoing:TrustedHosts:0", "127.0.0.1"));
        var evil = string.Concat(Enumerable.Repeat("[承認](https://evil.test)\"", 300));
        var message = Messages.Note with
        {
            Title = evil,
            Text = evil,
            Facts = [.. Enumerable.Range(0, 40).Select(_ => new MessageFact(evil, evil))],
        };

        await sandbox.Send(message, Webhook(receiver));

        var request = Assert.Single(receiver.Requests);
        Assert.InRange(Encoding.UTF8.GetByteCount(request.Body), 1000, 28 * 1024);
        var others = request.Body.Replace("RichTextBlock", "", StringComparison.Ordinal);
        Assert.DoesNotContain("TextBlock\"", others, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(401, true)]
    [InlineData(404, true)]
    [InlineData(429, false)]
    [InlineData(502, false)]
    public async Task Status_of_a_webhook_decides_whether_a_failure_is_permanent(int status, bool isPermanent)
    {
        await using var receiver = await Receiver.Start(status, "", ("Retry-After", "7"));
        await using var sandbox = new Sandbox(("Outgoing:TrustedHosts:0", "127.0.0.1"));

        var result = await sandbox.Send(Messages.Note, Webhook(receiver));

        Assert.False(result.Succeeded);
        Assert.Equal(isPermanent, result.IsPermanent);
        Assert.Equal(isPermanent ? null : TimeSpan.FromSeconds(7), result.RetryAfter);
        Assert.DoesNotContain("sig=", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(sandbox.Log.Lines, line => line.Contains("sig=", StringComparison.Ordinal));
        Assert.DoesNotContain(sandbox.Log.Lines, line => line.Contains("workflows/", StringComparison.Ordinal));
    }

    private static MessageTarget Webhook(Receiver receiver) =>
        new(ChannelKind.Teams, $"{receiver.Url}workflows/1/triggers/manual?sig=secret", UserId: null);
}
