using System.Text.RegularExpressions;
using Enterprise.Core.Deployments;
using Enterprise.Infrastructure.Tests.Bicep;

namespace Enterprise.Infrastructure.Tests;

/// <summary>azd's files: which parameters it gives, and what it deploys where.</summary>
public sealed partial class ParameterTests
{
    private static readonly string[] _namesOfAzd =
        ["environmentName", "location", "operatorPrincipalId", "operatorPrincipalType"];

    // A random text of the deployment, which no file should hold.
    private const string RandomParameter = "administratorToken";

    [Fact]
    public async Task Every_parameter_can_be_set_by_a_variable_of_the_azd_environment()
    {
        var template = await CompiledTemplate.Main;

        Assert.Equal(
            template.Parameters.Select(parameter => parameter.Key).Except([RandomParameter]).Order(),
            AzdParameters.File.Keys.Order());
        Assert.All(
            AzdParameters.File.Where(parameter => !_namesOfAzd.Contains(parameter.Key)),
            parameter => Assert.Equal(
                $"ENTERPRISE_{WordStart().Replace(parameter.Key, "_").ToUpperInvariant()}",
                AzdParameters.Variable().Match(parameter.Value).Groups["name"].Value));
    }

    [Fact]
    public async Task What_is_not_set_is_as_the_template_has_it()
    {
        var template = await CompiledTemplate.Main;

        Assert.All(AzdParameters.File, parameter => Assert.Equal(
            template.Parameters[parameter.Key]!["defaultValue"]?.ToString() ?? "",
            AzdParameters.Variable().Match(parameter.Value).Groups["default"].Value,
            ignoreCase: true));
    }

    [Fact]
    public async Task The_service_of_azd_finds_its_app()
    {
        var app = (await Deployment.Default).Only("Microsoft.Web/sites");
        var file = RepositoryFiles.Read("azure.yaml");
        var service = Service().Match(file);

        Assert.Equal(service.Groups["name"].Value, (string?)app.Json["tags"]!["azd-service-name"]);
        Assert.Contains("path: infra/bicep\n", file, StringComparison.Ordinal);
        Assert.Contains("project: ./src/Functions\n", service.Value, StringComparison.Ordinal);
        Assert.Contains("host: function\n", service.Value, StringComparison.Ordinal);
        Assert.Contains("language: dotnet\n", service.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_has_tags_belongs_to_the_environment()
    {
        var deployment = await Deployment.Full;

        var tagged = deployment.Resources.Where(resource => resource.Json["tags"] is not null).ToList();
        Assert.NotEmpty(tagged);
        Assert.All(tagged, resource => Assert.Equal("test", (string?)resource.Json["tags"]!["azd-env-name"]));
    }

    [Fact]
    public void The_operations_guide_tells_every_variable()
    {
        var guide = RepositoryFiles.Read("docs", "operations.md");

        Assert.All(
            AzdParameters.File.Where(parameter => !_namesOfAzd.Contains(parameter.Key)),
            parameter => Assert.Contains(
                $"`{AzdParameters.Variable().Match(parameter.Value).Groups["name"].Value}`",
                guide,
                StringComparison.Ordinal));
    }

    [GeneratedRegex("(?=[A-Z])")]
    private static partial Regex WordStart();

    [GeneratedRegex(@"services:\n  (?<name>\w+):\n(    .*\n)+")]
    private static partial Regex Service();
}
