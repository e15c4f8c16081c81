using System.Diagnostics;
using Enterprise.Core.Entities;
using Enterprise.Core.Storage;
using Enterprise.Cosmos.Fake.Protocol;
using Enterprise.Functions.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Enterprise.Functions.Tests.Hosting;

public sealed class PipelineTests
{
    [Fact]
    public async Task Trigger_passes_its_request_to_the_endpoint_of_its_path()
    {
        await using var worker = await Worker.Open();
        var projects = new ProjectFunctions(worker.Pipeline);

        var created = await worker.Send(
            projects.CreateProject, "POST", "/projects/", """{"name": "Atlas", "owner_id": 1}""");
        var read = await worker.Send(projects.GetProject, "GET", "/projects/1");

        Assert.Equal((201, "/projects/1"), (created.Status, created.Headers.Location.ToString()));
        Assert.Equal((200, "Atlas"), (read.Status, read.Json["name"]!.GetValue<string>()));
        Assert.Equal(created.Headers.ETag, read.Headers.ETag);
    }

    [Theory]
    [InlineData("GET", "/projects/none", 404)]
    [InlineData("GET", "/nowhere", 404)]
    [InlineData("DELETE", "/me", 405)]
    public async Task Unmatched_request_gets_a_problem_response(string method, string path, int status)
    {
        await using var worker = await Worker.Open();

        var answer = await worker.Send(new UnmatchedFunctions(worker.Pipeline).ZWhateverElse, method, path);

        Assert.Equal((status, "application/problem+json"), (answer.Status, answer.Headers.ContentType.ToString()));
        Assert.Equal(status, answer.Json["status"]!.GetValue<int>());
    }

    [Fact]
    public async Task Documentation_and_liveness_do_not_access_the_store()
    {
        await using var worker = await Worker.Open();
        worker.Cosmos.Interceptor = (_, _) => throw new InvalidOperationException("Nothing is asked.");
        var rest = new UnmatchedFunctions(worker.Pipeline);

        var live = await worker.Send(
            new HealthFunctions(worker.Pipeline).GetLiveness, "GET", "/health/live", token: null);
        var docs = await worker.Send(rest.ZWhateverElse, "GET", "/docs/", token: null);
        var described = await worker.Send(rest.ZWhateverElse, "GET", "/openapi/v1.json", token: null);

        Assert.Equal(200, live.Status);
        Assert.Equal(200, docs.Status);
        Assert.Equal("ListProjects", described.Json["paths"]!["/projects"]!["get"]!["operationId"]!.GetValue<string>());
    }

    [Fact]
    public async Task Concurrent_first_calls_start_the_installation_once()
    {
        await using var worker = await Worker.Open();
        var users = new UserFunctions(worker.Pipeline);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => worker.Send(users.GetMe, "GET", "/me"))));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        var feed = await worker.Feed(Container.Directory.Name);
        Assert.Single(feed, item => item.Kind == "user");
        Assert.Single(feed, item => item.Kind == "token");
    }

    [Fact]
    public async Task Failed_start_returns_503_and_is_retried_by_the_next_call()
    {
        await using var worker = await Worker.Open();
        var users = new UserFunctions(worker.Pipeline);
        worker.Cosmos.Interceptor = (request, run) => request.Path.Contains("/docs", StringComparison.Ordinal)
            ? new GatewayResponse(503)
            : run();

        var refused = await worker.Send(users.GetMe, "GET", "/me");
        worker.Cosmos.Interceptor = null;
        var answered = await worker.Send(users.GetMe, "GET", "/me");

        Assert.Equal((503, "application/problem+json"), (refused.Status, refused.Headers.ContentType.ToString()));
        Assert.False(string.IsNullOrEmpty(refused.Headers.RetryAfter));
        Assert.Equal(200, answered.Status);
    }

    [Fact]
    public async Task Preset_token_that_is_too_short_returns_500_and_starts_nothing()
    {
        await using var worker = await Worker.Open(("ENTERPRISE_ADMIN_TOKEN", "short"));

        var answer = await worker.Send(new UserFunctions(worker.Pipeline).GetMe, "GET", "/me", token: "short");

        Assert.Equal(500, answer.Status);
        Assert.Empty(await worker.Feed(Container.Directory.Name));
    }

    [Fact]
    public async Task Ids_are_allocated_in_blocks_of_100()
    {
        await using var worker = await Worker.Open();

        Assert.Equal(100, worker.Service<IdAllocation>().BlockSize);
    }

    [Fact]
    public async Task Trace_of_the_request_continues_in_the_function()
    {
        await using var worker = await Worker.Open();
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        Activity.Current = null;

        var answer = await worker.Send(
            request =>
            {
                request.HttpContext.Features.Set<IHttpActivityFeature>(new RequestActivity(activity));
                return worker.Pipeline.Answer(request);
            },
            "GET",
            "/nowhere");

        Assert.Equal(activity.TraceId.ToHexString(), answer.Json["trace_id"]!.GetValue<string>());
    }

    private sealed class RequestActivity(Activity activity) : IHttpActivityFeature
    {
        public Activity Activity { get; set; } = activity;
    }
}
