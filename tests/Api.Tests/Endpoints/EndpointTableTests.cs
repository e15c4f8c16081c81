using System.Reflection;
using System.Text.RegularExpressions;
using Enterprise.Api.Authentication;
using Enterprise.Api.Tests.Hosting;
using Enterprise.Api.Tests.OpenApi;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace Enterprise.Api.Tests.Endpoints;

/// <summary>Tests that run for every endpoint of the catalogue.</summary>
public sealed partial class EndpointTableTests(TestHost host) : IClassFixture<TestHost>
{
    public static TheoryData<string> Every => [.. Catalogue.Names(_ => true)];

    public static TheoryData<string> Protected => [.. Catalogue.Names(operation => !operation.IsAnonymous)];

    public static TheoryData<string> OfOthers => [.. Catalogue.Names(operation => !operation.IsOfCaller)];

    public static TheoryData<string> OfCaller => [.. Catalogue.Names(operation => operation.IsOfCaller)];

    public static TheoryData<string> OfOne => [.. Catalogue.Names(operation => operation.IsOfOne)];

    public static TheoryData<string> WithBody => [.. Catalogue.Names(operation => operation.TakesBody)];

    [Fact]
    public void Catalogue_lists_exactly_the_mapped_endpoints()
    {
        var mapped = host.Endpoints
            .Where(
                endpoint => Handler(endpoint) is { } handler
                    && handler.DeclaringType!.Assembly == typeof(EnterpriseApi).Assembly)
            .SelectMany(Signatures);

        var listed = Catalogue.All.Select(operation => $"{operation.Method} {operation.Route} {operation.Name}")
            .Concat(Catalogue.Undocumented);

        Assert.Equal(listed.Order(StringComparer.Ordinal), mapped.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_health_and_the_description_are_anonymous()
    {
        var anonymous = host.Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(endpoint => endpoint.RoutePattern.RawText!.Split('/', StringSplitOptions.RemoveEmptyEntries)[0])
            .Distinct();

        Assert.Equal(["docs", "health", "openapi"], anonymous.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_endpoints_with_a_link_or_a_signature_authenticate_their_caller_themselves()
    {
        var own = host.Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<AuthenticatedByEndpoint>() is not null)
            .SelectMany(Signatures);

        Assert.Equal(Catalogue.Undocumented.Order(StringComparer.Ordinal), own.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Every))]
    public async Task Valid_call_returns_the_declared_response_and_audits_each_changed_entity_once(string name)
    {
        var operation = Operation.Named(name);
        var document = await ApiDocument.Of(host);
        var call = await operation.Prepare(new TestData(host));
        Answer? answer = null;

        var entries = await host.TrailOf(
            async () => answer = await host.Admin.Send(operation.Method, call.Path, call.Body));

        answer!.Expect(operation.Status);
        document.AssertDeclared(operation, answer);
        Assert.Equal(operation.Actions.Order(), entries.Select(entry => entry.Action).Order());
        Assert.All(entries, entry =>
        {
            Assert.Equal(host.Admin.Id, entry.UserId);
            Assert.Equal("127.0.0.1", entry.IpAddress);
            Assert.NotEmpty(entry.RequestId!);
        });
    }

    [Theory]
    [MemberData(nameof(Every))]
    public async Task Trailing_slash_makes_no_difference(string name)
    {
        var operation = Operation.Named(name);
        var call = await operation.Prepare(new TestData(host));
        var (path, query) = call.Path.Split('?') is [var before, var after] ? (before, $"?{after}") : (call.Path, "");
        var other = path.EndsWith('/') ? path[..^1] : $"{path}/";

        var answer = await host.Admin.Send(operation.Method, other + query, call.Body);

        answer.Expect(operation.Status);
    }

    [Theory]
    [MemberData(nameof(Every))]
    public async Task Repeated_valid_call_never_returns_5xx(string name)
    {
        var operation = Operation.Named(name);
        var document = await ApiDocument.Of(host);
        var call = await operation.Prepare(new TestData(host));
        (await host.Admin.Send(operation.Method, call.Path, call.Body?.DeepClone())).Expect(operation.Status);

        var repeat = await host.Admin.Send(operation.Method, call.Path, call.Body);

        document.AssertDeclared(operation, repeat);
        Assert.InRange(repeat.Status, 200, 499);
    }

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task Call_without_a_token_returns_401_and_changes_nothing(string name)
    {
        var operation = Operation.Named(name);
        var document = await ApiDocument.Of(host);
        var call = await operation.Prepare(new TestData(host));
        Answer? answer = null;

        var entries = await host.TrailOf(
            async () => answer = await host.Nobody.Send(operation.Method, call.Path, call.Body));

        answer!.ExpectProblem(401);
        Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
        document.AssertDeclared(operation, answer);
        Assert.Empty(entries);
    }

    [Theory]
    [MemberData(nameof(OfOne))]
    public async Task Unknown_id_returns_a_declared_404(string name)
    {
        var operation = Operation.Named(name);
        var document = await ApiDocument.Of(host);
        var call = await operation.Prepare(new TestData(host));
        foreach (var id in new[] { "9007199254740991", "9223372036854775807", "0", "-1" })
        {
            var answer = await host.Admin.Send(
                operation.Method,
                Id().Replace(call.Path.Split('?')[0], $"/{id}"),
                call.Body?.DeepClone());
            answer.ExpectProblem(404);
            document.AssertDeclared(operation, answer);
        }
    }

    [Theory]
    [MemberData(nameof(OfOne))]
    public async Task Id_that_is_not_a_64_bit_integer_returns_404(string name)
    {
        var operation = Operation.Named(name);
        var call = await operation.Prepare(new TestData(host));
        string[] ids = ["9223372036854775808", "99999999999999999999999", "1e3", "1.0", "abc", "%00", "0x1"];
        foreach (var id in ids)
        {
            var answer = await host.Admin.Send(
                operation.Method,
                Id().Replace(call.Path.Split('?')[0], $"/{id}", 1),
                call.Body?.DeepClone());
            if (id == "%00")
                Assert.Equal(400, answer.Status);
            else
                answer.ExpectProblem(404);
        }
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Invalid_body_returns_a_declared_problem_and_changes_nothing(string name)
    {
        var operation = Operation.Named(name);
        var document = await ApiDocument.Of(host);
        var call = await operation.Prepare(new TestData(host));
        (string Body, int Status)[] bodies =
        [
            ("", 400), ("{", 400), ("nonsense", 400), ("[]", 400), ("null", 400), ("7", 400), ("\"text\"", 400),
            ("{\"nonsense\":1}", 422), ("{\"name\":1,\"name\":2}", 400), ("{\"a\":1}{}", 400), ("{}//", 400),
            ("{'a':1}", 400),
        ];

        var entries = await host.TrailOf(async () =>
        {
            foreach (var (body, status) in bodies)
            {
                var answer = await host.Admin.Send(operation.Method, call.Path, body);
                answer.ExpectProblem(status);
                document.AssertDeclared(operation, answer);
            }
        });

        Assert.Empty(entries);
    }

    /// <summary>Under the same path each caller finds only their own resources, so that nothing is denied.</summary>
    [Theory]
    [MemberData(nameof(OfCaller))]
    public async Task Resource_of_the_caller_is_never_accessible_to_another(string name)
    {
        var operation = Operation.Named(name);
        var document = await ApiDocument.Of(host);
        var call = await operation.Prepare(new TestData(host));
        var viewer = await host.Add("viewer");
        Answer? answer = null;

        var entries = await host.TrailOf(
            async () => answer = await viewer.Send(operation.Method, call.Path, call.Body));

        document.AssertDeclared(operation, answer!);
        if (operation.IsOfOne)
        {
            answer!.ExpectProblem(404);
            Assert.Empty(entries);
        }
        else
        {
            answer!.Expect(operation.Status);
            Assert.Equal(operation.Actions, entries.Select(entry => entry.Action));
        }
    }

    [Theory]
    [MemberData(nameof(OfOthers))]
    public async Task Denied_call_is_audited_once_and_changes_nothing(string name)
    {
        var operation = Operation.Named(name);
        var document = await ApiDocument.Of(host);
        var call = await operation.Prepare(new TestData(host));
        var viewer = await host.Add("viewer");
        Answer? answer = null;

        var entries = await host.TrailOf(
            async () => answer = await viewer.Send(operation.Method, call.Path, call.Body));

        document.AssertDeclared(operation, answer!);
        if (answer!.Status < 400)
        {
            Assert.Equal("GET", operation.Method);
            Assert.Empty(entries);
        }
        else
        {
            Assert.True(answer.Status is 403 or 404, answer.ToString());
            var entry = Assert.Single(entries);
            Assert.Equal("access.denied", entry.Action);
            Assert.Equal(viewer.Id, entry.UserId);
            Assert.NotNull(entry.Reason);
        }
    }

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task Invalid_break_glass_reason_returns_422(string name)
    {
        var operation = Operation.Named(name);
        var document = await ApiDocument.Of(host);
        var call = await operation.Prepare(new TestData(host));

        var answer = await host.Admin.With("Break-Glass-Reason", "short").Send(operation.Method, call.Path, call.Body);

        answer.ExpectProblem(422, "Break-Glass-Reason");
        document.AssertDeclared(operation, answer);
    }

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task Unsupported_method_returns_405_and_unknown_path_404(string name)
    {
        var operation = Operation.Named(name);
        var call = await operation.Prepare(new TestData(host));
        var path = call.Path.Split('?')[0];

        (await host.Admin.Send("TRACE", path)).ExpectProblem(405);
        (await host.Admin.Send(operation.Method, $"{path.TrimEnd('/')}/nowhere/at/all", call.Body)).ExpectProblem(404);
    }

    /// <summary>The endpoint as the catalogue has it: <c>GET /projects/{id} GetProject</c>.</summary>
    private static IEnumerable<string> Signatures(RouteEndpoint endpoint)
    {
        var route = Constraint().Replace(endpoint.RoutePattern.RawText!, "}").TrimEnd('/');
        return endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
            .Select(method => $"{method} {route} {Handler(endpoint)!.Name}");
    }

    private static MethodInfo? Handler(RouteEndpoint endpoint) =>
        endpoint.Metadata.OfType<MethodInfo>().LastOrDefault();

    [GeneratedRegex(@":long\}")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"/\d+")]
    private static partial Regex Id();
}
