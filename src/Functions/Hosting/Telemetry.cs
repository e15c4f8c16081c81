using Azure.Monitor.OpenTelemetry.Exporter;
using Enterprise.Functions.Names;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Enterprise.Functions.Hosting;

/// <summary>Traces, metrics and logs to Application Insights, over OTLP, or both, as configured.</summary>
internal static class Telemetry
{
    /// <summary>The standard variable of OpenTelemetry for the endpoint of its exporters.</summary>
    private const string Otlp = "OTEL_EXPORTER_OTLP_ENDPOINT";

    internal static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        // The host already logs every request.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        var toApplicationInsights = !string.IsNullOrEmpty(builder.Configuration[SettingNames.InsightsConnectionString]);
        var toOtlp = !string.IsNullOrEmpty(builder.Configuration[Otlp]);
        if (!toApplicationInsights && !toOtlp)
            return;

        // Makes the host leave the worker's telemetry to the worker.
        var telemetry = builder.Services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .WithTracing(tracing => tracing.AddSource("Enterprise.*").AddAspNetCoreInstrumentation())
            .WithMetrics(metrics => metrics
                .AddMeter("Enterprise.*")
                .AddAspNetCoreInstrumentation()
                .AddRuntimeInstrumentation())
            .WithLogging(configureBuilder: null, options => options.IncludeFormattedMessage = true);
        if (toApplicationInsights)
            telemetry.UseAzureMonitorExporter().SignInAsTheHostDoes(builder);
        if (toOtlp)
            telemetry.UseOtlpExporter();
    }

    /// <summary>One setting of the host, <c>ClientId=...;Authorization=AAD</c>; without it the key is used.</summary>
    private static void SignInAsTheHostDoes(this IOpenTelemetryBuilder telemetry, IHostApplicationBuilder builder)
    {
        if (builder.Configuration[SettingNames.InsightsAuthentication] is not { Length: > 0 } authentication)
            return;
        var parts = authentication.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .ToDictionary(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);
        var identity = new ConfigurationBuilder()
            .AddInMemoryCollection(
                [new("credential", "managedidentity"), new("clientId", parts.GetValueOrDefault("ClientId"))])
            .Build();
        telemetry.Services.AddOptions<AzureMonitorExporterOptions>()
            .Configure<AzureComponentFactory>(
                (options, components) => options.Credential = components.CreateTokenCredential(identity));
    }
}
