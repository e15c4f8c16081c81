using System.Reflection;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;
using Enterprise.Cosmos.Connections;
using Enterprise.Cosmos.Feed;
using Enterprise.Cosmos.Layout;
using Enterprise.Functions.Feed;
using Enterprise.Functions.Hosting;
using Enterprise.Functions.Http;
using Enterprise.Functions.Names;
using Enterprise.Functions.Tests.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Functions.Tests.Feed;

public sealed class AuditTrailFeedTests
{
    /// <summary>A JSON reader that parses times would write it differently.</summary>
    private const string TextLikeATime = "2026-01-01T00:00:00.100+02:00";

    private readonly ErrorLog<AuditTrailFeed> _errors = new();

    [Fact]
    public async Task Redelivered_changes_of_projects_are_appended_once_and_unaltered()
    {
        await using var worker = await Worker.Open();
        await CreateProject(worker);
        var feed = Feed(worker);
        var items = await worker.Feed(Container.Projects.Name);

        await feed.AuditChangesOfProjects(items, Worker.Stop);
        await feed.AuditChangesOfProjects(items, Worker.Stop);

        var entry = Assert.Single(await Entries(worker, "project:1"));
        Assert.Equal("project.created", entry.Action);
        Assert.Equal(TextLikeATime, entry.NewValues!.Value.GetProperty("description").GetString());
        Assert.Contains(items, item => item.Kind == "project");
    }

    [Fact]
    public async Task Changes_of_the_directory_are_appended_to_the_chain_of_the_organisation()
    {
        await using var worker = await Worker.Open();
        await CreateProject(worker);

        await Feed(worker).AuditChangesOfDirectory(await worker.Feed(Container.Directory.Name), Worker.Stop);

        var entries = await Entries(worker, HashChain.Organisation);
        Assert.Equal(["user.created", "token.created"], entries.Select(entry => entry.Action));
    }

    [Fact]
    public async Task Change_that_cannot_be_read_yet_fails_the_batch()
    {
        await using var worker = await Worker.Open();
        var unseen = new FeedItem("change:unseen", "change", "project:1", DateTimeOffset.UtcNow.ToUnixTimeSeconds());

        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => Feed(worker).AuditChangesOfProjects([unseen], Worker.Stop));
    }

    [Fact]
    public async Task Expired_change_is_reported_and_does_not_block_others()
    {
        await using var worker = await Worker.Open();
        await CreateProject(worker);
        var longAgo = DateTimeOffset.UtcNow - Changes.Retention - TimeSpan.FromMinutes(1);
        var expired = new FeedItem("change:gone", "change", "project:1", longAgo.ToUnixTimeSeconds());

        await Feed(worker).AuditChangesOfProjects(
            [expired, .. await worker.Feed(Container.Projects.Name)], Worker.Stop);

        Assert.Single(await Entries(worker, "project:1"));
        Assert.Equal(["1 changes of projects expired before they were appended to the audit trail."], _errors.Lines);
    }

    /// <summary>A batch whose retries end is lost, and triggers with the same prefix would share changes.</summary>
    [Fact]
    public void Every_feed_trigger_retries_forever_starts_at_the_beginning_and_has_its_own_leases()
    {
        var triggers = typeof(EnterpriseWorker).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Select(method => (
                Retry: method.GetCustomAttribute<ExponentialBackoffRetryAttribute>(),
                Trigger: method.GetParameters()
                    .Select(parameter => parameter.GetCustomAttribute<CosmosDBTriggerAttribute>())
                    .FirstOrDefault(trigger => trigger is not null)))
            .Where(method => method.Trigger is not null)
            .ToList();

        Assert.Equal(
            [Container.Directory.Name, Container.Directory.Name, Container.Projects.Name, Container.Projects.Name],
            triggers.Select(method => method.Trigger!.ContainerName).Order(StringComparer.Ordinal));
        Assert.All(triggers, method =>
        {
            Assert.Equal(-1, method.Retry?.MaxRetryCount);
            Assert.True(method.Trigger!.StartFromBeginning);
            Assert.Equal(CosmosConnection.Database, method.Trigger.DatabaseName);
            Assert.Equal(ConnectionNames.Cosmos, method.Trigger.Connection);
            Assert.Equal(CosmosLayout.Leases.Name, method.Trigger.LeaseContainerName);
        });

        // These names are used to measure the lag, and by a host without triggers to continue at their position.
        Assert.All(triggers, method => Assert.StartsWith(
            $"{method.Trigger!.ContainerName}-", method.Trigger.LeaseContainerPrefix, StringComparison.Ordinal));
        Assert.Contains(triggers, method =>
            method.Trigger!.LeaseContainerPrefix == CosmosChangeFeed.ProcessorName(Container.Projects, "audit-trail"));
        Assert.Equal(triggers.Count, triggers.DistinctBy(method => method.Trigger!.LeaseContainerPrefix).Count());
    }

    private AuditTrailFeed Feed(Worker worker) =>
        ActivatorUtilities.CreateInstance<AuditTrailFeed>(worker.Services, _errors);

    private static async Task CreateProject(Worker worker)
    {
        var body = $$"""{"name": "Atlas", "owner_id": 1, "description": "{{TextLikeATime}}"}""";
        var answer = await worker.Send(new ProjectFunctions(worker.Pipeline).CreateProject, "POST", "/projects", body);
        Assert.Equal(201, answer.Status);
    }

    private static async Task<IReadOnlyList<AuditEntry>> Entries(Worker worker, string chain)
    {
        var query = new DocumentQuery<AuditEntry>(AuditDocuments.Entries)
        {
            Scope = Scope.Below(chain),
            Sort = [new Order(AuditDocuments.OccurredAt)],
        };
        var page = await worker.Service<IDocumentStore>().Query(query, Worker.Stop);
        return [.. page.Items.Select(item => item.Value)];
    }
}
