using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Enterprise.Api.Tests.Hosting;
using Enterprise.Core.Approvals.Links;
using Enterprise.Core.Approvals.Process;

namespace Enterprise.Api.Tests.Approvals;

public sealed partial class RespondPageTests(RespondHost host) : IClassFixture<RespondHost>
{
    [Fact]
    public async Task Opening_a_link_shows_the_change_and_the_form_without_side_effects()
    {
        var (approval, ann) = (await host.RequestApproval(), await host.Add("manager"));

        Answer? page = null;
        var entries = await host.TrailOf(
            async () => page = await host.Nobody.Get(Path(approval, host.Link(approval, ann))));

        var text = page!.Expect(200).Text;
        Assert.Equal("text/html; charset=utf-8", page.Header("Content-Type"));
        Assert.Contains("raise the budget, change the owner", text, StringComparison.Ordinal);
        Assert.Contains("<del>500,000</del>", text, StringComparison.Ordinal);
        Assert.Contains("<ins>750,000</ins>", text, StringComparison.Ordinal);
        Assert.Contains("<del>System Admin</del>", text, StringComparison.Ordinal);
        Assert.Contains("<del>React, Node.js</del>", text, StringComparison.Ordinal);
        Assert.Contains("managers (2 with the role manager)", text, StringComparison.Ordinal);
        Assert.Contains("Nobody has decided yet.", text, StringComparison.Ordinal);
        Assert.NotNull(FormLink(page));
        Assert.Empty(entries);
        Assert.Empty((await host.Read(approval)).Stages[0].Votes);
        (await host.Nobody.Get(Path(approval, host.Link(approval, ann)))).Expect(200);
    }

    [Fact]
    public async Task User_text_is_encoded_and_the_page_has_no_script()
    {
        var (approval, ann) = (await host.RequestApproval(), await host.Add("manager"));

        var text = (await host.Nobody.Get(Path(approval, host.Link(approval, ann)))).Expect(200).Text;

        Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", text, StringComparison.Ordinal);
        Assert.DoesNotMatch("""\son\w+=|javascript:|style=|src=|href=""", text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_page_sends_the_security_headers(bool isValid)
    {
        var (approval, ann) = (await host.RequestApproval(), await host.Add("manager"));

        var page = await host.Nobody.Get(Path(approval, isValid ? host.Link(approval, ann) : "nonsense"));

        var style = Style().Match(page.Text).Groups[1].Value;
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        Assert.Equal(
            $"default-src 'none'; style-src 'sha256-{hash}'; "
                + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            page.Header("Content-Security-Policy"));
        Assert.Equal("no-store", page.Header("Cache-Control"));
        Assert.Equal("no-referrer", page.Header("Referrer-Policy"));
        Assert.Equal("nosniff", page.Header("X-Content-Type-Options"));
        Assert.Null(page.Header("Set-Cookie"));
    }

    [Fact]
    public async Task Last_of_two_approvals_by_link_shows_that_the_request_is_approved()
    {
        var (approval, ann, bob) = (await host.RequestApproval(), await host.Add("manager"), await host.Add("manager"));

        var first = await Post(host.Nobody, approval, host.Link(approval, ann), "approve", "Fine\r\nwith me.");
        var second = await Post(host.Nobody, approval, host.Link(approval, bob), "approve");

        Assert.Contains("Others have yet to decide.", first.Expect(200).Text, StringComparison.Ordinal);
        Assert.Null(FormLink(first));
        Assert.Contains("the request is approved", second.Expect(200).Text, StringComparison.Ordinal);
        var votes = (await host.Read(approval)).Stages[0].Votes;
        Assert.Equal([(ann.Id, "Fine\nwith me."), (bob.Id, null)], votes.Select(vote => (vote.UserId, vote.Comment)));
        var after = (await host.Nobody.Get(Path(approval, host.Link(approval, ann)))).Expect(200);
        Assert.Null(FormLink(after));
        Assert.Contains("nothing left to decide: the request is approved", after.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Used_link_decides_once_and_then_shows_the_outcome()
    {
        var (approval, ann) = (await host.RequestApproval(), await host.Add("manager"));
        var link = host.Link(approval, ann);
        (await Post(host.Nobody, approval, link, "approve")).Expect(200);

        var again = await Post(host.Nobody, approval, link, "reject", "Changed my mind.");
        var look = await host.Nobody.Get(Path(approval, link));

        Assert.Contains("This link has been used", again.Expect(409).Text, StringComparison.Ordinal);
        Assert.Equal(Decision.Approve, Assert.Single((await host.Read(approval)).Stages[0].Votes).Decision);
        Assert.Contains("This link has been used", look.Expect(200).Text, StringComparison.Ordinal);
        Assert.Contains("approved on", look.Text, StringComparison.Ordinal);
        Assert.Null(FormLink(look));
    }

    [Fact]
    public async Task Concurrent_uses_of_a_link_make_one_decision()
    {
        var (approval, ann) = (await host.RequestApproval(), await host.Add("manager"));
        var link = host.Link(approval, ann);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            Post(host.Nobody, approval, link, "approve", $"Attempt {i.ToString(CultureInfo.InvariantCulture)}")));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 409, answer.ToString()));
        Assert.Single((await host.Read(approval)).Stages[0].Votes);
    }

