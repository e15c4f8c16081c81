using System.Net.Http.Json;
using Enterprise.Core.Approvals.Links;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Encryption;
using Enterprise.Core.Identity;
using Enterprise.Standalone.Tests.Processes;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;

namespace Enterprise.Browser.Tests;

/// <summary>The real host and a browser, shared by the tests of a class.</summary>
public sealed class ApprovalSite : IAsyncLifetime
{
    private readonly Workspace _workspace = new();
    private Host? _host;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private InstallationKeys? _keys;
    private int _names;

    internal static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The manager of the team, who is the approver.</summary>
    internal Person Ann { get; private set; } = null!;

    /// <summary>A viewer, who is not an approver.</summary>
    internal Person Bob { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Chromium.Path is null)
            return;
        _host = await _workspace.Start();
        _keys = new InstallationKeys();
        _keys.Use(ReadInstallation().Keys);
        Ann = await Add("Ann Manager", "manager");
        Bob = await Add("Bob Viewer", "viewer");
        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.Launch(_playwright);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_host is not null)
            await _host.DisposeAsync();
        _workspace.Dispose();
    }

    /// <summary>Skips a test where there is no browser, saying so.</summary>
    internal static void RequireBrowser() =>
        Assert.SkipWhen(Chromium.Path is null, "There is no Chromium: install it, or name it in CHROMIUM_PATH.");

    /// <summary>A pending approval of a change to a project.</summary>
    internal async Task<Approval> RequestApproval()
    {
        var team = await _host!.Client.Create("/teams/", new { name = $"Team {Next()}", manager_id = Ann.Id });
        var project = await _host.Client.Create("/projects/", new
        {
            name = "Customer Portal",
            description = "Everything that customers do by themselves.",
            team_id = team["id"]!.GetValue<long>(),
            requires_approval = true,
            budget_allocated = 60_000,
            visibility = "public",
        });
        var id = project["id"]!.GetValue<long>();
        var creation = await Pending(id);
        await Ann.Client.Create($"/approvals/{creation.Id}/decisions", new { decision = "approve", comment = "Go." });
        using var change = await _host.Client.PatchAsJsonAsync(
            $"/projects/{id}",
            new
            {
                budget_allocated = 95_000,
                description = "Everything that customers do by themselves, now in five languages "
                    + "and with a chat that answers at night.",
                owner_id = Ann.Id,
            },
            Stop);
        Assert.True((int)change.StatusCode == 202, await change.Content.ReadAsStringAsync(Stop));
        return await Pending(id);
    }

    internal async Task<ApprovalState> StatusOf(Approval approval) => (await Read($"/approvals/{approval.Id}")).Status;

    /// <summary>The URL of a personal link of this age.</summary>
    internal Uri Link(Approval approval, Person of, TimeSpan age = default)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow - age);
        var links = new ApprovalLinkService(store: null!, new SignedToken(_keys!), time);
        var link = links.Make(ApprovalLinkPurpose.Personal, approval, of.Id);
        return new Uri(_host!.Url, $"/approvals/{approval.Id}/respond?link={link}");
    }

    /// <summary>Opens a page on a screen of this size, in pixels.</summary>
    internal async Task<BrowserPage> Open(
        Uri url,
        int width = 1280,
        int height = 900,
        ColorScheme colors = ColorScheme.Light)
    {
        var page = await _browser!.NewPageAsync(new BrowserNewPageOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = colors,
            JavaScriptEnabled = true,
        });
        var opened = new BrowserPage(page);
        await opened.Go(url);
        return opened;
    }

    private async Task<Person> Add(string name, string role)
    {
        var user = await _host!.Client.Create("/users/", new { email = $"{role}{Next()}@company.com", name, role });
        var id = user["id"]!.GetValue<long>();
        var token = await _host.Client.Create($"/users/{id}/tokens", new { name = "test" });
        return new Person(id, _host.ClientWith(token["token"]!.GetValue<string>()));
    }

    private async Task<Approval> Pending(long project)
    {
        var list = await _host!.Client.Read($"/approvals/?project_id={project}&status=pending");
        return await Read($"/approvals/{Assert.Single(list["items"]!.AsArray())!["id"]}");
    }

    private async Task<Approval> Read(string path) =>
        (await _host!.Client.GetFromJsonAsync(path, ApprovalProcessJson.Default.Approval, Stop))!;

    private Installation ReadInstallation()
    {
        using var database = _workspace.Open();
        using var command = database.CreateCommand();
        command.CommandText = "SELECT body FROM installation";
        return System.Text.Json.JsonSerializer.Deserialize(
            (byte[])command.ExecuteScalar()!,
            IdentityJson.Default.Installation)!;
    }

    private int Next() => Interlocked.Increment(ref _names);
}

/// <summary>A user and a client with a token.</summary>
internal sealed record Person(long Id, HttpClient Client);
