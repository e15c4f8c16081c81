using System.Text.Json;
using Enterprise.Core.Editing;
using Enterprise.Core.Projects;

namespace Enterprise.Core.Tests.Projects;

/// <summary>The bounds of every field, with values just inside and just outside.</summary>
public sealed class ProjectFieldsValidatorTests
{
    private static readonly string _long = new('x', 20_000);

    /// <summary>The field, a valid value and an invalid value; both as JSON.</summary>
    public static TheoryData<string, string, string> Bounds => new()
    {
        { "name", Text(200), Text(201) },
        { "name", "\"x\"", "\" \\t\"" },
        { "name", "\"a\\nb\"", "\"a\\u0000b\"" },
        { "name", "\"é😀\"", "null" },
        { "description", Text(10_000), Text(10_001) },
        { "description", "null", "\"\\u0007\"" },
        { "owner_id", "1", "0" },
        { "owner_id", "9007199254740991", "9007199254740992" },
        { "owner_id", "null", "-1" },
        { "team_id", "1", "0" },
        { "team_id", "9007199254740991", "9007199254740992" },
        { "department", Text(100), Text(101) },
        { "business_unit", Text(100), Text(101) },
        { "cost_center", Text(100), Text(101) },
        { "budget_allocated", "0", "-0.01" },
        { "budget_allocated", "999999999999.99", "1000000000000" },
        { "budget_allocated", "1.10", "1.101" },
        { "budget_allocated", "1.100", "0.001" },
        { "estimated_cost", "999999999999.99", "1000000000000" },
        { "actual_cost", "0", "-1" },
        { "currency", "\"EUR\"", "\"eur\"" },
        { "currency", "\"CHF\"", "\"EURO\"" },
        { "currency", "\"JPY\"", "\"E1R\"" },
        { "data_classification", Text(50), Text(51) },
        { "compliance_requirements", Texts(100), Texts(101) },
        { "compliance_requirements", """["GDPR","SOX"]""", """["GDPR","GDPR"]""" },
        { "compliance_requirements", $"[{Text(50)}]", $"[{Text(51)}]" },
        { "compliance_requirements", "[]", """[" "]""" },
        { "compliance_requirements", "[]", "[null]" },
        { "allowed_domains", """["example.com","a-b.co.uk"]""", """["Example.com"]""" },
        { "allowed_domains", "[]", """["localhost"]""" },
        { "allowed_domains", "[]", """["-a.com"]""" },
        { "allowed_domains", "[]", """["a..com"]""" },
        { "allowed_domains", "[]", """["@example.com"]""" },
        { "allowed_domains", "[]", "[null]" },
        { "allowed_ips", """["10.0.0.0/8","2001:db8::/32","192.0.2.1"]""", """["10.0.0.1/8"]""" },
        { "allowed_ips", "[]", """["10.0.0.0/33"]""" },
        { "allowed_ips", "[]", "[null]" },
        { "repo_url", "\"https://github.com/company/customer-portal\"", "\"github.com/company\"" },
        { "repo_url", "\"ssh://git@example.com/r.git\"", "\"javascript:alert(1)\"" },
        { "repo_url", "null", "\"file:///etc/passwd\"" },
        { "repo_url", $"\"https://e.com/{new string('x', 2034)}\"", $"\"https://e.com/{new string('x', 2035)}\"" },
        { "primary_language", Text(50), Text(51) },
        { "frameworks", $"[{Text(100)}]", $"[{Text(101)}]" },
        { "frameworks", Texts(100), Texts(101) },
        { "code_coverage_target", "0", "-0.1" },
        { "code_coverage_target", "100", "100.1" },
        { "test_success_rate_target", "0", "-1" },
        { "test_success_rate_target", "100", "101" },
        { "deployment_frequency", Text(50), Text(51) },
        { "lead_time_hours_target", "0", "-1" },
        { "lead_time_hours_target", "100000", "100000.5" },
        { "mttr_hours_target", "0", "-1" },
        { "mttr_hours_target", "100000", "100001" },
        { "business_value", Text(5_000), Text(5_001) },
        { "kpis", """{"a":"< 2 seconds"}""", "[]" },
        { "kpis", "null", "\"text\"" },
        { "kpis", "{}", "5" },
        { "kpis", $$"""{"a":{{Text(16_384 - 8)}}}""", $$"""{"a":{{Text(16_384 - 7)}}}""" },
        { "kpis", """{"a":[1e308]}""", """{"a":[1e400]}""" },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Value_inside_the_bounds_is_valid_and_outside_is_refused_naming_the_field(
        string field, string inside, string outside)
    {
        Validate(Body(field, inside));

        var fields = AssertRefused.Fields(() => Validate(Body(field, outside)));

        Assert.All(fields, name => Assert.Equal(field, name.Split('[')[0]));
        Assert.NotEmpty(fields);
    }

    [Theory]
    [InlineData("""{"user_id":1,"role":"sponsor"}""", null)]
    [InlineData("""{"name":"Zoë","email":"zoe@example.com","role":"sponsor"}""", null)]
    [InlineData("""{"user_id":1}""", "stakeholders[0].role")]
    [InlineData("""{"user_id":0,"role":"r"}""", "stakeholders[0].user_id")]
    [InlineData("""{"role":"r"}""", "stakeholders[0].user_id")]
    [InlineData("""{"name":"Zoë","role":"r"}""", "stakeholders[0].user_id")]
    [InlineData("""{"email":"zoe@example.com","role":"r"}""", "stakeholders[0].user_id")]
    [InlineData("""{"name":"Zoë","email":"zoe","role":"r"}""", "stakeholders[0].email")]
    [InlineData("null", "stakeholders")]
    public void Stakeholder_must_be_a_user_or_a_name_with_an_email(string stakeholder, string? invalidField)
    {
        var body = Body("stakeholders", $"[{stakeholder}]");
        if (invalidField is null)
            Validate(body);
        else
            Assert.Contains(invalidField, AssertRefused.Fields(() => Validate(body)));
    }

    [Fact]
    public void More_than_100_stakeholders_are_refused()
    {
        var stakeholder = """{"user_id":1,"role":"r"}""";

        Validate(Body("stakeholders", $"[{string.Join(',', Enumerable.Repeat(stakeholder, 100))}]"));
        Assert.Equal(
            ["stakeholders"],
            AssertRefused.Fields(
                () => Validate(Body("stakeholders", $"[{string.Join(',', Enumerable.Repeat(stakeholder, 101))}]"))));
    }

    [Theory]
    [InlineData("2026-01-02", "2026-01-02", true)]
    [InlineData("2026-01-02", "2026-01-01", false)]
    public void End_date_before_the_start_date_is_refused(string start, string end, bool isValid)
    {
        var body = $$"""{"name":"x","start_date":"{{start}}","end_date":"{{end}}"}""";
        if (isValid)
            Validate(body);
        else
            Assert.Equal(["end_date"], AssertRefused.Fields(() => Validate(body)));
    }

    [Theory]
    [InlineData("jo@example.com", true)]
    [InlineData("jo.smith+tag@sub.example-site.co.uk", true)]
    [InlineData("o'neil!#$%&*/=?^_`{|}~-@example.com", true)]
    [InlineData("a@b.c", true)]
    [InlineData("jo", false)]
    [InlineData("@example.com", false)]
    [InlineData("jo@", false)]
    [InlineData("jo@localhost", false)]
    [InlineData("jo@@example.com", false)]
    [InlineData("jo smith@example.com", false)]
    [InlineData("jo@example.com ", false)]
    [InlineData("jo@exa mple.com", false)]
    [InlineData("jo@-example.com", false)]
    [InlineData("jö@example.com", false)]
    [InlineData("<jo@example.com>", false)]
    [InlineData("jo@example.com,al@example.com", false)]
    public void Email_is_validated(string email, bool isValid)
    {
        var body = Body("stakeholders", $$"""[{"name":"x","email":{{JsonSerializer.Serialize(email)}},"role":"r"}]""");
        if (isValid)
            Validate(body);
        else
            Assert.Equal(["stakeholders[0].email"], AssertRefused.Fields(() => Validate(body)));
    }

    [Fact]
    public void All_invalid_fields_are_named_together() => Assert.Equal(
        ["allowed_ips[1]", "code_coverage_target", "name"],
        AssertRefused.Fields(
            () => Validate("""{"name":"","code_coverage_target":101,"allowed_ips":["10.0.0.0/8","x"]}""")).Order());

    private static void Validate(string body) =>
        new ProjectFieldsValidator().Check(StrictJson.Read(
            CoreFixture.Json(body), ProjectsJson.Default.ProjectFields));

    private static string Body(string field, string value) =>
        field == "name" ? $$"""{"name":{{value}}}""" : $$"""{"name":"x","{{field}}":{{value}}}""";

    private static string Text(int length) => $"\"{_long[..length]}\"";

    private static string Texts(int count) =>
        $"[{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"t{i}\""))}]";
}
