using Enterprise.Infrastructure.Tests.Bicep;

namespace Enterprise.Infrastructure.Tests;

/// <summary>Access in a deployment: one identity, its roles, and no keys.</summary>
public sealed class AccessTests
{
    private const string Storage = "Microsoft.Storage/storageAccounts";
    private const string ServiceBus = "Microsoft.ServiceBus/namespaces";
    private const string KeyVault = "Microsoft.KeyVault/vaults";
    private const string Cosmos = "Microsoft.DocumentDB/databaseAccounts";
    private const string Insights = "Microsoft.Insights/components";
    private const string Workspace = "Microsoft.OperationalInsights/workspaces";

    /// <summary>The roles, such as Storage Blob Data Owner, by the type of resource they are assigned on.</summary>
    private static readonly (string ScopeType, string Role)[] _roles =
    [
        (Storage, "b7e6dc6d-f1e8-4753-8033-0f276bb0955b"),
        (Storage, "974c5e8b-45b9-4653-ba55-5f855dd0fb88"),
        (Storage, "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"),
        ($"{ServiceBus}/queues", "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39"),
        ($"{ServiceBus}/queues", "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0"),
        (KeyVault, "4633458b-17de-408a-b874-0445c86b69e6"),
        (Insights, "3913510d-42f4-4e42-8a64-420c390055eb"),
    ];

    [Fact]
    public async Task Identity_of_the_app_has_exactly_these_roles()
    {
        var assignments = (await Deployment.Default).Of("Microsoft.Authorization/roleAssignments")
            .Where(assignment => assignment.Text("principalType") == "ServicePrincipal");

        Assert.Equal(
            _roles.Order(),
            assignments.Select(assignment => (ScopeType(assignment.Id), Role(assignment))).Order());
    }

    [Fact]
    public async Task Operator_has_access_to_the_secrets_only()
    {
        var assignment = Assert.Single(
            (await Deployment.Default).Of("Microsoft.Authorization/roleAssignments"),
            assignment => assignment.Text("principalType") == "User");

        Assert.Equal(
            (KeyVault, "b86a8fe4-44ce-4948-aee5-eccb2c155cd7", "11111111-1111-1111-1111-111111111111"),
            (ScopeType(assignment.Id), Role(assignment), assignment.Text("principalId")));
    }

    [Fact]
    public async Task Identity_of_the_app_has_access_to_one_Cosmos_DB_database()
    {
        var deployment = await Deployment.Default;
        var assignment = deployment.Only($"{Cosmos}/sqlRoleAssignments");

        Assert.EndsWith(
            "/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002",
            assignment.Text("roleDefinitionId"),
            StringComparison.Ordinal);
        Assert.Equal($"{deployment.Only(Cosmos).Id}/dbs/enterprise", assignment.Text("scope"));
    }

    [Fact]
    public async Task One_identity_is_used_for_every_service()
    {
        var deployment = await Deployment.Full;

        deployment.Only("Microsoft.ManagedIdentity/userAssignedIdentities");
        Assert.Equal("UserAssigned", (string?)deployment.Only("Microsoft.Web/sites").Json["identity"]!["type"]);
        Assert.Single(
            deployment.Of("Microsoft.Authorization/roleAssignments")
                .Where(assignment => assignment.Text("principalType") == "ServicePrincipal")
                .Concat(deployment.Of($"{Cosmos}/sqlRoleAssignments"))
                .Select(assignment => assignment.Text("principalId"))
                .Distinct());
    }

    [Fact]
    public async Task No_service_accepts_a_key()
    {
        var deployment = await Deployment.Default;

        Assert.False((bool?)deployment.Only(Storage).At("allowSharedKeyAccess"));
        Assert.True((bool?)deployment.Only(Cosmos).At("disableLocalAuth"));
        Assert.True((bool?)deployment.Only(ServiceBus).At("disableLocalAuth"));
        Assert.True((bool?)deployment.Only(Insights).At("DisableLocalAuth"));
        Assert.True((bool?)deployment.Only(Workspace).At("features", "disableLocalAuth"));
        Assert.True((bool?)deployment.Only(KeyVault).At("enableRbacAuthorization"));
        Assert.True((bool?)deployment.Only(KeyVault).At("enablePurgeProtection"));
        Assert.All(
            deployment.Of("Microsoft.Web/sites/basicPublishingCredentialsPolicies"),
            policy => Assert.False((bool?)policy.At("allow")));
    }

    [Fact]
    public async Task Repeated_deployment_keeps_the_administrators_token()
    {
        var template = await CompiledTemplate.Main;

        var secret =
            template.Json["resources"]!["keyVault"]!["properties"]!["template"]!["resources"]!["vault::token"]!;
        Assert.NotNull(secret["@options"]!["onlyIfNotExists"]);
    }

    // .../providers/TYPE/NAME[/TYPE/NAME]/providers/Microsoft.Authorization/roleAssignments/ID
    private static string ScopeType(string assignmentId)
    {
        var parts = assignmentId.Split("/providers/")[^2].Split('/');
        return string.Join('/', parts.Take(1).Concat(parts.Skip(1).Where((_, index) => index % 2 == 0)));
    }

    private static string Role(Resource assignment) => assignment.Text("roleDefinitionId")!.Split('/')[^1];
}
