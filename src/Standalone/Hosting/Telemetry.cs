using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Enterprise.Standalone.Hosting;

/// <summary>Traces, metrics and logs: over OTLP if an endpoint is configured, otherwise logs on the console.</summary>
internal static class Telemetry
{
    /// <summary>The variable of OpenTelemetry for the endpoint of its exporters.</summary>
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    internal static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);

        // A failed start is reported on the error stream, in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        if (string.IsNullOrEmpty(builder.Configuration[Endpoint]))
        {
            builder.Logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            });
            return;
        }

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("enterprise"))
            .WithTracing(tracing => tracing.AddSource("Enterprise.*").AddAspNetCoreInstrumentation())
            .WithMetrics(metrics => metrics
                .AddMeter("Enterprise.*")
                .AddAspNetCoreInstrumentation()
                .AddRuntimeInstrumentation())
            .WithLogging(configureBuilder: null, options => options.IncludeFormattedMessage = true)
            .UseOtlpExporter();
    }
}
