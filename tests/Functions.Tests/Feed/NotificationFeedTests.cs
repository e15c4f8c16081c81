using Enterprise.Core.DeadLetters;
using Enterprise.Core.Notifications;
using Enterprise.Core.Storage;
using Enterprise.Functions.Http;
using Enterprise.Functions.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Moq;

namespace Enterprise.Functions.Tests.Feed;

public sealed class NotificationFeedTests
{
    [Fact]
    public async Task Redelivered_release_plans_one_delivery()
    {
        await using var worker = await Worker.Open(
            ("Enterprise:Smtp:Host", "smtp.example.com"),
            ("Enterprise:Smtp:From", "Enterprise <enterprise@company.com>"));
        var owner = await Send(
            worker,
            new UserFunctions(worker.Pipeline).CreateUser,
            "/users",
            """{"email":"olga@example.com","name":"Olga"}""");
        var project = await Send(
            worker,
            new ProjectFunctions(worker.Pipeline).CreateProject,
            "/projects",
            $$"""{"name":"Atlas","owner_id":{{owner}}}""");
        await Send(
            worker,
            new ReleaseFunctions(worker.Pipeline).CreateRelease,
            "/releases",
            $$"""{"project_id":{{project}},"version":"1.0.0","status":"released"}""");
        var client = new Mock<DurableTaskClient>("tests") { CallBase = true };
        var feeds = new AllFeeds(worker.Services);

        for (var i = 0; i < 2; i++)
        {
            await feeds.OfProjects(await worker.Feed(Container.Projects.Name), client.Object);
            await feeds.OfDirectory(await worker.Feed(Container.Directory.Name), client.Object);
        }

        var page = await worker.Service<IDocumentStore>().Query(
            new DocumentQuery<Delivery>(DeliveryDocuments.Type), Worker.Stop);
        var delivery = Assert.Single(page.Items).Value;
        Assert.Equal(("Released: Atlas 1.0.0", owner), (delivery.Message.Title, delivery.UserId));
        var letters = await worker.Service<IDocumentStore>().Query(
            new DocumentQuery<DeadLetter>(DeadLetterDocuments.Type), Worker.Stop);
        Assert.Empty(letters.Items);
    }

    private static async Task<long> Send(
        Worker worker,
        Func<HttpRequest, Task<IResult>> trigger,
        string path,
        string body)
    {
        var answer = await worker.Send(trigger, "POST", path, body);
        Assert.Equal(201, answer.Status);
        return answer.Json["id"]!.GetValue<long>();
    }
}
