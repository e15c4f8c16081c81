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
    public void The_signature_is_the_one_that_Slack_documents()
    {
        const string body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
            + "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
            + "%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
        var signature = new SlackSignature("8f742231b10e8888abcd99yyyzzz85a5");
        var now = DateTimeOffset.FromUnixTimeSeconds(1531420618);

        Assert.True(signature.IsValid("1531420618", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503", Encoding.UTF8.GetBytes(body), now));
        Assert.False(signature.IsValid("1531420618", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b504", Encoding.UTF8.GetBytes(body), now));
        Assert.False(signature.IsValid("1531420619", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503", Encoding.UTF8.GetBytes(body), now));
    }

    [Fact]
    public void No_text_is_a_valid_signature_or_time_by_chance() => Gen.Select(Gen.String, Gen.String).Sample((time, text) =>
        Assert.False(new SlackSignature("secret").IsValid(time, text, default, DateTimeOffset.UnixEpoch)));

    [Theory]
    [InlineData(301)]
    [InlineData(-301)]
    public async Task A_request_from_another_time_is_refused(int seconds)
    {
        var (approval, ann) = (await host.Ask(), await Person());

        (await host.Press(Button(approval, ann, "approve"), TimeSpan.FromSeconds(seconds))).ExpectProblem(401);

        Assert.Empty((await host.Read(approval)).Stages[0].Votes);
    }

    [Theory]
    [InlineData("another secret", null)]
    [InlineData("", null)]
    [InlineData(null, "v0=")]
    [InlineData(null, "nonsense")]
    public async Task A_request_that_Slack_did_not_sign_is_refused(string? secret, string? signature)
    {
        var (approval, ann) = (await host.Ask(), await Person());
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
    public async Task A_signed_request_that_can_not_be_read_is_refused(string body) =>
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
    public async Task What_is_not_of_our_messages_is_taken_and_left_alone(string payload) =>
        (await host.Press(JsonNode.Parse(payload)!.AsObject())).Expect(200);

    [Fact]
    public async Task The_button_approves_as_the_person_with_the_address_and_leaves_it_to_the_others()
    {
        var (approval, ann) = (await host.Ask(), await Person());

        (await host.Press(Button(approval, ann, "approve", channel: "C1"))).Expect(200);

        var told = await host.Told($"/respond/{ann}");
        Assert.Equal(Client(ann), Assert.Single((await host.Read(approval)).Stages[0].Votes).UserId);
        Assert.True(told["replace_original"]!.GetValue<bool>());
        Assert.Equal(["head", "decision", "outcome"], Blocks(told));
        Assert.Contains("approved", told["blocks"]![2]!["text"]!["text"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_approval_takes_the_buttons_away()
    {
        var (approval, ann, bob) = (await host.Ask(), await Person(), await Person());

        await host.Press(Button(approval, ann, "approve", channel: "C1"));
        await host.Told($"/respond/{ann}");
        await host.Press(Button(approval, bob, "approve", channel: "C1"));

        Assert.Equal(["head", "outcome"], Blocks(await host.Told($"/respond/{bob}")));
        Assert.Equal(ApprovalState.Approved, (await host.Read(approval)).Status);
    }

    [Fact]
    public async Task In_a_message_to_one_person_the_buttons_go_with_their_vote()
    {
        var (approval, ann) = (await host.Ask(), await Person());

        await host.Press(Button(approval, ann, "approve", channel: "D1"));

        Assert.Equal(["head", "outcome"], Blocks(await host.Told($"/respond/{ann}")));
    }

    [Fact]
    public async Task A_request_that_comes_again_does_no_harm()
    {
        var (approval, ann) = (await host.Ask(), await Person());
        var payload = Button(approval, ann, "approve");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.Press(payload)));
        await host.Press(payload);

        Assert.Single((await host.Read(approval)).Stages[0].Votes);
    }

    [Fact]
    public async Task A_rejection_asks_for_its_reason_in_a_dialog()
    {
        var (approval, ann) = (await host.Ask(), await Person());
        var button = Button(approval, ann, "reject");
        button["trigger_id"] = $"trigger-{ann}";

        (await host.Press(button)).Expect(200);
        var dialog = (await Dialog($"trigger-{ann}"))["view"]!;
        Assert.Empty((await host.Read(approval)).Stages[0].Votes);
        (await host.Press(Submission(dialog, ann, "Too much."))).Expect(200);

        var told = await host.Told($"/respond/{ann}");
        Assert.Equal(["outcome"], Blocks(told).Where(id => id is not null));
        var after = await host.Read(approval);
        Assert.Equal(ApprovalState.Rejected, after.Status);
        Assert.Equal("Too much.", Assert.Single(after.Stages[0].Votes).Comment);
    }

    [Fact]
    public async Task Nobody_decides_whom_we_do_not_know()
    {
        var approval = await host.Ask();
        host.People["UX1"] = """{"id":"UX1","profile":{"email":"stranger@elsewhere.test"}}""";
        host.People["UX2"] = """{"id":"UX2","is_bot":true,"profile":{"email":"admin@company.com"}}""";
        host.People["UX3"] = """{"id":"UX3","is_email_confirmed":false,"profile":{"email":"admin@company.com"}}""";
        host.People["UX4"] = """{"id":"UX4","deleted":true,"profile":{"email":"admin@company.com"}}""";
        host.People["UX5"] = """{"id":"UX5","profile":{}}""";
        foreach (var stranger in new[] { "UX1", "UX2", "UX3", "UX4", "UX5", "UX6" })
        {
            await host.Press(Button(approval, stranger, "approve"));
            var told = await host.Told($"/respond/{stranger}");
            Assert.Equal("ephemeral", told["response_type"]!.GetValue<string>());
            Assert.False(told["replace_original"]!.GetValue<bool>());
        }

        Assert.Empty((await host.Read(approval)).Stages[0].Votes);
    }

    [Fact]
    public async Task Who_may_not_decide_is_told_so_alone()
    {
        var (approval, viewer) = (await host.Ask(), await Person("viewer"));

        await host.Press(Button(approval, viewer, "approve"));

        var told = await host.Told($"/respond/{viewer}");
        Assert.Equal("ephemeral", told["response_type"]!.GetValue<string>());
        Assert.Contains("lacks the permission", told["text"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_button_of_an_earlier_round_decides_nothing()
    {
        var (approval, ann) = (await host.Ask(), await Person());
        await host.SendBack(approval);

        await host.Press(Button(approval, ann, "approve"));

        Assert.Contains("has changed since", (await host.Told($"/respond/{ann}"))["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty((await host.Read(approval)).Stages[0].Votes);
    }

    [Fact]
    public async Task A_decision_counts_even_where_Slack_can_not_be_told_of_it()
    {
        var (approval, ann) = (await host.Ask(), await Person());
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
        await host.Told("/api/views.open");
        return host.Calls
            .Where(call => call.Target.EndsWith("/api/views.open", StringComparison.Ordinal))
            .Select(call => call.Json)
            .Single(call => call["trigger_id"]!.GetValue<string>() == trigger);
    }

    private static IEnumerable<string?> Blocks(JsonObject told) =>
        told["blocks"]!.AsArray().Select(block => block!["block_id"]?.GetValue<string>());
}
