namespace Enterprise.Functions.Names;

/// <summary>The connections of triggers and clients; each is a group of settings, none a string with a key.</summary>
internal static class ConnectionNames
{
    internal const string Cosmos = "Cosmos";

    internal const string ServiceBus = "ServiceBus";

    /// <summary>The host's own storage, by the name that the host defines.</summary>
    internal const string Storage = "AzureWebJobsStorage";
}
