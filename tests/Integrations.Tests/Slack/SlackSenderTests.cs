using System.Text.Json.Nodes;
using Enterprise.Core.Approvals.Links;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Notifications;
using Enterprise.Integrations.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Integrations.Tests.Slack;

public sealed class SlackSenderTests
{
    private const string Secret = "T0001-B0002-verysecret";

    private static readonly MessageTarget _jo = new(ChannelKind.Slack, "bot:jo@company.com", UserId: 12);

    [Fact]
    public async Task Approval_request_has_a_header_facts_a_link_and_buttons_with_its_round()
    {
        await using var receiver = await Receiver.Start(200, "ok");
        await using var sandbox = Trusting();
        await sandbox.Add(Messages.Pending(round: 4));

        var result = await sandbox.Send(Messages.Request, Webhook(receiver));

        Assert.Equal(SendResult.Sent, result);
        var body = Assert.Single(receiver.Requests).Json;
        Assert.Equal(Messages.Request.Title, body["text"]!.GetValue<string>());
        var blocks = body["blocks"]!.AsArray();
        Assert.Equal(
            ["header", "section", "section", "actions"],
            blocks.Select(block => block!["type"]!.GetValue<string>()));
        Assert.Equal(Messages.Request.Title, blocks[0]!["text"]!["text"]!.GetValue<string>());
        Assert.Equal("*Budget*\n500,000 -&gt; 750,000", blocks[2]!["fields"]![1]!["text"]!.GetValue<string>());
        var buttons = blocks[3]!["elements"]!.AsArray();
        Assert.Equal(["approve", "reject", "open"], buttons.Select(button => button!["action_id"]!.GetValue<string>()));
        Assert.Equal("7:4", buttons[0]!["value"]!.GetValue<string>());
        Assert.Equal("https://enterprise.test/approvals/7/respond", buttons[2]!["url"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(ApprovalState.Approved)]
    [InlineData(ApprovalState.Withdrawn)]
    [InlineData(null)]
    public async Task Approval_that_ended_before_sending_has_no_decision_buttons(ApprovalState? state)
    {
        await using var receiver = await Receiver.Start(200, "ok");
        await using var sandbox = Trusting();
        if (state is { } ended)
            await sandbox.Add(Messages.Pending() with { Status = ended });

        await sandbox.Send(Messages.Request, Webhook(receiver));

        var buttons = Assert.Single(receiver.Requests).Json["blocks"]!.AsArray()[^1]!["elements"]!.AsArray();
        Assert.Equal("open", Assert.Single(buttons)!["action_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Message_is_escaped_and_truncated_to_the_limits_of_Slack()
    {
        await using var receiver = await Receiver.Start(200, "ok");
        await using var sandbox = Trusting();
        var evil = string.Concat(Enumerable.Repeat("<!channel> & <https://evil.test|Open> 😀", 200));
        var message = Messages.Note with
        {
            Title = $"Line one\n{evil}",
            Text = evil,
            Facts = [.. Enumerable.Range(0, 40).Select(_ => new MessageFact(evil, evil))],
        };

        await sandbox.Send(message, Webhook(receiver));

        var body = Assert.Single(receiver.Requests).Json;
        var blocks = body["blocks"]!.AsArray();
        Assert.InRange(blocks[0]!["text"]!["text"]!.GetValue<string>().Length, 140, 150);
        Assert.InRange(blocks[1]!["text"]!["text"]!.GetValue<string>().Length, 2980, 3000);
        var fields = blocks[2]!["fields"]!.AsArray();
        Assert.Equal(10, fields.Count);
        Assert.All(fields, field => Assert.InRange(field!["text"]!.GetValue<string>().Length, 1980, 2000));
        Assert.All(Texts(body), text =>
        {
            Assert.DoesNotContain('<', text);
            Assert.DoesNotContain('>', text);
            Assert.DoesNotContain("\uFFFD", text, StringComparison.Ordinal);
            Assert.DoesNotMatch("&(?!(amp|lt|gt);)", text);
        });
    }

    [Theory]
    [InlineData(400, "invalid_payload", true, "127.0.0.1 answered 400: invalid_payload.")]
    [InlineData(404, "no_service", true, "127.0.0.1 answered 404: no_service.")]
    [InlineData(410, "channel_is_archived", true, "127.0.0.1 answered 410: channel_is_archived.")]
    [InlineData(302, "", true, "127.0.0.1 answered 302.")]
    [InlineData(403, "<html>You sent T0001-B0002-verysecret", true, "127.0.0.1 answered 403.")]
    [InlineData(500, "rollup_error", false, "127.0.0.1 answered 500: rollup_error.")]
    [InlineData(503, "", false, "127.0.0.1 answered 503.")]
    [InlineData(408, "", false, "127.0.0.1 answered 408.")]
    public async Task Status_of_a_webhook_decides_whether_a_failure_is_permanent(
        int status, string body, bool isPermanent, string error)
    {
        await using var receiver = await Receiver.Start(status, body);
        await using var sandbox = Trusting();

        var result = await sandbox.Send(Messages.Note, Webhook(receiver));

        Assert.Equal(new SendResult(Succeeded: false, isPermanent, RetryAfter: null, error), result);
        Assert.Single(receiver.Requests);
    }

    [Fact]
    public async Task Status_429_of_a_webhook_returns_its_retry_after()
    {
        await using var receiver = await Receiver.Start(429, "", ("Retry-After", "30"));
        await using var sandbox = Trusting();

        var result = await sandbox.Send(Messages.Note, Webhook(receiver));

        Assert.False(result.IsPermanent);
        Assert.Equal(TimeSpan.FromSeconds(30), result.RetryAfter);
    }

    [Theory]
    [InlineData("https://hooks.test/services/" + Secret)]
    [InlineData("http://hooks.test/services/" + Secret)]
    [InlineData("https://private.test/services/" + Secret)]
    [InlineData("https://nobody.test/services/" + Secret)]
    [InlineData("https://[::1]/services/" + Secret)]
    [InlineData("/services/" + Secret)]
    [InlineData("https:/services/" + Secret)]
    public async Task Url_of_a_webhook_that_fails_is_in_no_log_and_no_error(string address)
    {
        await using var sandbox = Sandbox.Timed();
        sandbox.Name("hooks.test", "1.1.1.1", "127.0.0.1");
        sandbox.Name("private.test", "10.0.0.1");
        sandbox.Name("nobody.test");

        var result = await sandbox.Send(Messages.Note, new MessageTarget(ChannelKind.Slack, address, UserId: null));

        Assert.False(result.Succeeded);
        Assert.DoesNotContain(Secret, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(sandbox.Log.Lines, line => line.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Url_of_a_webhook_that_responds_is_in_no_log()
    {
        await using var receiver = await Receiver.Start(503, "");
        await using var sandbox = Trusting();

        await sandbox.Send(Messages.Note, Webhook(receiver));

        Assert.DoesNotContain(sandbox.Log.Lines, line => line.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bot_finds_a_user_by_email_and_posts_to_them()
    {
        await using var slack = await Receiver.Start(Bot);
        await using var sandbox = WithBot(slack);
        await sandbox.Add(Messages.Pending());

        var target = new MessageTarget(ChannelKind.Slack, "bot:jo+x@company.com", UserId: 12);
        Assert.Equal(SendResult.Sent, await sandbox.Send(Messages.Request, target));
        Assert.Equal(SendResult.Sent, await sandbox.Send(Messages.Request, target));

        Assert.Equal(3, slack.Requests.Count);
        Assert.EndsWith(
            "/api/users.lookupByEmail?email=jo%2Bx%40company.com", slack.Requests[0].Target, StringComparison.Ordinal);
        Assert.All(slack.Requests, request => Assert.Equal("Bearer xoxb-secret", request.Headers["Authorization"]));
        var posted = slack.Requests[1].Json;
        Assert.Equal("U77", posted["channel"]!.GetValue<string>());
        var url = posted["blocks"]!.AsArray()[^1]!["elements"]![2]!["url"]!.GetValue<string>();
        var link = sandbox.Links.Read(url.Split("?link=")[1]);
        Assert.Equal(
            (ApprovalLinkPurpose.Personal, 7, 12, 1), (link!.Purpose, link.ApprovalId, link.UserId, link.Round));
        Assert.DoesNotContain(sandbox.Log.Lines, line => line.Contains("xoxb-secret", StringComparison.Ordinal));
        Assert.DoesNotContain(sandbox.Log.Lines, line => line.Contains("link=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("users_not_found", true)]
    [InlineData("invalid_auth", true)]
    [InlineData("account_inactive", true)]
    [InlineData("ratelimited", false)]
    [InlineData("internal_error", false)]
    [InlineData("fatal_error", false)]
    public async Task Error_of_the_Slack_api_is_named_in_the_result(string error, bool isPermanent)
    {
        await using var slack = await Receiver.Start(200, $$"""{"ok":false,"error":"{{error}}"}""");
        await using var sandbox = WithBot(slack);

        var result = await sandbox.Send(Messages.Note, _jo);

        var expected = new SendResult(false, isPermanent, null, $"Slack answered {error} to users.lookupByEmail.");
        Assert.Equal(expected, result);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"ok":true,"user":{}}""")]
    public async Task Response_in_another_format_is_a_failure(string body)
    {
        await using var slack = await Receiver.Start(200, body);
        await using var sandbox = WithBot(slack);

        var result = await sandbox.Send(Messages.Note, _jo);

        Assert.False(result.Succeeded);
        Assert.Single(slack.Requests);
    }

    [Fact]
    public async Task Failed_post_is_not_retried()
    {
        await using var slack = await Receiver.Start((request, http) =>
        {
            http.Response.StatusCode = request.Method == "POST" ? 500 : 200;
            return Bot(request, http);
        });
        await using var sandbox = WithBot(slack);

        var result = await sandbox.Send(Messages.Note, _jo);

        Assert.False(result.Succeeded || result.IsPermanent);
        Assert.Single(slack.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task Personal_message_without_a_bot_is_refused()
    {
        await using var sandbox = new Sandbox();

        var result = await sandbox.Send(Messages.Note, _jo);

        Assert.True(result.IsPermanent);
    }

    private static Task Bot(Received request, HttpContext http) => http.Response.WriteAsync(
        request.Target.Contains("users.lookupByEmail", StringComparison.Ordinal)
            ? """{"ok":true,"user":{"id":"U77"}}"""
            : """{"ok":true,"ts":"1.2","channel":"D1"}""",
        http.RequestAborted);

    private static Sandbox Trusting() => new(("Outgoing:TrustedHosts:0", "127.0.0.1"));

    private static Sandbox WithBot(Receiver slack) => new(
        ("Outgoing:TrustedHosts:0", "127.0.0.1"),
        ("Slack:ApiUrl", $"{slack.Url}api"),
        ("Slack:BotToken", "xoxb-secret"));

    private static MessageTarget Webhook(Receiver receiver) =>
        new(ChannelKind.Slack, $"{receiver.Url}services/{Secret}", UserId: null);

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject properties => properties.SelectMany(property => Texts(property.Value)),
        JsonArray items => items.SelectMany(Texts),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };
}