    [Fact]
    public async Task Rejection_without_a_reason_returns_422_and_keeps_the_link_valid()
    {
        var (approval, ann) = (await host.RequestApproval(), await host.Add("manager"));
        var link = host.Link(approval, ann);

        var refused = await Post(host.Nobody, approval, link, "reject", "  ");
        var rejected = await Post(host.Nobody, approval, link, "reject", "Too much.");

        Assert.Contains("A rejection needs a reason.", refused.Expect(422).Text, StringComparison.Ordinal);
        Assert.Contains("aria-invalid=\"true\"", refused.Text, StringComparison.Ordinal);
        Assert.Equal(link, FormLink(refused));
        rejected.Expect(200);
        Assert.Equal(ApprovalState.Rejected, (await host.Read(approval)).Status);
    }

    [Fact]
    public async Task Invalid_form_is_shown_again_with_its_comment()
    {
        var (approval, ann) = (await host.RequestApproval(), await host.Add("manager"));

        var answer = await Post(host.Nobody, approval, host.Link(approval, ann), "maybe", "<Hello>");

        Assert.Contains(">&lt;Hello&gt;</textarea>", answer.Expect(422).Text, StringComparison.Ordinal);
        (await Post(host.Nobody, approval, host.Link(approval, ann), "approve", new string('x', 2001))).Expect(422);
        Assert.Empty((await host.Read(approval)).Stages[0].Votes);
    }

    [Fact]
    public async Task Refused_decision_keeps_the_link_valid()
    {
        var (approval, ann) = (await host.RequestApproval(), await host.Add("viewer"));
        var link = host.Link(approval, ann);

        Assert.Contains(
            "lacks the permission",
            (await Post(host.Nobody, approval, link, "approve")).Expect(403).Text,
            StringComparison.Ordinal);

        Assert.False(await host.Links.IsUsed(host.Links.Read(link)!, TestHost.Stop));
    }

    [Fact]
    public async Task Expired_link_returns_410()
    {
        var (approval, ann) = (await host.RequestApproval(), await host.Add("manager"));
        var link = host.Link(approval, ann);
        host.Time.Advance(ApprovalLinkService.Lifetime);

        Assert.Contains(
            "expired",
            (await host.Nobody.Get(Path(approval, link))).Expect(410).Text,
            StringComparison.Ordinal);
        (await Post(host.Nobody, approval, link, "approve")).Expect(410);
        Assert.Empty((await host.Read(approval)).Stages[0].Votes);
    }

