namespace Enterprise.Functions.Names;

/// <summary>What the host is told by its environment. The deployment sets exactly these, and a test holds that.</summary>
internal static class SettingNames
{
    /// <summary>The section that <c>ApiOptions</c> is read from.</summary>
    internal const string Section = "Enterprise";

    /// <summary>The administrator's token on the first start; a reference to the key vault.</summary>
    internal const string AdministratorToken = "ENTERPRISE_ADMIN_TOKEN";

    /// <summary>In which header trusted proxies tell the client's address; the host keeps no chain of its own.</summary>
    internal const string ClientAddressHeader = Section + "__ClientAddressHeader";

    /// <summary>When the whole audit trail is verified.</summary>
    internal const string AuditVerificationSchedule = "AuditVerificationSchedule";

    /// <summary>Which of the app's identities the Azure SDK acts as.</summary>
    internal const string ClientId = "AZURE_CLIENT_ID";

    internal const string CosmosEndpoint = ConnectionNames.Cosmos + "__accountEndpoint";

    internal const string ServiceBusNamespace = ConnectionNames.ServiceBus + "__fullyQualifiedNamespace";

    internal const string InsightsConnectionString = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    internal const string InsightsAuthentication = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    /// <summary>Every setting of a deployment, but for those of <see cref="Section"/>, which are set where they are chosen.</summary>
    internal static IReadOnlyList<string> Deployed { get; } =
    [
        AdministratorToken,
        AuditVerificationSchedule,
        ClientId,
        InsightsAuthentication,
        InsightsConnectionString,
        CosmosEndpoint,
        .. Identity(ConnectionNames.Cosmos),
        ServiceBusNamespace,
        .. Identity(ConnectionNames.ServiceBus),
        ConnectionNames.Storage + "__blobServiceUri",
        ConnectionNames.Storage + "__queueServiceUri",
        ConnectionNames.Storage + "__tableServiceUri",
        .. Identity(ConnectionNames.Storage),
    ];

    // What makes a connection one of a user-assigned identity.
    private static string[] Identity(string connection) => [$"{connection}__credential", $"{connection}__clientId"];
}
