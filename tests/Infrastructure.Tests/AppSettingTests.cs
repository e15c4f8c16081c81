using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using Enterprise.Api.Configuration;
using Enterprise.Functions.Names;
using Enterprise.Infrastructure.Tests.Bicep;

namespace Enterprise.Infrastructure.Tests;

/// <summary>The settings of the deployed app, compared with those that the host reads.</summary>
public sealed partial class AppSettingTests
{
    private const string OfSection = SettingNames.Section + "__";

    [Fact]
    public async Task App_has_exactly_the_settings_that_the_host_reads()
    {
        var settings = Settings(await Deployment.Default);

        Assert.Equal(SettingNames.Deployed.Order(StringComparer.Ordinal), settings.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Exactly_the_options_of_the_API_can_be_deployed()
    {
        var settings = Settings(await Deployment.Full);

        Assert.Equal(
            Options(typeof(ApiOptions), SettingNames.Section)
                .Append(SettingNames.ClientAddressHeader)
                .Order(StringComparer.Ordinal),
            settings.Keys
                .Except(SettingNames.Deployed)
                .Select(name => name.TrimEnd('0', '1'))
                .Distinct()
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Options_of_the_API_have_the_configured_values()
    {
        var settings = Settings(await Deployment.Full);

        Assert.Equal("https://login.example.com/tenant", settings[$"{OfSection}Authentication__Authority"]);
        Assert.Equal("enterprise", settings[$"{OfSection}Authentication__Audience"]);
        Assert.Equal("10.1.0.0/16", settings[$"{OfSection}TrustedProxies__0"]);
        Assert.Equal("2001:db8::/32", settings[$"{OfSection}TrustedProxies__1"]);
    }

    [Fact]
    public async Task Every_connection_uses_the_managed_identity()
    {
        var settings = Settings(await Deployment.Default);

        Assert.All(
            [ConnectionNames.Cosmos, ConnectionNames.ServiceBus, ConnectionNames.Storage],
            connection =>
            {
                Assert.Equal("managedidentity", settings[$"{connection}__credential"]);
                Assert.Equal(settings[SettingNames.ClientId], settings[$"{connection}__clientId"]);
                Assert.DoesNotContain(connection, settings.Keys);
            });
    }

    [Fact]
    public async Task Administrators_token_is_a_reference_to_the_key_vault()
    {
        var deployment = await Deployment.Default;
        var app = deployment.Only("Microsoft.Web/sites");

        Assert.Contains(
            "@Microsoft.KeyVault(SecretUri=",
            Settings(deployment)[SettingNames.AdministratorToken],
            StringComparison.Ordinal);

        // Both are the output of the identity module, whose value only Azure knows.
        Assert.Contains(
            app.Text("keyVaultReferenceIdentity")!.Trim('[', ']'),
            app.Json["identity"]!["userAssignedIdentities"]!.AsObject().Single().Key,
            StringComparison.Ordinal);
    }

    // Read as text: the host compiles only where its packages restore.
    [Fact]
    public void Every_setting_that_a_trigger_names_is_deployed()
    {
        var named = Directory
            .EnumerateFiles(RepositoryFiles.PathOf("src", "Functions"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => TriggerSetting().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["name"].Value);

        Assert.Empty(named.Except(SettingNames.Deployed));
    }

    [Fact]
    public async Task App_runs_the_target_framework_of_the_solution()
    {
        var app = (await Deployment.Default).Only("Microsoft.Web/sites");

        Assert.Equal("dotnet-isolated", app.Text("functionAppConfig", "runtime", "name"));
        Assert.Equal(
            RepositoryFiles.Metadata("TargetFramework"),
            $"net{app.Text("functionAppConfig", "runtime", "version")}");
    }

    [Fact]
    public async Task Plan_is_flex_consumption_on_Linux()
    {
        var plan = (await Deployment.Default).Only("Microsoft.Web/serverfarms");

        Assert.Equal("FC1", (string?)plan.Json["sku"]!["name"]);
        Assert.True((bool?)plan.At("reserved"));
    }

    private static Dictionary<string, string> Settings(Deployment deployment) => deployment
        .Only("Microsoft.Web/sites")
        .At("siteConfig", "appSettings")!.AsArray()
        .ToDictionary(setting => (string)setting!["name"]!, setting => (string)setting!["value"]!);

    // The names of options in environment variables, as .NET's configuration reads them.
    private static IEnumerable<string> Options(Type type, string path)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = $"{path}__{property.Name}";
            if (property.PropertyType == typeof(string))
                yield return name;
            else if (property.PropertyType.IsAssignableTo(typeof(IEnumerable)))
                yield return $"{name}__";
            else
            {
                foreach (var inner in Options(property.PropertyType, name))
                    yield return inner;
            }
        }
    }

    [GeneratedRegex("\"%(?<name>[^\"%]+)%\"")]
    private static partial Regex TriggerSetting();
}
