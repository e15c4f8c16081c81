using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Enterprise.Core;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.Encryption;
using Enterprise.Core.Entities;
using Enterprise.Core.Identity;
using Enterprise.Core.Notifications;
using Enterprise.Core.Processes;
using Enterprise.Core.Storage;
using Enterprise.Integrations;
using Enterprise.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Enterprise.Api.Tests.Hosting;

/// <summary>The API on a real server with a database of its own, shared by the tests of a class.</summary>
/// <remarks>
/// The audit trail is fed on demand, so that a test which reads it neither waits nor races: <see cref="Trail"/>
/// processes what was committed so far.
/// </remarks>
public class TestHost : IAsyncLifetime
{
    /// <summary>The header with the address that the server takes for the client's.</summary>
    internal const string AddressHeader = "Test-Remote-Address";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("enterprise-");
    private readonly FailureLog _failures = new();
    private SqliteDocumentStore? _store;
    private WebApplication? _app;
    private HttpClient? _http;
    private int _names;

    internal static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal IServiceProvider Services => _app!.Services;

    internal IDocumentStore Store => _store!;

    internal HttpClient Http => _http!;

    /// <summary>The administrator that the first start creates.</summary>
    internal ApiClient Admin { get; private set; } = null!;

    /// <summary>A caller without a token.</summary>
    internal ApiClient Nobody => new(Http, null);

    internal IEnumerable<RouteEndpoint> Endpoints =>
        Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    /// <summary>The settings below the section <c>Enterprise</c>.</summary>
    protected virtual IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>();

    /// <summary>Replaces services of the host.</summary>
    protected virtual void Add(IServiceCollection services)
    {
    }

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync()
    {
        _store = SqliteDocumentStore.Open(
            new SqliteStoreOptions(_directory.FullName),
            CoreServices.DocumentTypes,
            TimeProvider.System);
        _app = Build(_store);
        var started = await Services.GetRequiredService<InstallationService>().Start(presetToken: null, Stop);
        Services.GetRequiredService<InstallationKeys>().Use(started.Installation.Keys);
        await _app.StartAsync(Stop);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        })
        {
            BaseAddress = new Uri(_app.Urls.First()),
        };
        Admin = new ApiClient(Http, started.AdministratorToken) { Id = 1 };
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        _store?.Dispose();
        _directory.Delete(recursive: true);
        Assert.Empty(_failures.Lines);
        GC.SuppressFinalize(this);
    }

    /// <summary>A name that nothing else in this host has.</summary>
    internal string Unique(string stem) => $"{stem} {Interlocked.Increment(ref _names)}";

    /// <summary>A new user, with a token.</summary>
    internal async Task<ApiClient> Add(string role, string? clearance = null, string domain = "company.com")
    {
        var user = await Admin.Create("/users/", new JsonObject
        {
            ["email"] = $"user{Interlocked.Increment(ref _names)}@{domain}",
            ["name"] = "Somebody",
            ["role"] = role,
            ["clearance"] = clearance,
        });
        return await TokenFor(user);
    }

    /// <summary>A client that calls as the user.</summary>
    internal async Task<ApiClient> TokenFor(long userId)
    {
        var token = await Admin.Post($"/users/{userId}/tokens", new { name = "test" });
        return new ApiClient(Http, token.Json["token"]!.GetValue<string>()) { Id = userId };
    }

    /// <summary>The whole audit trail, oldest first, including everything committed before.</summary>
    internal async Task<IReadOnlyList<AuditEntry>> Trail()
    {
        await Pump();
        var entries = new List<AuditEntry>();
        var query = new DocumentQuery<AuditEntry>(AuditDocuments.Entries)
        {
            Sort = [new Order(AuditDocuments.OccurredAt)],
            Limit = 1000,
        };
        while (true)
        {
            var page = await Store.Query(query, Stop);
            entries.AddRange(page.Items.Select(item => item.Value));
            if (!page.HasMore)
                return entries;
            query = query with { After = query.PositionOf(page.Items[^1].Value) };
        }
    }

    /// <summary>The entries that an action adds to the trail.</summary>
    internal async Task<IReadOnlyList<AuditEntry>> TrailOf(Func<Task> action)
    {
        var known = (await Trail()).Select(entry => entry.Id).ToHashSet();
        await action();
        return [.. (await Trail()).Where(entry => !known.Contains(entry.Id))];
    }

    private async Task Pump()
    {
        var (feed, trail) = (_store!.Feed, Services.GetRequiredService<AuditTrailConsumer>());
        while (await feed.Read(trail.Name, 500, Stop) is { Changes.Count: > 0 } page)
        {
            await trail.Handle(page.Changes, Stop);
            await feed.Acknowledge(trail.Name, page.Position, Stop);
        }
    }

    private WebApplication Build(SqliteDocumentStore store)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 2 * 1024 * 1024;
        });
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Logging.AddProvider(_failures);
        builder.Configuration.AddInMemoryCollection(
            Settings.Select(setting => KeyValuePair.Create($"Enterprise:{setting.Key}", setting.Value)));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new IdAllocation(BlockSize: 1));
        builder.Services.AddSingleton<IDocumentStore>(store);
        builder.Services.AddSingleton<IProcessDriver, IdleDriver>();
        builder.Services.AddDeliverySignal();
        builder.Services.AddEnterpriseCore();
        builder.Services.AddEnterpriseApi(builder.Configuration.GetSection("Enterprise"));
        builder.Services.AddEnterpriseIntegrations();
        Add(builder.Services);
        var app = builder.Build();
        app.Use((http, next) =>
        {
            if (http.Request.Headers.Remove(AddressHeader, out var address))
                http.Connection.RemoteIpAddress = IPAddress.Parse(address.ToString());
            return next(http);
        });
        app.UseEnterpriseApi();
        return app;
    }

    /// <summary>No process is advanced here.</summary>
    private sealed class IdleDriver : IProcessDriver
    {
        public ValueTask Wake(ProcessKey key, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
