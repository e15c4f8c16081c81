using System.Net;
using Enterprise.Core;
using Enterprise.Core.Approvals.Links;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Encryption;
using Enterprise.Core.Entities;
using Enterprise.Core.Notifications;
using Enterprise.Core.Storage;
using Enterprise.Integrations.Outgoing;
using Enterprise.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Integrations.Tests.Hosting;

/// <summary>The integrations as in a host, on a database of their own and with names that a test resolves.</summary>
internal sealed class Sandbox : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("enterprise-");
    private readonly SqliteDocumentStore _store;
    private readonly ServiceProvider _services;

    internal Sandbox(params (string Name, string Value)[] settings)
        : this(isTimed: false, settings)
    {
    }

    private Sandbox(bool isTimed, (string Name, string Value)[] settings)
    {
        var time = isTimed ? TimeProvider.System : Time;
        _store = SqliteDocumentStore.Open(
            new SqliteStoreOptions(_directory.FullName), CoreServices.DocumentTypes, time);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting =>
                KeyValuePair.Create($"Enterprise:{setting.Name}", (string?)setting.Value)))
            .Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton(time);
        services.AddSingleton(new IdAllocation(BlockSize: 1));
        services.AddSingleton<IDocumentStore>(_store);
        services.AddSingleton(new PublicUrl(new Uri("https://enterprise.test/")));
        services.AddSingleton<Resolve>((host, _) =>
        {
            Resolved.Add(host);
            return Task.FromResult(Names[host]());
        });
        services.AddEnterpriseCore();
        services.AddEnterpriseIntegrations();
        _services = services.BuildServiceProvider();
        _services.GetRequiredService<IStartupValidator>().Validate();
        _services.GetRequiredService<InstallationKeys>()
            .Use([new InstallationKey(1, new byte[32])]);
    }

    /// <summary>One with the system's clock, for pauses between attempts.</summary>
    internal static Sandbox Timed(params (string Name, string Value)[] settings) => new(isTimed: true, settings);

    internal static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Advances only when a test advances it.</summary>
    internal FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));

    internal LogRecorder Log { get; } = new();

    /// <summary>The addresses of each name.</summary>
    internal Dictionary<string, Func<IPAddress[]>> Names { get; } = [];

    /// <summary>The names that were resolved, in order.</summary>
    internal List<string> Resolved { get; } = [];

    internal ApprovalLinkService Links => _services.GetRequiredService<ApprovalLinkService>();

    internal T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    internal void Name(string host, params string[] addresses) =>
        Names[host] = () => Array.ConvertAll(addresses, IPAddress.Parse);

    internal async Task<SendResult> Send(Message message, MessageTarget target) => await _services
        .GetServices<IMessageSender>()
        .Single(sender => sender.Kind == target.Kind)
        .Send(message, target, Stop);

    internal async Task<OutgoingResponse> Call(string url, bool isIdempotent = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Options.Set(OutgoingClient.IsIdempotent, isIdempotent);
        return await _services.GetRequiredService<OutgoingClient>().Send(request, Stop);
    }

    /// <summary>Stores an approval that can be decided.</summary>
    internal async Task<Approval> Add(Approval approval)
    {
        var key = ApprovalDocuments.Key(approval.ProjectId, approval.Id);
        var commit = new Commit(Container.Projects, key.Partition).Create(ApprovalDocuments.Type, key.Id, approval);
        Assert.True((await _store.Commit(commit, Stop)).Succeeded);
        return approval;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _store.Dispose();
        _directory.Delete(recursive: true);
    }
}
