using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Enterprise.Api.Integrations;
using Enterprise.Core.Approvals.Process;

namespace Enterprise.Api.Tests.Integrations;

public sealed class SlackActionTests(SlackHost host) : IClassFixture<SlackHost>
{
    private static int _names;

    /// <summary>The example in Slack's own documentation.</summary>
    [Fact]
    public void Signature_matches_the_example_in_Slacks_documentation()
    {
        const string body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
            + "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
            + "&command=%2Fwebhook-collect&text="
            + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
            + "%2F96rGlfmibIGlgcZRskXaIFfN"
            + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
        var signature = new SlackSignature("8f742231b10e8888abcd99yyyzzz85a5");
        var now = DateTimeOffset.FromUnixTimeSeconds(1531420618);

        Assert.True(IsValid("1531420618", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"));
        Assert.False(IsValid("1531420618", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b504"));
        Assert.False(IsValid("1531420619", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"));

        bool IsValid(string timestamp, string signed) =>
            signature.IsValid(timestamp, signed, Encoding.UTF8.GetBytes(body), now);
    }

    [Fact]
    public void Random_signature_or_timestamp_is_invalid() => Gen.Select(Gen.String, Gen.String).Sample((time, text) =>
        Assert.False(new SlackSignature("secret").IsValid(time, text, default, DateTimeOffset.UnixEpoch)));

    [Theory]
    [InlineData(301)]
    [InlineData(-301)]
    public async Task Request_outside_the_time_tolerance_returns_401(int seconds)
    {
        var (approval, ann) = (await host.RequestApproval(), await Person());

        (await host.Press(Button(approval, ann, "approve"), TimeSpan.FromSeconds(seconds))).ExpectProblem(401);

        Assert.Empty((await host.Read(approval)).Stages[0].Votes);
    }

    [Theory]
    [InlineData("another secret", null)]
    [InlineData("", null)]
    [InlineData(null, "v0=")]
    [InlineData(null, "nonsense")]
    public async Task Request_without_a_valid_signature_returns_401(string? secret, string? signature)
    {
        var (approval, ann) = (await host.RequestApproval(), await Person());
        var payload = Button(approval, ann, "approve");

        var answer = secret is null
            ? await host.Press(payload, signature: signature)
            : await host.Press(payload, secret: secret);

        answer.ExpectProblem(401);
        Assert.Empty((await host.Read(approval)).Stages[0].Votes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("payload=")]
    [InlineData("payload=nonsense")]
    [InlineData("payload=[]")]
    [InlineData("other=1")]
    public async Task Signed_request_with_an_invalid_body_returns_400(string body) =>
        (await host.Send(Encoding.UTF8.GetBytes(body))).ExpectProblem(400);

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"type":"block_actions"}""")]
    [InlineData("""{"type":"block_actions","actions":[]}""")]
    [InlineData("""{"type":"block_actions","actions":[7]}""")]
    [InlineData("""{"type":"block_actions","actions":[{"action_id":"approve","value":"one"}]}""")]
    [InlineData("""{"type":"block_actions","actions":[{"action_id":"approve","value":"1:x"}]}""")]
    [InlineData("""{"type":"view_submission","view":"none"}""")]
    [InlineData("""{"type":"shortcut"}""")]
    public async Task Action_of_a_foreign_message_is_accepted_and_ignored(string payload) =>
        (await host.Press(JsonNode.Parse(payload)!.AsObject())).Expect(200);

    [Fact]
    public async Task Approve_button_records_a_vote_and_the_approval_stays_pending()
    {
        var (approval, ann) = (await host.RequestApproval(), await Person());

        (await host.Press(Button(approval, ann, "approve", channel: "C1"))).Expect(200);

        var sent = await host.SentTo($"/respond/{ann}");
        Assert.Equal(Client(ann), Assert.Single((await host.Read(approval)).Stages[0].Votes).UserId);
        Assert.True(sent["replace_original"]!.GetValue<bool>());
        Assert.Equal(["head", "decision", "outcome"], Blocks(sent));
        Assert.Contains("approved", sent["blocks"]![2]!["text"]!["text"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Last_approval_removes_the_buttons()
    {
        var (approval, ann, bob) = (await host.RequestApproval(), await Person(), await Person());

        await host.Press(Button(approval, ann, "approve", channel: "C1"));
        await host.SentTo($"/respond/{ann}");
        await host.Press(Button(approval, bob, "approve", channel: "C1"));

        Assert.Equal(["head", "outcome"], Blocks(await host.SentTo($"/respond/{bob}")));
        Assert.Equal(ApprovalState.Approved, (await host.Read(approval)).Status);
    }

    [Fact]
    public async Task Vote_removes_the_buttons_of_a_direct_message()
    {
        var (approval, ann) = (await host.RequestApproval(), await Person());

        await host.Press(Button(approval, ann, "approve", channel: "D1"));

        Assert.Equal(["head", "outcome"], Blocks(await host.SentTo($"/respond/{ann}")));
    }

    [Fact]
    public async Task Repeated_action_is_recorded_once()
    {
        var (approval, ann) = (await host.RequestApproval(), await Person());
        var payload = Button(approval, ann, "approve");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.Press(payload)));
        await host.Press(payload);

        Assert.Single((await host.Read(approval)).Stages[0].Votes);
    }

    [Fact]
    public async Task Reject_button_opens_a_dialog_for_the_reason()
    {
        var (approval, ann) = (await host.RequestApproval(), await Person());
        var button = Button(approval, ann, "reject");
        button["trigger_id"] = $"trigger-{ann}";

        (await host.Press(button)).Expect(200);
        var dialog = (await Dialog($"trigger-{ann}"))["view"]!;
        Assert.Empty((await host.Read(approval)).Stages[0].Votes);
        (await host.Press(Submission(dialog, ann, "Too much."))).Expect(200);

        var sent = await host.SentTo($"/respond/{ann}");
        Assert.Equal(["outcome"], Blocks(sent).Where(id => id is not null));
        var after = await host.Read(approval);
        Assert.Equal(ApprovalState.Rejected, after.Status);
        Assert.Equal("Too much.", Assert.Single(after.Stages[0].Votes).Comment);
    }

    [Fact]
    public async Task Action_of_an_unknown_user_decides_nothing()
    {
        var approval = await host.RequestApproval();
        host.People["UX1"] = """{"id":"UX1","profile":{"email":"stranger@elsewhere.test"}}""";
        host.People["UX2"] = """{"id":"UX2","is_bot":true,"profile":{"email":"admin@company.com"}}""";
        host.People["UX3"] = """{"id":"UX3","is_email_confirmed":false,"profile":{"email":"admin@company.com"}}""";
        host.People["UX4"] = """{"id":"UX4","deleted":true,"profile":{"email":"admin@company.com"}}""";
        host.People["UX5"] = """{"id":"UX5","profile":{}}""";
        foreach (var stranger in new[] { "UX1", "UX2", "UX3", "UX4", "UX5", "UX6" })
        {
            await host.Press(Button(approval, stranger, "approve"));
            var sent = await host.SentTo($"/respond/{stranger}");
            Assert.Equal("ephemeral", sent["response_type"]!.GetValue<string>());
            Assert.False(sent["replace_original"]!.GetValue<bool>());
        }

        Assert.Empty((await host.Read(approval)).Stages[0].Votes);
    }

    [Fact]
    public async Task Denied_decision_is_answered_to_the_user_only()
    {
        var (approval, viewer) = (await host.RequestApproval(), await Person("viewer"));

        await host.Press(Button(approval, viewer, "approve"));

        var sent = await host.SentTo($"/respond/{viewer}");
        Assert.Equal("ephemeral", sent["response_type"]!.GetValue<string>());
        Assert.Contains("lacks the permission", sent["text"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Button_of_an_earlier_round_decides_nothing()
    {
        var (approval, ann) = (await host.RequestApproval(), await Person());
        await host.SendBack(approval);

        await host.Press(Button(approval, ann, "approve"));

        Assert.Contains(
            "has changed since",
            (await host.SentTo($"/respond/{ann}"))["text"]!.GetValue<string>(),
            StringComparison.Ordinal);
        Assert.Empty((await host.Read(approval)).Stages[0].Votes);
    }

    [Fact]
    public async Task Decision_is_recorded_even_if_the_message_can_not_be_updated()
    {
        var (approval, ann) = (await host.RequestApproval(), await Person());
        var payload = Button(approval, ann, "approve");
        payload["response_url"] = "https://[::1]/secret";

        (await host.Press(payload)).Expect(200);

        Assert.Single((await host.Read(approval)).Stages[0].Votes);
    }

    private async Task<string> Person(string role = "manager")
    {
        var client = await host.Add(role);
        var user = await client.Get("/me");
        var id = $"U{client.Id.ToString(CultureInfo.InvariantCulture)}";
        host.People[id] = new JsonObject
        {
            ["id"] = id,
            ["is_email_confirmed"] = true,
            ["profile"] = new JsonObject { ["email"] = user.Json["email"]!.GetValue<string>().ToUpperInvariant() },
        }.ToJsonString();
        return id;
    }

    private static long Client(string person) => long.Parse(person[1..], CultureInfo.InvariantCulture);

    private JsonObject Button(Approval approval, string person, string action, string channel = "C1") => new()
    {
        ["type"] = "block_actions",
        ["user"] = new JsonObject { ["id"] = person },
        ["channel"] = new JsonObject { ["id"] = channel },
        ["response_url"] = $"{host.Slack}respond/{person}",
        ["trigger_id"] = $"trigger-{Interlocked.Increment(ref _names).ToString(CultureInfo.InvariantCulture)}",
        ["message"] = new JsonObject
        {
            ["text"] = "Your approval is needed",
            ["blocks"] = new JsonArray
            {
                new JsonObject { ["type"] = "header", ["block_id"] = "head" },
                new JsonObject { ["type"] = "actions", ["block_id"] = "decision" },
            },
        },
        ["actions"] = new JsonArray
        {
            new JsonObject
            {
                ["action_id"] = action,
                ["value"] = string.Create(CultureInfo.InvariantCulture, $"{approval.Id}:{approval.Round}"),
            },
        },
    };

    private static JsonObject Submission(JsonNode dialog, string person, string reason) => new()
    {
        ["type"] = "view_submission",
        ["user"] = new JsonObject { ["id"] = person },
        ["view"] = new JsonObject
        {
            ["private_metadata"] = dialog["private_metadata"]!.GetValue<string>(),
            ["state"] = new JsonObject
            {
                ["values"] = new JsonObject
                {
                    ["reason"] = new JsonObject { ["reason"] = new JsonObject { ["value"] = reason } },
                },
            },
        },
    };

    /// <summary>The dialog that Slack was asked to open: in time, for its trigger.</summary>
    private async Task<JsonObject> Dialog(string trigger)
    {
        await host.SentTo("/api/views.open");
        return host.Calls
            .Where(call => call.Target.EndsWith("/api/views.open", StringComparison.Ordinal))
            .Select(call => call.Json)
            .Single(call => call["trigger_id"]!.GetValue<string>() == trigger);
    }

    private static IEnumerable<string?> Blocks(JsonObject sent) =>
        sent["blocks"]!.AsArray().Select(block => block!["block_id"]?.GetValue<string>());
}
