using Enterprise.Core.Approvals.Links;
using Enterprise.Core.Approvals.Process;
using Microsoft.Playwright;

namespace Enterprise.Browser.Tests;

/// <summary>The page of an approval, as people use it.</summary>
public sealed class RespondPageTests(ApprovalSite site) : IClassFixture<ApprovalSite>
{
    [Fact]
    public async Task It_shows_old_beside_new_and_is_approved_with_a_mouse()
    {
        ApprovalSite.RequireBrowser();
        var approval = await site.Ask();
        await using var visit = await site.Open(site.Link(approval, site.Ann));

        Assert.Equal(200, visit.Status);
        Assert.Contains("Customer Portal", await visit.Heading(), StringComparison.Ordinal);
        var row = visit.Page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = "Budget allocated" });
        Assert.Equal(["60,000", "95,000"], await row.GetByRole(AriaRole.Cell).AllInnerTextsAsync());
        Assert.False(await visit.IsTooWide());
        Assert.InRange(await visit.LeastContrast(), 4.5, 21);
        await visit.Picture("desktop");
        await visit.Page.GetByLabel("Comment").FillAsync("Worth it.");
        await visit.Follow(() => visit.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync());

        Assert.Equal(200, visit.Status);
        Assert.Contains("Your approval is recorded.", await visit.Text(), StringComparison.Ordinal);
        Assert.Equal(0, await visit.Forms());
        Assert.Equal(ApprovalState.Approved, await site.StatusOf(approval));
        await visit.Picture("approved");
    }

    [Fact]
    public async Task It_is_decided_on_a_phone_with_nothing_but_keys()
    {
        ApprovalSite.RequireBrowser();
        var approval = await site.Ask();
        await using var visit = await site.Open(site.Link(approval, site.Ann), width: 360, height: 780);
        var keys = visit.Page.Keyboard;
        Assert.False(await visit.IsTooWide());
        await visit.Picture("phone");

        await keys.PressAsync("Tab");
        Assert.Equal("Comment", await visit.Focused());
        await keys.TypeAsync("From the train.");
        await keys.PressAsync("Tab");
        Assert.Equal("Approve", await visit.Focused());
        await visit.Picture("phone-focus");
        await keys.PressAsync("Tab");
        Assert.Equal("Reject", await visit.Focused());
        await keys.PressAsync("Shift+Tab");
        await visit.Follow(() => keys.PressAsync("Enter"));

        Assert.Equal(200, visit.Status);
        Assert.False(await visit.IsTooWide());
        Assert.Contains("From the train.", await visit.Text(), StringComparison.Ordinal);
        Assert.Equal(ApprovalState.Approved, await site.StatusOf(approval));
        await visit.Picture("phone-approved");
    }

    [Fact]
    public async Task A_rejection_without_a_reason_is_refused_with_the_focus_on_what_is_missing()
    {
        ApprovalSite.RequireBrowser();
        var approval = await site.Ask();
        await using var visit = await site.Open(site.Link(approval, site.Ann), colors: ColorScheme.Dark);
        var reject = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Reject" });

        await visit.Follow(() => reject.ClickAsync());

        Assert.Equal(422, visit.Status);
        Assert.Equal("A rejection needs a reason. Nothing was decided yet.", await visit.Page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.Equal("Comment", await visit.Focused());
        Assert.InRange(await visit.LeastContrast(), 4.5, 21);
        Assert.Equal(ApprovalState.Pending, await site.StatusOf(approval));
        await visit.Picture("no-reason-dark");

        await visit.Page.Keyboard.TypeAsync("Not this quarter.");
        await visit.Follow(() => reject.ClickAsync());

        Assert.Equal(200, visit.Status);
        Assert.Equal(ApprovalState.Rejected, await site.StatusOf(approval));
        Assert.Contains("Not this quarter.", await visit.Text(), StringComparison.Ordinal);
        await visit.Picture("rejected-dark");
    }

    [Fact]
    public async Task A_used_link_shows_the_outcome_and_no_form()
    {
        ApprovalSite.RequireBrowser();
        var approval = await site.Ask();
        var link = site.Link(approval, site.Ann);
        await using var visit = await site.Open(link);
        await visit.Follow(() => visit.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync());

        await visit.Go(link);

        Assert.Equal(200, visit.Status);
        Assert.Equal(0, await visit.Forms());
        Assert.Contains("the request is approved", await visit.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_link_says_so()
    {
        ApprovalSite.RequireBrowser();
        var approval = await site.Ask();
        await using var visit = await site.Open(site.Link(approval, site.Ann, ApprovalLinks.Lifetime + TimeSpan.FromHours(1)), width: 360, height: 640);

        Assert.Equal(410, visit.Status);
        Assert.Equal("This link has expired", await visit.Heading());
        Assert.DoesNotContain("Customer Portal", await visit.Text(), StringComparison.Ordinal);
        Assert.InRange(await visit.LeastContrast(), 4.5, 21);
        await visit.Picture("expired");
    }

    [Fact]
    public async Task Somebody_who_is_not_asked_has_nothing_to_press()
    {
        ApprovalSite.RequireBrowser();
        var approval = await site.Ask();
        await using var visit = await site.Open(site.Link(approval, site.Bob));

        Assert.Equal(200, visit.Status);
        Assert.Equal(0, await visit.Forms());
        Assert.Contains("Managers and administrators decide.", await visit.Text(), StringComparison.Ordinal);
        Assert.Equal(ApprovalState.Pending, await site.StatusOf(approval));
    }

    [Fact]
    public async Task A_link_that_was_tampered_with_leads_nowhere()
    {
        ApprovalSite.RequireBrowser();
        var approval = await site.Ask();
        await using var visit = await site.Open(new Uri($"{site.Link(approval, site.Ann)}x"));

        Assert.Equal(401, visit.Status);
        Assert.Equal("This page needs a personal link", await visit.Heading());
        await visit.Picture("no-link");
    }
}
