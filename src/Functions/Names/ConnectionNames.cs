namespace Enterprise.Functions.Names;

/// <summary>The connections that triggers and clients name; each is a group of settings, and none is a string with a key.</summary>
internal static class ConnectionNames
{
    internal const string Cosmos = "Cosmos";

    internal const string ServiceBus = "ServiceBus";

    /// <summary>The host's own storage, by the name that the host gives it.</summary>
    internal const string Storage = "AzureWebJobsStorage";
}
