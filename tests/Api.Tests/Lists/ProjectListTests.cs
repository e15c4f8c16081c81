namespace Enterprise.Api.Tests.Lists;

/// <summary>The results of filters and sorts, on six known projects and the parts of the first.</summary>
public sealed class ProjectListTests(ListHost host) : IClassFixture<ListHost>
{
    [Theory]
    [InlineData("owner_id=1", "123456")]
    [InlineData("owner_id=2", "")]
    [InlineData("team_id=1", "")]
    [InlineData("department=D1", "246")]
    [InlineData("department=D1,D0", "123456")]
    [InlineData("business_unit=B2", "36")]
    [InlineData("cost_center=C", "")]
    [InlineData("status=paused", "6")]
    [InlineData("status=paused,active", "123456")]
    [InlineData("priority=high,critical", "346")]
    [InlineData("security_level=restricted", "4")]
    [InlineData("data_classification=PII", "135")]
    [InlineData("visibility=public", "123456")]
    [InlineData("visibility=team,private", "")]
    [InlineData("requires_approval=true", "3")]
    [InlineData("requires_approval=false", "12456")]
    [InlineData("approval_status=pending", "3")]
    [InlineData("primary_language=C%23", "123456")]
    [InlineData("compliance_requirement=SOX", "135")]
    [InlineData("compliance_requirement=HIPAA", "")]
    [InlineData("q=PROJECT%20a", "6")]
    [InlineData("q=%25", "")]
    [InlineData("q=_", "")]
    [InlineData("end_after=2027-01-03", "456")]
    [InlineData("end_before=2027-01-03", "1")]
    [InlineData("review_due_after=2026-02-02&review_due_before=2026-02-05", "34")]
    [InlineData("budget_allocated_min=2001", "3456")]
    [InlineData("budget_allocated_max=2001", "23")]
    [InlineData("budget_allocated_min=1000.5&budget_allocated_max=1000.5", "2")]
    [InlineData("created_after=2100-01-01T00:00:00Z", "")]
    [InlineData("created_before=2100-01-01T00:00:00Z", "123456")]
    [InlineData("updated_after=2100-01-01T00:00:00%2B02:00", "")]
    [InlineData("updated_before=2100-01-01T00:00:00Z", "123456")]
    [InlineData("department=D0&priority=high", "3")]
    [InlineData("sort=-priority", "463521")]
    [InlineData("sort=priority", "125364")]
    [InlineData("sort=-priority,name", "463521")]
    [InlineData("sort=-security_level,name", "435261")]
    [InlineData("sort=name", "654321")]
    [InlineData("sort=budget_allocated", "123456")]
    [InlineData("sort=end_date", "213456")]
    public async Task List_query_filters_and_sorts_projects(string query, string expected) =>
        Assert.Equal(expected, string.Concat((await host.Admin.Get($"/projects/?{query}")).Expect(200).Ids));

    [Theory]
    [InlineData("/users/?role=admin", "1")]
    [InlineData("/users/?department=IT,D1", "1357")]
    [InlineData("/users/?is_active=false", "")]
    [InlineData("/users/?email=MEMBER3@Company.com", "5")]
    [InlineData("/users/?q=member%202", "47")]
    [InlineData("/users/?sort=-email&limit=2", "76")]
    [InlineData("/teams/?department=D0", "135")]
    [InlineData("/teams/?manager_id=2&sort=-name&limit=3", "654")]
    [InlineData("/users/3/teams", "1")]
    [InlineData("/projects/1/environments", "312")]
    [InlineData("/projects/1/environments?name=staging,production", "12")]
    [InlineData("/projects/1/releases", "163524")]
    [InlineData("/projects/1/releases?status=draft&sort=-version", "231")]
    [InlineData("/projects/1/deployments", "54321")]
    [InlineData("/projects/1/deployments?unplanned=true", "4")]
    [InlineData("/projects/1/deployments?environment=staging&status=succeeded,failed&sort=id", "34")]
    [InlineData("/projects/1/deployments?environment_id=2", "")]
    public async Task List_query_filters_and_sorts_other_entities(string path, string expected) =>
        Assert.Equal(expected, string.Concat((await host.Admin.Get(path)).Expect(200).Ids));

    [Theory]
    [InlineData("project_id=2", 1)]
    [InlineData("project_id=2,3&entity_type=project", 2)]
    [InlineData("entity_type=environment&entity_id=1&action=environment.created", 1)]
    [InlineData("entity_type=team_member", 6)]
    [InlineData("action=release.created,environment.created", 15)]
    [InlineData("user_id=2", 0)]
    [InlineData("from=2100-01-01T00:00:00Z", 0)]
    [InlineData("to=2000-01-01T00:00:00Z", 0)]
    public async Task Audit_trail_query_filters_entries(string query, int expected) =>
        Assert.Equal(expected, (await host.Admin.Get($"/audit-logs/?limit=200&{query}")).Expect(200).Items.Count);

    [Fact]
    public async Task Sort_without_an_index_returns_422()
    {
        (await host.Admin.Get("/projects/?sort=name,end_date")).ExpectProblem(422, "sort");
        (await host.Admin.Get("/projects/?sort=name,name")).ExpectProblem(422, "sort");
    }

    [Fact]
    public async Task Members_are_filtered_by_role()
    {
        var leads = (await host.Admin.Get("/teams/1/members?role=lead")).Expect(200).Items;

        Assert.Equal(2, Assert.Single(leads)["user_id"]!.GetValue<long>());
    }
}
