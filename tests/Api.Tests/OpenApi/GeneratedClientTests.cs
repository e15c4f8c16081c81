using System.Reflection;
using System.Runtime.Loader;
using Enterprise.Api.Tests.Hosting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using NSwag.CodeGeneration.CSharp;

namespace Enterprise.Api.Tests.OpenApi;

/// <summary>A client that is generated from the description compiles and works.</summary>
/// <remarks>The generator reads OpenAPI 3.0 only, so the description is written down in it first.</remarks>
public sealed class GeneratedClientTests(TestHost host) : IClassFixture<TestHost>
{
    /// <summary>A program that uses the client: a description that generates a worse one fails here.</summary>
    private const string Use = """
        using System;
        using System.Linq;
        using System.Net.Http;
        using System.Threading.Tasks;
        using Generated;

        public static class Use
        {
            public static async Task Run(HttpClient http)
            {
                var client = new EnterpriseClient(http);
                var me = await client.GetMeAsync();
                Check(me.Role == Role.Admin && me.Clearance is null && me.Last_login <= DateTimeOffset.UtcNow);

                var team = await client.CreateTeamAsync(new TeamFields { Name = "Generated Team", Manager_id = me.Id });
                var created = await client.CreateProjectAsync(new ProjectFields
                {
                    Name = "Generated Project",
                    Owner_id = me.Id,
                    Team_id = team.Id,
                    Priority = Priority.High,
                    Budget_allocated = 500000.01m,
                    Frameworks = new[] { "React" },
                    Kpis = new { customer_satisfaction = 85 },
                    Start_date = new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero),
                    Stakeholders = new[] { new Stakeholder { User_id = me.Id, Role = "sponsor" } },
                });
                var read = await client.GetProjectAsync(id: created.Id, fields: null, expand: null);
                Check(read.Name == "Generated Project" && read.Priority == Priority.High);
                Check(read.Budget_allocated == 500000.01m && read.Code_coverage_target == 80);
                Check(read.Security_level == SecurityLevel.Internal && read.Visibility == Visibility.Team);
                Check(read.Team_id == team.Id && read.Department is null);
                Check(read.Stakeholders.Single().User_id == me.Id);

                var patch = new ProjectPatch { Status = ProjectStatus.Paused };
                var patched = await client.UpdateProjectAsync(id: read.Id, body: patch);
                Check(patched.Status == ProjectStatus.Paused && patched.Priority == Priority.High);
                Check(patched.Frameworks.Single() == "React");

                var release = await client.CreateReleaseAsync(new NewRelease
                {
                    Project_id = read.Id,
                    Version = "v2.1.0",
                    Status = ReleaseStatus.Released,
                });
                Check((await client.GetReleaseAsync(id: read.Id, release_id: release.Id)).Released_by == me.Id);

                var page = await client.ListProjectsAsync(
                    limit: 10,
                    priority: new[] { Priority.High },
                    q: "generated",
                    sort: new[] { "-priority" },
                    expand: new[] { "owner" });
                Check(page.Items.Single().Owner.Email == "admin@company.com" && page.Next_link is null);
                Check((await client.ListReleasesAsync(id: read.Id)).Items.Count == 1);
                Check((await client.ListUsersAsync()).Items.Count == 1);

                await client.DeleteTeamFails(team.Id);
                await client.Archive(read.Id);
                Check((await client.GetProjectAsync(id: read.Id)).Status == ProjectStatus.Archived);
                try
                {
                    await client.CreateProjectAsync(new ProjectFields { Name = "" });
                    Check(false);
                }
                catch (ApiException<Problem> refused)
                {
                    Check(refused.StatusCode == 422 && refused.Result.Errors["name"].Count > 0);
                    Check(refused.Result.Trace_id != null);
                }
            }

            /// <summary>Of 202 and 204, the generator takes the one with a body for the success.</summary>
            private static async Task Archive(this EnterpriseClient client, long id)
            {
                try
                {
                    await client.ArchiveProjectAsync(id: id);
                    Check(false);
                }
                catch (ApiException done)
                {
                    Check(done.StatusCode == 204);
                }
            }

            private static async Task DeleteTeamFails(this EnterpriseClient client, long id)
            {
                try
                {
                    await client.DeleteTeamAsync(id: id);
                    Check(false);
                }
                catch (ApiException<Problem> refused)
                {
                    Check(refused.StatusCode == 409 && refused.Result.Type == "urn:enterprise:problem:conflict");
                }
            }

            private static void Check(bool holds, [System.Runtime.CompilerServices.CallerLineNumber] int line = 0)
            {
                if (!holds)
                    throw new InvalidOperationException($"The check on line {line} failed.");
            }
        }
        """;

    [Fact]
    public async Task Generated_client_creates_reads_changes_and_lists()
    {
        var source = await Generate();
        var assembly = Compile(source, Use);
        using var http = new HttpClient { BaseAddress = host.Http.BaseAddress };
        http.DefaultRequestHeaders.Add("Authorization", $"Bearer {host.Admin.Token}");

        var run = assembly.GetType("Use")!.GetMethod("Run", BindingFlags.Public | BindingFlags.Static)!;
        await (Task)run.Invoke(null, [http])!;
    }

    private async Task<string> Generate()
    {
        var served = await ApiDocument.Of(host);
        var read = OpenApiModelFactory.Parse(served.Text, "json");
        var older = await read.Document!.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_0, TestHost.Stop);
        var document = await NSwag.OpenApiDocument.FromJsonAsync(older, TestHost.Stop);
        var settings = new CSharpClientGeneratorSettings
        {
            ClassName = "EnterpriseClient",
            UseBaseUrl = false,
            GenerateOptionalParameters = true,
            CSharpGeneratorSettings = { Namespace = "Generated" },
        };
        return new CSharpClientGenerator(document, settings).GenerateFile();
    }

    private static Assembly Compile(params IEnumerable<string> sources)
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create(
            "Generated",
            sources.Select(source => CSharpSyntaxTree.ParseText(source, cancellationToken: TestHost.Stop)),
            platform.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var output = new MemoryStream();
        var result = compilation.Emit(output, cancellationToken: TestHost.Stop);
        Assert.Empty(result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        output.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(output);
    }
}
