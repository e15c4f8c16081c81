namespace Enterprise.Functions.Names;

/// <summary>The settings that the host reads from its environment. A test compares them with the deployment.</summary>
internal static class SettingNames
{
    /// <summary>The section that <c>ApiOptions</c> is read from.</summary>
    internal const string Section = "Enterprise";

    /// <summary>The administrator's token on the first start; a reference to the key vault.</summary>
    internal const string AdministratorToken = "ENTERPRISE_ADMIN_TOKEN";

    /// <summary>The header in which trusted proxies pass the client's address; the host keeps no chain.</summary>
    internal const string ClientAddressHeader = Section + "__ClientAddressHeader";

    /// <summary>When the whole audit trail is verified.</summary>
    internal const string AuditVerificationSchedule = "AuditVerificationSchedule";

    /// <summary>The client id of the identity that the Azure SDK uses.</summary>
    internal const string ClientId = "AZURE_CLIENT_ID";

    internal const string CosmosEndpoint = ConnectionNames.Cosmos + "__accountEndpoint";

    internal const string ServiceBusNamespace = ConnectionNames.ServiceBus + "__fullyQualifiedNamespace";

    internal const string InsightsConnectionString = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    internal const string InsightsAuthentication = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    /// <summary>Every deployed setting, except those of <see cref="Section"/>, which are optional.</summary>
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

    // The settings of a connection with a user-assigned identity.
    private static string[] Identity(string connection) => [$"{connection}__credential", $"{connection}__clientId"];
}
