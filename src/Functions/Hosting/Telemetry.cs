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

/// <summary>Traces, metrics and logs: to Application Insights, over OTLP, or both, by what is configured.</summary>
internal static class Telemetry
{
    /// <summary>The variable by which OpenTelemetry has its exporters configured everywhere.</summary>
    private const string Otlp = "OTEL_EXPORTER_OTLP_ENDPOINT";

    internal static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        // Every request is logged by the host already.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        var toApplicationInsights = !string.IsNullOrEmpty(builder.Configuration[SettingNames.InsightsConnectionString]);
        var toOtlp = !string.IsNullOrEmpty(builder.Configuration[Otlp]);
        if (!toApplicationInsights && !toOtlp)
            return;

        // From here on the host leaves the worker's telemetry to the worker.
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

    /// <summary>The host has one setting for it, <c>ClientId=...;Authorization=AAD</c>; without it the key is enough.</summary>
    private static void SignInAsTheHostDoes(this IOpenTelemetryBuilder telemetry, IHostApplicationBuilder builder)
    {
        if (builder.Configuration[SettingNames.InsightsAuthentication] is not { Length: > 0 } authentication)
            return;
        var parts = authentication.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .ToDictionary(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);
        var identity = new ConfigurationBuilder()
            .AddInMemoryCollection([new("credential", "managedidentity"), new("clientId", parts.GetValueOrDefault("ClientId"))])
            .Build();
        telemetry.Services.AddOptions<AzureMonitorExporterOptions>()
            .Configure<AzureComponentFactory>((options, components) => options.Credential = components.CreateTokenCredential(identity));
    }
}
