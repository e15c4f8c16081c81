using Enterprise.Core.AuditTrail;
using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;
using Enterprise.Cosmos.Feed;
using Enterprise.Functions.Feed;
using Enterprise.Functions.Http;
using Enterprise.Functions.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Functions.Tests.Feed;

public sealed class AuditTrailFeedTests
{
    /// <summary>A JSON reader that parses times would write it differently.</summary>
    private const string TextLikeATime = "2026-01-01T00:00:00.100+02:00";

    private readonly ErrorLog<FeedHandover> _errors = new();

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
        Assert.Equal(["1 changes of projects expired before audit-trail handled them."], _errors.Lines);
    }

    private AuditTrailFeed Feed(Worker worker) =>
        new(ActivatorUtilities.CreateInstance<FeedHandover>(worker.Services, _errors));

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
