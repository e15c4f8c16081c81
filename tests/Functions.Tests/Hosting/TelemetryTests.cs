using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Enterprise.Functions.Tests.Hosting;

public sealed class TelemetryTests
{
    private const string ConnectionString = "InstrumentationKey=11111111-1111-1111-1111-111111111111;IngestionEndpoint=https://127.0.0.1:1/";

    [Fact]
    public async Task Application_insights_is_signed_in_at_with_the_identity_that_the_host_uses()
    {
        await using var worker = await Worker.Open(
            ("APPLICATIONINSIGHTS_CONNECTION_STRING", ConnectionString),
            ("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "ClientId=22222222-2222-2222-2222-222222222222;Authorization=AAD"));

        var options = worker.Service<IOptions<AzureMonitorExporterOptions>>().Value;
        Assert.Equal("ManagedIdentityCredential", options.Credential?.GetType().Name);
    }

    [Fact]
    public async Task A_connection_string_with_a_key_needs_no_identity()
    {
        await using var worker = await Worker.Open(("APPLICATIONINSIGHTS_CONNECTION_STRING", ConnectionString));

        Assert.Null(worker.Service<IOptions<AzureMonitorExporterOptions>>().Value.Credential);
    }

    [Fact]
    public async Task Nothing_is_exported_where_nothing_is_configured()
    {
        await using var worker = await Worker.Open();

        Assert.Null(worker.Services.GetService<OpenTelemetry.Trace.TracerProvider>());
    }
}
