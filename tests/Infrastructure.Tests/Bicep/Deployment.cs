using System.Globalization;
using System.Text.Json.Nodes;

namespace Enterprise.Infrastructure.Tests.Bicep;

/// <summary>What azd would deploy, as the compiler predicts it without an account.</summary>
internal sealed record Deployment(IReadOnlyList<Resource> Resources)
{
    private static readonly Lazy<Task<Deployment>> _default = new(() => Predict("default", []));

    private static readonly Lazy<Task<Deployment>> _full = new(() => Predict("full", new Dictionary<string, string>
    {
        ["ENTERPRISE_OIDC_AUTHORITY"] = "https://login.example.com/tenant",
        ["ENTERPRISE_OIDC_AUDIENCE"] = "enterprise",
        ["ENTERPRISE_TRUSTED_PROXIES"] = "10.1.0.0/16, 2001:db8::/32",
        ["ENTERPRISE_CLIENT_ADDRESS_HEADER"] = "X-Azure-ClientIP",
        ["ENTERPRISE_COSMOS_MAX_THROUGHPUT"] = "4000",
        ["ENTERPRISE_READY_INSTANCES"] = "2",
        ["ENTERPRISE_ZONE_REDUNDANT"] = "true",
        ["ENTERPRISE_PRIVATE_NETWORKING"] = "true",
        ["ENTERPRISE_ALERT_EMAIL"] = "operators@example.com",
        ["ENTERPRISE_MONTHLY_BUDGET"] = "100",
        ["ENTERPRISE_BUDGET_START_DATE"] = "2026-12-01",
    }));

    /// <summary>With default settings.</summary>
    internal static Task<Deployment> Default => _default.Value;

    /// <summary>With every optional setting.</summary>
    internal static Task<Deployment> Full => _full.Value;

    internal IEnumerable<Resource> Of(string type) => Resources.Where(resource => resource.Type == type);

    internal Resource Only(string type) => Assert.Single(Of(type));

    private static async Task<Deployment> Predict(string name, Dictionary<string, string> environment)
    {
        var template = await CompiledTemplate.Main;
        var parameters = AzdParameters.Resolve(environment)
            .Select(parameter => $"param {parameter.Key} = {Literal(template, parameter.Key, parameter.Value)}");
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.FullName, $"{name}.bicepparam");
        var main = Path.GetRelativePath(directory.FullName, CompiledTemplate.MainFile);
        await File.WriteAllLinesAsync(file, [$"using '{main}'", .. parameters]);
        var result = await BicepCompiler.Run(
            "snapshot",
            file,
            "--mode", "overwrite",
            "--subscription-id", "00000000-0000-0000-0000-000000000001",
            "--tenant-id", "00000000-0000-0000-0000-000000000002",
            "--location", "westeurope");
        Assert.Equal((0, ""), (result.ExitCode, result.Diagnostics.Trim()));
        return Read(await File.ReadAllTextAsync(Path.ChangeExtension(file, ".snapshot.json")));
    }

    private static Deployment Read(string snapshot)
    {
        var json = JsonNode.Parse(snapshot)!;
        Assert.Empty(json["diagnostics"]!.AsArray());
        return new Deployment(
            [.. json["predictedResources"]!.AsArray().Select(node => new Resource(node!.AsObject()))]);
    }

    // azd turns the texts of its file into the types of the template.
    private static string Literal(CompiledTemplate template, string parameter, string value) =>
        (string)template.Parameters[parameter]!["type"]! switch
        {
            "bool" => bool.Parse(value) ? "true" : "false",
            "int" => long.Parse(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
            _ => $"'{value.Replace("'", "\\'", StringComparison.Ordinal)}'",
        };
}
