using System.Text.Json.Nodes;
using Enterprise.Api.Tests.Endpoints;
using Enterprise.Api.Tests.Hosting;

namespace Enterprise.Api.Tests.Reviews;

/// <summary>A host where an overdue review blocks the releases of restricted projects.</summary>
public sealed class ReviewHost : TestHost
{
    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
    {
        ["Reviews:OverdueBlocksReleasesFrom"] = "restricted",
        ["Reviews:CadenceMonths:ISO 27001"] = "2",
        ["Reviews:Checklists:ISO 27001:0"] = "The statement of applicability is current",
        ["Reviews:TimeZone"] = "Europe/Berlin",
        ["Reviews:QuietFrom"] = "19:30",
    };
}

/// <summary>Reviews through the API.</summary>
public sealed class ReviewTests(ReviewHost host) : IClassFixture<ReviewHost>
{
    private TestData Data => new(host);

    private ApiClient Admin => host.Admin;

    private static DateOnly Today =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeBySystemTimeZoneId(DateTime.UtcNow, "Europe/Berlin"));

    [Fact]
    public async Task Project_is_due_by_its_compliance_requirements_and_can_be_reviewed()
    {
        var portal = new { name = "Portal", compliance_requirements = new[] { "ISO 27001", "GDPR" } };
        var created = (await Admin.Post("/projects/", portal)).Expect(201);
        Assert.Equal(Date(Today.AddMonths(2)), created.Json["review_due_date"]!.GetValue<string>());
        var path = $"/projects/{created.Id}/reviews";

        var refused = (await Admin.Post(path, TestData.Review())).ExpectProblem(422, "checklist");
        var missing = refused.Json["errors"]!["checklist"]!.AsArray().Select(message => message!.GetValue<string>())
            .ToList();
        Assert.Equal("Not answered: The statement of applicability is current", missing[0]);
        var answer = TestData.Review();
        answer["checklist"] = new JsonArray(
            [
                .. missing.Select(
                    text => new JsonObject { ["item"] = text["Not answered: ".Length..], ["is_met"] = true }),
            ]);
        answer["next_due_date"] = Date(Today.AddDays(10));
        answer["notes"] = "All well";

        var review = (await Admin.Post(path, answer)).Expect(201);

        Assert.Equal($"{path}/{review.Id}", review.Header("Location"));
        Assert.Equal(review.Text, (await Admin.Get(review.Header("Location")!)).Expect(200).Text);
        Assert.Equal(304, (await Admin.With("If-None-Match", review.ETag).Get(review.Header("Location")!)).Status);
        Assert.Equal([review.Id], (await Admin.Get($"{path}?outcome=confirmed")).Expect(200).Ids);
        var project = (await Admin.Get($"/projects/{created.Id}")).Expect(200).Json;
        Assert.Equal(Date(Today.AddDays(10)), project["review_due_date"]!.GetValue<string>());
        Assert.Equal(review.Id, project["last_review_id"]!.GetValue<long>());
        (await Admin.Patch($"/projects/{created.Id}", new { last_review_id = 4711 }))
            .ExpectProblem(422, "last_review_id");
        Assert.Equal(405, (await Admin.Patch(review.Header("Location")!, new { notes = "other" })).Status);
        Assert.Equal(405, (await Admin.Delete(review.Header("Location")!)).Status);
    }

    [Theory]
    [InlineData("""{"outcome":"confirmed"}""", "confirms_ownership")]
    [InlineData("""{"outcome":"confirmed","confirms_ownership":false}""", "confirms_ownership")]
    [InlineData("""{"outcome":"perhaps","confirms_ownership":true}""", "outcome")]
    [InlineData("""{"confirms_ownership":true}""", "outcome")]
    [InlineData("""{"outcome":"confirmed","confirms_ownership":true,"next_due_date":"2020-01-01"}""", "next_due_date")]
    [InlineData("""{"outcome":"confirmed","confirms_ownership":true,"next_due_date":"9999-12-31"}""", "next_due_date")]
    [InlineData(
        """{"outcome":"confirmed","confirms_ownership":true,"checklist":[{"item":"x"}]}""", "checklist[0].is_met")]
    [InlineData(
        """{"outcome":"confirmed","confirms_ownership":true,"checklist":[{"is_met":true}]}""", "checklist[0].item")]
    [InlineData("""{"outcome":"confirmed","confirms_ownership":true,"checklist":[null]}""", "checklist")]
    [InlineData("""{"outcome":"confirmed","confirms_ownership":true,"checklist":null}""", "checklist")]
    [InlineData("""{"outcome":"confirmed","confirms_ownership":true,"approved":true}""", "approved")]
    public async Task Invalid_review_returns_422_naming_the_field(string body, string field) =>
        (await Admin.Send("POST", $"/projects/{await Data.AddProject()}/reviews", body)).ExpectProblem(422, field);

    [Fact]
    public async Task Review_by_an_agent_returns_403_and_is_audited()
    {
        var manager = await host.Add("manager");
        var project = await manager.Create("/projects/", Data.Project());
        var token = (await manager.Post($"/users/{manager.Id}/tokens", new { name = "agent", is_agent = true }))
            .Expect(201);
        var agent = manager with { Token = token.Json["token"]!.GetValue<string>() };

        var entries = await host.TrailOf(async () =>
            (await agent.Post($"/projects/{project}/reviews", TestData.Review())).ExpectProblem(403));

        var entry = Assert.Single(entries);
        Assert.Equal(("access.denied", "complete_reviews"), (entry.Action, entry.Reason));
        (await manager.Post($"/projects/{project}/reviews", TestData.Review())).Expect(201);
    }

    [Fact]
    public async Task Repeated_review_with_the_same_key_returns_the_first_one()
    {
        var path = $"/projects/{await Data.AddProject()}/reviews";
        var client = Admin.With("Idempotency-Key", host.Unique("key").Replace(' ', '-'));

        var (first, again) = (await client.Post(path, TestData.Review()), await client.Post(path, TestData.Review()));

        Assert.Equal(first.Expect(201).Text, again.Expect(201).Text);
        Assert.Single((await Admin.Get(path)).Items);
    }

    [Fact]
    public async Task Overdue_review_of_a_restricted_project_blocks_releases_until_completed()
    {
        var project = await Admin.Create(
            "/projects/",
            new { name = "Vault", security_level = "restricted", review_due_date = "2026-01-31" });
        await Admin.Create("/environments/", new { project_id = project, name = "production" });
        var release = new { project_id = project, version = "1.0.0", status = "released" };
        var deployment = new { project_id = project, environment = "production", version = "1.0.0" };

        var refused = (await Admin.Post("/releases/", release)).ExpectProblem(409);
        Assert.Contains(
            "overdue since 2026-01-31",
            refused.Json["detail"]!.GetValue<string>(),
            StringComparison.Ordinal);
        (await Admin.Post("/deployments/", deployment)).ExpectProblem(409);
        var due = (await Admin.Get($"/reviews/?status=overdue&due_before=2026-02-01&expand=owner&sort=-project_id"))
            .Expect(200)
            .Items
            .Single(item => item["project_id"]!.GetValue<long>() == project);
        Assert.Equal(
            (Today.DayNumber - new DateOnly(2026, 1, 31).DayNumber, "overdue"),
            (due["days_overdue"]!.GetValue<int>(), due["status"]!.GetValue<string>()));
        Assert.Equal("admin@company.com", due["owner"]!["email"]!.GetValue<string>());

        (await Admin.Post($"/projects/{project}/reviews", TestData.Review())).Expect(201);

        (await Admin.Post("/releases/", release)).Expect(201);
        (await Admin.Post("/deployments/", deployment)).Expect(201);
        Assert.DoesNotContain(
            (await Admin.Get("/reviews/?limit=200")).Expect(200).Items,
            item => item["project_id"]!.GetValue<long>() == project);
    }

    [Fact]
    public async Task Review_of_a_project_with_a_deactivated_owner_returns_409_until_a_new_owner_is_set()
    {
        var owner = await host.Add("manager");
        var project = await owner.Create("/projects/", Data.Project());
        (await Admin.Delete($"/users/{owner.Id}")).Expect(204);

        (await Admin.Post($"/projects/{project}/reviews", TestData.Review())).ExpectProblem(409, "owner_id");

        (await Admin.Patch($"/projects/{project}", new { owner_id = Admin.Id })).Expect(200);
        (await Admin.Post($"/projects/{project}/reviews", TestData.Review())).Expect(201);
    }

    private static string Date(DateOnly date) => date.ToString("O", null);
}
