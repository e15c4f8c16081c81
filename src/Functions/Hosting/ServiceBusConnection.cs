using Azure.Messaging.ServiceBus;
using Enterprise.Functions.Names;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.Configuration;

namespace Enterprise.Functions.Hosting;

/// <summary>
/// The settings by which the Functions host connects to Service Bus, read as the host reads them: <c>ServiceBus</c> as
/// a connection string, or <c>ServiceBus:fullyQualifiedNamespace</c> with an identity.
/// </summary>
internal sealed class ServiceBusConnection(IConfiguration configuration)
{
    private readonly IConfigurationSection _section = configuration.GetSection(ConnectionNames.ServiceBus);

    internal bool IsConfigured => ConnectionString is not null || Namespace is not null;

    private string? ConnectionString => _section.Value is { Length: > 0 } text ? text : null;

    private string? Namespace => _section["fullyQualifiedNamespace"] is { Length: > 0 } name ? name : null;

    /// <summary>A client; a process needs only one.</summary>
    internal ServiceBusClient Client(AzureComponentFactory components) => ConnectionString is { } connectionString
        ? new ServiceBusClient(connectionString)
        : new ServiceBusClient(Namespace, components.CreateTokenCredential(_section));
}
