using Enterprise.Core.Deployments;
using Enterprise.Core.Editing;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Editing;

public sealed class StrictJsonTests
{
    [Theory]
    [InlineData("name", "1", "Expected a text.")]
    [InlineData("name", "[]", "Expected a text.")]
    [InlineData("name", "\"\\ud800\"", "Expected a text.")]
    [InlineData("owner_id", "\"1\"", "Expected an integer.")]
    [InlineData("owner_id", "1.5", "Expected an integer.")]
    [InlineData("owner_id", "9223372036854775808", "Expected an integer.")]
    [InlineData("owner_id", "true", "Expected an integer.")]
    [InlineData("budget_allocated", "\"12\"", "Expected a number.")]
    [InlineData("budget_allocated", "1e400", "A number is too large or too small.")]
    [InlineData("code_coverage_target", "{}", "Expected a number.")]
    [InlineData("requires_approval", "\"true\"", "Expected true or false.")]
    [InlineData("requires_approval", "1", "Expected true or false.")]
    [InlineData("requires_approval", "null", "The value can't be null.")]
    [InlineData("status", "\"unknown\"", "Expected one of: active, paused, completed, archived.")]
    [InlineData("status", "0", "Expected one of: active, paused, completed, archived.")]
    [InlineData("status", "\"0\"", "Expected one of: active, paused, completed, archived.")]
    [InlineData("status", "\"active,paused\"", "Expected one of: active, paused, completed, archived.")]
    [InlineData("status", "\"Active\"", "Expected one of: active, paused, completed, archived.")]
    [InlineData("status", "null", "The value can't be null.")]
    [InlineData("currency", "null", "The value can't be null.")]
    [InlineData("frameworks", "null", "The value can't be null.")]
    [InlineData("start_date", "\"2026-02-30\"", "Expected a date such as 2026-01-31.")]
    [InlineData("start_date", "\"2026-02-03T00:00:00Z\"", "Expected a date such as 2026-01-31.")]
    [InlineData("start_date", "20260203", "Expected a date such as 2026-01-31.")]
    [InlineData("frameworks", "\"React\"", "Expected an array of texts.")]
    [InlineData("nme", "\"x\"", "There is no such field.")]
    [InlineData("Name", "\"x\"", "There is no such field.")]
    [InlineData("id", "1", "There is no such field.")]
    [InlineData("nme", "null", "There is no such field.")]
    public void Invalid_field_is_refused_with_its_message(string field, string value, string message)
    {
        var refusal = AssertRefused.With(
            RefusalKind.Invalid, () => Read<ProjectFields>($$"""{"{{field}}":{{value}}}"""));

        Assert.Equal(new FieldError(field, message), Assert.Single(refusal.Errors));
    }

    [Theory]
    [InlineData("""{"frameworks":["React",7]}""", "frameworks[1]")]
    [InlineData("""{"stakeholders":[{"role":"sponsor"},{"role":5}]}""", "stakeholders[1].role")]
    [InlineData("""{"stakeholders":[{"role":"sponsor","phone":"1"}]}""", "stakeholders[0].phone")]
    [InlineData("""{"stakeholders":[{"user_id":"x"}]}""", "stakeholders[0].user_id")]
    [InlineData("""{"stakeholders":[5]}""", "stakeholders[0]")]
    [InlineData("""{"stakeholders":{}}""", "stakeholders")]
    public void Invalid_nested_value_is_named_by_its_path(string body, string path) =>
        Assert.Equal([path], AssertRefused.Fields(() => Read<ProjectFields>(body)));

    [Fact]
    public void All_invalid_fields_are_named_together() => Assert.Equal(
        ["name", "status", "stakeholders[0].phone", "unknown", "frameworks"],
        AssertRefused.Fields(() => Read<ProjectFields>(
            """
            {"name":1,"status":"x","stakeholders":[{"phone":1}],"unknown":{},"priority":"high","frameworks":null}
            """)));

    [Theory]
    [InlineData("started_at", "\"2026-01-31T09:00:00\"")]
    [InlineData("started_at", "\"2026-01-31\"")]
    [InlineData("started_at", "\"tomorrow\"")]
    [InlineData("started_at", "1767225600")]
    public void Time_without_an_offset_is_refused(string field, string value)
    {
        var refusal = AssertRefused.With(
            RefusalKind.Invalid, () => Read<NewDeployment>($$"""{"{{field}}":{{value}}}"""));

        Assert.Equal(
            new FieldError(field, "Expected an RFC 3339 date and time with an offset, such as 2026-01-31T09:00:00Z."),
            Assert.Single(refusal.Errors));
    }

    [Theory]
    [InlineData("2026-01-31T09:00:00Z")]
    [InlineData("2026-01-31T10:00:00+01:00")]
    [InlineData("2026-01-31t09:00:00.0000009z")]
    [InlineData("2026-01-31T03:30:00-05:30")]
    public void Time_is_converted_to_UTC_and_truncated_to_microseconds(string text) => Assert.Equal(
        new DateTimeOffset(2026, 1, 31, 9, 0, 0, TimeSpan.Zero).ToString("O"),
        Read<NewDeployment>($$"""{"started_at":"{{text}}"}""").StartedAt?.ToString("O"));

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("7")]
    public void Body_that_is_not_an_object_is_unreadable(string body) =>
        AssertRefused.With(RefusalKind.Unreadable, () => Read<UserFields>(body));

    [Fact]
    public void Omitted_fields_have_their_defaults()
    {
        var fields = Read<ProjectFields>("{}");

        Assert.Equivalent(new ProjectFields(), fields, strict: true);
    }

    [Fact]
    public void Null_is_accepted_for_nullable_fields() =>
        Assert.Null(
            Read<ProjectFields>("""{"code_coverage_target":null,"kpis":null,"owner_id":null}""").CodeCoverageTarget);

    private static T Read<T>(string body)
        where T : class => StrictJson.Read(CoreFixture.Json(body), CoreServices.JsonOf<T>());
}
