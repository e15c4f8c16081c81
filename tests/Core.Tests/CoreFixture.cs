using System.Net;
using System.Text.Json;
using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.Editing;
using Enterprise.Core.Entities;
using Enterprise.Core.Environments;
using Enterprise.Core.Listing;
using Enterprise.Core.Notifications;
using Enterprise.Core.Processes;
using Enterprise.Core.Projects;
using Enterprise.Core.Projects.Governance;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;
using Enterprise.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Enterprise.Core.Tests;

/// <summary>The services of Core on a SQLite store of their own, with a clock that the test sets.</summary>
internal sealed class CoreFixture : IDisposable
{
    private static readonly DateTimeOffset _start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _directory;
    private readonly bool _isOwner;
    private readonly SqliteDocumentStore _sqlite;
    private readonly ServiceProvider _services;

    internal CoreFixture(
        int idBlockSize = 1,
        Func<IDocumentStore, IDocumentStore>? around = null,
        Action<IServiceCollection>? services = null)
        : this(Directory.CreateTempSubdirectory("enterprise-core-"), new(_start), idBlockSize, around, services) =>
        _isOwner = true;

    private CoreFixture(
        DirectoryInfo directory,
        FakeTimeProvider time,
        int idBlockSize,
        Func<IDocumentStore, IDocumentStore>? around,
        Action<IServiceCollection>? services)
    {
        _directory = directory;
        Time = time;
        _sqlite = SqliteDocumentStore.Open(
            new SqliteStoreOptions(_directory.FullName), CoreServices.DocumentTypes, Time);
        Store = around is null ? _sqlite : around(_sqlite);
        var collection = new ServiceCollection();
        collection
            .AddSingleton(Store)
            .AddSingleton(new IdAllocation(idBlockSize))
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton(new PublicUrl(null))
            .AddSingleton(Mock.Of<IProcessDriver>())
            .AddDeliverySignal()
            .AddEnterpriseCore();

        // What a test registers comes last, and so replaces what is registered here.
        services?.Invoke(collection);
        _services = collection.BuildServiceProvider();
    }

    internal static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal FakeTimeProvider Time { get; }

    internal IDocumentStore Store { get; }

    internal IChangeFeed Feed => _sqlite.Feed;

    /// <summary>Another process on the same data; dispose it before this one.</summary>
    internal CoreFixture AnotherProcess() => new(_directory, Time, idBlockSize: 1, around: null, services: null);

    internal T Service<T>()
        where T : class => _services.GetRequiredService<T>();

    /// <summary>A call of a user without a user document, which most rules do not read.</summary>
    internal static Call CallOf(
        Role role,
        long userId = 1,
        SecurityLevel? clearance = null,
        string domain = "example.com",
        IReadOnlyList<long>? teams = null,
        string? ip = "192.0.2.1",
        string? breakGlass = null,
        bool isAgent = false) => new(
            new Caller(userId, role, clearance ?? DefaultClearance.Of(role), domain, (teams ?? []).ToHashSet())
            {
                IsAgent = isAgent,
            },
            new Origin(userId, ip is null ? null : IPAddress.Parse(ip), "tests", "request-1") { IsAgent = isAgent },
            breakGlass);

    /// <summary>Creates a user and returns a call of that user with their current teams.</summary>
    internal async Task<Call> SignUp(Role role, string? email = null)
    {
        var fields = new UserFields { Email = email ?? $"{Guid.NewGuid():N}@example.com", Name = "Jo", Role = role };
        var user = await Service<UserService>().Create(CallOf(Role.Admin, userId: 999), fields, key: null, Stop);
        return await CallOfUser(user.Value.Id);
    }

    /// <summary>A call of a user with their current role, clearance and teams.</summary>
    internal async Task<Call> CallOfUser(long userId)
    {
        var user = (await Store.Get(UserDocuments.Type, UserDocuments.Key(userId), Stop))!.Value;
        var teams = await TeamDocuments.TeamsOf(Store, userId, limit: 100, Stop);
        return CallOf(user.Role, userId, user.EffectiveClearance, user.EmailDomain, [.. teams]);
    }