    [Fact]
    public async Task Link_for_another_approval_returns_404()
    {
        var (approval, other, ann) = (
            await host.RequestApproval(),
            await host.RequestApproval(),
            await host.Add("manager"));

        (await host.Nobody.Get(Path(other, host.Link(approval, ann)))).Expect(404);
        (await Post(host.Nobody, other, host.Link(approval, ann), "approve")).Expect(404);
    }

    [Fact]
    public async Task Link_of_another_user_returns_403_when_signed_in()
    {
        var (approval, ann, bob) = (await host.RequestApproval(), await host.Add("manager"), await host.Add("manager"));

        (await bob.Get(Path(approval, host.Link(approval, ann)))).Expect(403);
        (await Post(bob, approval, host.Link(approval, ann), "approve")).Expect(403);
        Assert.Empty((await host.Read(approval)).Stages[0].Votes);
    }

    [Fact]
    public async Task Link_of_an_earlier_round_shows_the_current_round_and_decides_nothing()
    {
        var (approval, ann) = (await host.RequestApproval(), await host.Add("manager"));
        var link = host.Link(approval, ann);
        await host.SendBack(approval);

        var look = (await host.Nobody.Get(Path(approval, link))).Expect(200);
        var answer = await Post(host.Nobody, approval, link, "approve");

        Assert.Null(FormLink(look));
        Assert.Contains("has changed since", look.Text, StringComparison.Ordinal);
        Assert.Contains("has changed since", answer.Expect(409).Text, StringComparison.Ordinal);
        Assert.Empty((await host.Read(approval)).Stages[0].Votes);
    }

