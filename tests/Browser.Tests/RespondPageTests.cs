using Enterprise.Core.Approvals.Links;
using Enterprise.Core.Approvals.Process;
using Microsoft.Playwright;

namespace Enterprise.Browser.Tests;

/// <summary>The page of an approval, as people use it.</summary>
public sealed class RespondPageTests(ApprovalSite site) : IClassFixture<ApprovalSite>
{
    [Fact]
    public async Task Page_shows_old_beside_new_and_can_be_approved_with_a_mouse()
    {
        ApprovalSite.RequireBrowser();
        var approval = await site.RequestApproval();
        await using var page = await site.Open(site.Link(approval, site.Ann));

        Assert.Equal(200, page.Status);
        Assert.Contains("Customer Portal", await page.Heading(), StringComparison.Ordinal);
        var row = page.Inner.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = "Budget allocated" });
        Assert.Equal(["60,000", "95,000"], await row.GetByRole(AriaRole.Cell).AllInnerTextsAsync());
        Assert.False(await page.IsTooWide());
        Assert.InRange(await page.LeastContrast(), 4.5, 21);
        await page.Screenshot("desktop");
        await page.Inner.GetByLabel("Comment").FillAsync("Worth it.");
        await page.Follow(() => page.Inner.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync());

        Assert.Equal(200, page.Status);
        Assert.Contains("Your approval is recorded.", await page.Text(), StringComparison.Ordinal);
        Assert.Equal(0, await page.Forms());
        Assert.Equal(ApprovalState.Approved, await site.StatusOf(approval));
        await page.Screenshot("approved");
    }

    [Fact]
    public async Task Page_can_be_operated_on_a_phone_with_the_keyboard_only()
    {
        ApprovalSite.RequireBrowser();
        var approval = await site.RequestApproval();
        await using var page = await site.Open(site.Link(approval, site.Ann), width: 360, height: 780);
        var keys = page.Inner.Keyboard;
        Assert.False(await page.IsTooWide());
        await page.Screenshot("phone");

        await keys.PressAsync("Tab");
        Assert.Equal("Comment", await page.Focused());
        await keys.TypeAsync("From the train.");
        await keys.PressAsync("Tab");
        Assert.Equal("Approve", await page.Focused());
        await page.Screenshot("phone-focus");
        await keys.PressAsync("Tab");
        Assert.Equal("Reject", await page.Focused());
        await keys.PressAsync("Shift+Tab");
        await page.Follow(() => keys.PressAsync("Enter"));

        Assert.Equal(200, page.Status);
        Assert.False(await page.IsTooWide());
        Assert.Contains("From the train.", await page.Text(), StringComparison.Ordinal);
        Assert.Equal(ApprovalState.Approved, await site.StatusOf(approval));
        await page.Screenshot("phone-approved");
    }

    [Fact]
    public async Task Rejection_without_a_reason_focuses_the_comment()
    {
        ApprovalSite.RequireBrowser();
        var approval = await site.RequestApproval();
        await using var page = await site.Open(site.Link(approval, site.Ann), colors: ColorScheme.Dark);
        var reject = page.Inner.GetByRole(AriaRole.Button, new() { Name = "Reject" });

        await page.Follow(() => reject.ClickAsync());

        Assert.Equal(422, page.Status);
        Assert.Equal(
            "A rejection needs a reason. Nothing was decided yet.",
            await page.Inner.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.Equal("Comment", await page.Focused());
        Assert.InRange(await page.LeastContrast(), 4.5, 21);
        Assert.Equal(ApprovalState.Pending, await site.StatusOf(approval));
        await page.Screenshot("no-reason-dark");

        await page.Inner.Keyboard.TypeAsync("Not this quarter.");
        await page.Follow(() => reject.ClickAsync());

        Assert.Equal(200, page.Status);
        Assert.Equal(ApprovalState.Rejected, await site.StatusOf(approval));
        Assert.Contains("Not this quarter.", await page.Text(), StringComparison.Ordinal);
        await page.Screenshot("rejected-dark");
    }

    [Fact]
    public async Task Used_link_shows_the_outcome_without_a_form()
    {
        ApprovalSite.RequireBrowser();
        var approval = await site.RequestApproval();
        var link = site.Link(approval, site.Ann);
        await using var page = await site.Open(link);
        await page.Follow(() => page.Inner.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync());

        await page.Go(link);

        Assert.Equal(200, page.Status);
        Assert.Equal(0, await page.Forms());
        Assert.Contains("the request is approved", await page.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expired_link_shows_that_it_has_expired()
    {
        ApprovalSite.RequireBrowser();
        var approval = await site.RequestApproval();
        await using var page = await site.Open(
            site.Link(approval, site.Ann, ApprovalLinkService.Lifetime + TimeSpan.FromHours(1)),
            width: 360,
            height: 640);

        Assert.Equal(410, page.Status);
        Assert.Equal("This link has expired", await page.Heading());
        Assert.DoesNotContain("Customer Portal", await page.Text(), StringComparison.Ordinal);
        Assert.InRange(await page.LeastContrast(), 4.5, 21);
        await page.Screenshot("expired");
    }

    [Fact]
    public async Task User_who_is_not_an_approver_sees_no_form()
    {
        ApprovalSite.RequireBrowser();
        var approval = await site.RequestApproval();
        await using var page = await site.Open(site.Link(approval, site.Bob));

        Assert.Equal(200, page.Status);
        Assert.Equal(0, await page.Forms());
        Assert.Contains("Managers and administrators decide.", await page.Text(), StringComparison.Ordinal);
        Assert.Equal(ApprovalState.Pending, await site.StatusOf(approval));
    }

    [Fact]
    public async Task Altered_link_returns_401()
    {
        ApprovalSite.RequireBrowser();
        var approval = await site.RequestApproval();
        await using var page = await site.Open(new Uri($"{site.Link(approval, site.Ann)}x"));

        Assert.Equal(401, page.Status);
        Assert.Equal("This page needs a personal link", await page.Heading());
        await page.Screenshot("no-link");
    }
}