    internal async Task<Document<Project>> Project(Call call, ProjectFields? fields = null) =>
        (await Service<ProjectService>().Create(
            call, fields ?? new ProjectFields { Name = "Portal" }, key: null, Stop)).Project;

    /// <summary>Creates a project that needs no approval, whatever the owner's role.</summary>
    internal async Task<long> LiveProject(Call owner)
    {
        var fields = new ProjectFields { Name = "Portal", OwnerId = owner.Caller.UserId };
        return (await Project(await SignUp(Role.Manager), fields)).Value.Id;
    }

    internal async Task<Document<Team>> Team(Call call, string? name = null) =>
        await Service<TeamService>().Create(
            call, new TeamFields { Name = name ?? $"Team {Guid.NewGuid():N}" }, key: null, Stop);

    internal async Task<Document<ProjectEnvironment>> Environment(
        Call call, long projectId, EnvironmentName name = EnvironmentName.Production) =>
        await Service<EnvironmentService>().Create(
            call, new NewEnvironment { ProjectId = projectId, Name = name }, key: null, Stop);

    internal static Edit Put(string json) => new(EditKind.Replace, Json(json));

    internal static Edit Patch(string json) => new(EditKind.Merge, Json(json));

    internal static JsonElement Json(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    /// <summary>The first page of a list without filters.</summary>
    internal static ListRequest Everything(ListDefinition definition, int limit = 200) =>
        new(Predicate.Everything, definition.DefaultSort, limit, After: null);

    /// <summary>Every change so far, in the order of the commits.</summary>
    internal async Task<IReadOnlyList<Change>> Changes()
    {
        // A new consumer each time, so that every read starts at the first change.
        var page = await Feed.Read($"reader-{Guid.NewGuid():N}", 100_000, Stop);
        return page.Changes;
    }

    /// <summary>The changes that an action commits.</summary>
    internal async Task<IReadOnlyList<Change>> ChangesOf(Func<Task> act)
    {
        var before = (await Changes()).Count;
        await act();
        return [.. (await Changes()).Skip(before)];
    }

    /// <summary>Hands every change so far to the audit trail, which has appended most of them already.</summary>
    internal async Task CatchUpTrail() => await Service<AuditTrailConsumer>().Handle(await Changes(), Stop);

    /// <summary>Every entry of a chain, in order of sequence.</summary>
    internal async Task<IReadOnlyList<AuditEntry>> Entries(string chain)
    {
        var query = new DocumentQuery<AuditEntry>(AuditDocuments.Entries) { Scope = Scope.Below(chain), Limit = 1000 };
        var page = await Store.Query(query, Stop);
        Assert.False(page.HasMore);
        return [.. page.Items.Select(item => item.Value).OrderBy(entry => entry.Sequence)];
    }

    /// <summary>Deletes expired documents, as the host does periodically.</summary>
    internal async Task Purge() => await _sqlite.Purge(Stop);

    /// <summary>Runs SQL on the file directly, to tamper with it.</summary>
    internal int Sql(string sql, params IReadOnlyList<(string Name, object Value)> parameters) =>
        Run(sql, parameters, command => command.ExecuteNonQuery());

    /// <summary>Reads one value from the file directly.</summary>
    internal object? Scalar(string sql, params IReadOnlyList<(string Name, object Value)> parameters) =>
        Run(sql, parameters, command => command.ExecuteScalar());

    /// <summary>The values of a change as compact JSON, for comparison.</summary>
    internal static string Text(JsonElement? values) =>
        values is { } value ? JsonSerializer.Serialize(value, ValuesJson.Default.JsonElement) : "null";

    /// <inheritdoc/>
    public void Dispose()
    {
        _services.Dispose();
        _sqlite.Dispose();
        if (_isOwner)
            _directory.Delete(recursive: true);
    }

    private T Run<T>(string sql, IReadOnlyList<(string Name, object Value)> parameters, Func<SqliteCommand, T> run)
    {
        using var connection = new SqliteConnection(
            $"Data Source={new SqliteStoreOptions(_directory.FullName).Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant texts of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return run(command);
    }
}