    [Fact]
    public async Task Link_of_a_deactivated_user_returns_401()
    {
        var (approval, ann) = (await host.RequestApproval(), await host.Add("manager"));
        (await host.Admin.Delete($"/users/{ann.Id}")).Expect(204);

        (await host.Nobody.Get(Path(approval, host.Link(approval, ann)))).Expect(401);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("AAAA")]
    public async Task Page_without_link_or_token_returns_401_saying_what_is_needed(string link)
    {
        var approval = await host.RequestApproval();

        var page = await host.Nobody.Get(Path(approval, link));

        Assert.Contains("This page needs a personal link", page.Expect(401).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Customer Portal", page.Text, StringComparison.Ordinal);
        (await Post(host.Nobody, approval, link, "approve")).Expect(401);
    }

    [Fact]
    public async Task Link_with_any_character_altered_returns_401()
    {
        var (approval, ann) = (await host.RequestApproval(), await host.Add("manager"));
        var link = host.Link(approval, ann);

        for (var i = 0; i < link.Length - 1; i++)
            Assert.Null(host.Links.Read($"{link[..i]}{(link[i] == 'A' ? 'B' : 'A')}{link[(i + 1)..]}"));
    }

    [Fact]
    public async Task Signed_in_user_decides_by_the_link_in_the_form()
    {
        var (approval, ann) = (await host.RequestApproval(), await host.Add("manager"));
        var page = (await ann.Get(Path(approval))).Expect(200);

        var answer = await Post(ann, approval, FormLink(page)!, "approve");

        answer.Expect(200);
        Assert.Equal(ann.Id, Assert.Single((await host.Read(approval)).Stages[0].Votes).UserId);
    }

    [Fact]
    public async Task Form_link_without_sign_in_returns_401()
    {
        var (approval, ann, bob) = (await host.RequestApproval(), await host.Add("manager"), await host.Add("manager"));
        var link = FormLink((await ann.Get(Path(approval))).Expect(200))!;

        (await Post(host.Nobody, approval, link, "approve")).Expect(401);
        (await Post(bob, approval, link, "approve")).Expect(403);
        (await host.Nobody.Get(Path(approval, link))).Expect(401);
        Assert.Empty((await host.Read(approval)).Stages[0].Votes);
    }

    [Fact]
    public async Task Form_without_its_link_returns_401_when_signed_in()
    {
        var (approval, ann) = (await host.RequestApproval(), await host.Add("manager"));

        (await Post(ann, approval, null, "approve")).Expect(401);
        Assert.Empty((await host.Read(approval)).Stages[0].Votes);
    }

    [Fact]
    public async Task Cross_site_form_returns_403()
    {
        var (approval, ann) = (await host.RequestApproval(), await host.Add("manager"));
        var link = host.Link(approval, ann);

        (await Post(host.Nobody.With("Sec-Fetch-Site", "cross-site"), approval, link, "approve")).Expect(403);
        (await Post(host.Nobody.With("Sec-Fetch-Site", "same-origin"), approval, link, "approve")).Expect(200);
    }

    [Fact]
    public async Task Agent_gets_no_form_and_can_not_decide()
    {
        var (approval, ann) = (await host.RequestApproval(), await host.Add("manager"));
        var token = await host.Admin.Post($"/users/{ann.Id}/tokens", new { name = "agent", is_agent = true });
        var agent = ann with { Token = token.Expect(201).Json["token"]!.GetValue<string>() };

        var page = (await agent.Get(Path(approval))).Expect(200);

        Assert.Null(FormLink(page));
        Assert.Contains("Programs can&#x27;t decide.", page.Text, StringComparison.Ordinal);
        (await Post(agent, approval, host.Link(approval, ann), "approve")).Expect(403);
    }

    [Fact]
    public async Task Invalid_token_returns_401_as_a_page()
    {
        var approval = await host.RequestApproval();

        var page = await new ApiClient(host.Http, "ent_nonsense").Get(Path(approval));

        Assert.Equal("text/html; charset=utf-8", page.Expect(401).Header("Content-Type"));
    }

    [Fact]
    public async Task Unknown_approval_returns_404_as_a_page()
    {
        var ann = await host.Add("manager");

        var page = await ann.Get("/approvals/999999/respond");

        Assert.Contains("There is nothing here for you", page.Expect(404).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Malformed_or_oversized_form_is_refused()
    {
        var (approval, ann) = (await host.RequestApproval(), await host.Add("manager"));
        var link = host.Link(approval, ann);

        (await host.Nobody.Send("POST", Path(approval), "{}")).Expect(415);
        (await host.Nobody.Send("POST", Path(approval), Form(("link", link), ("link", link), ("decision", "approve"))))
            .Expect(400);
        (await host.Nobody.Send("POST", Path(approval), Form([.. Enumerable.Range(0, 11).Select(i => ($"x{i}", ""))])))
            .Expect(400);
        (await host.Nobody.Send("POST", Path(approval), Form(("comment", new string('x', 100_000))))).Expect(400);
        Assert.Empty((await host.Read(approval)).Stages[0].Votes);
    }

    [Fact]
    public async Task Requester_sees_no_form()
    {
        var approval = await host.RequestApproval();

        var page = (await host.Admin.Get(Path(approval))).Expect(200);

        Assert.Null(FormLink(page));
        Assert.Contains("You asked for this.", page.Text, StringComparison.Ordinal);
    }

    private static string Path(Approval approval, string? link = null) => string.Create(
        CultureInfo.InvariantCulture,
        $"/approvals/{approval.Id}/respond{(link is null ? "" : $"?link={link}")}");

    private static Task<Answer> Post(
        ApiClient client,
        Approval approval,
        string? link,
        string decision,
        string comment = "") => client.Send(
        "POST",
        Path(approval),
        link is null
            ? Form(("decision", decision), ("comment", comment))
            : Form(("link", link), ("decision", decision), ("comment", comment)));

    private static FormUrlEncodedContent Form(params IReadOnlyList<(string Name, string Value)> fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    private static string? FormLink(Answer page) => Link().Match(page.Text) is { Success: true } match
        ? WebUtility.HtmlDecode(match.Groups[1].Value)
        : null;

    [GeneratedRegex("""name="link" value="([^"]*)""")]
    private static partial Regex Link();

    [GeneratedRegex("<style>(.*)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();
}
