using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Enterprise.Functions.Tests.Hosting;

public sealed class TelemetryTests
{
    private const string ConnectionString =
        "InstrumentationKey=11111111-1111-1111-1111-111111111111;IngestionEndpoint=https://127.0.0.1:1/";

    [Fact]
    public async Task Application_Insights_is_authenticated_with_the_identity_of_the_host()
    {
        await using var worker = await Worker.Open(
            ("APPLICATIONINSIGHTS_CONNECTION_STRING", ConnectionString),
            (
                "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
                "ClientId=22222222-2222-2222-2222-222222222222;Authorization=AAD"));

        var options = worker.Service<IOptions<AzureMonitorExporterOptions>>().Value;
        Assert.Equal("ManagedIdentityCredential", options.Credential?.GetType().Name);
    }

    [Fact]
    public async Task Connection_string_alone_uses_no_identity()
    {
        await using var worker = await Worker.Open(("APPLICATIONINSIGHTS_CONNECTION_STRING", ConnectionString));

        Assert.Null(worker.Service<IOptions<AzureMonitorExporterOptions>>().Value.Credential);
    }

    [Fact]
    public async Task Nothing_is_exported_without_configuration()
    {
        await using var worker = await Worker.Open();

        Assert.Null(worker.Services.GetService<OpenTelemetry.Trace.TracerProvider>());
    }
}
