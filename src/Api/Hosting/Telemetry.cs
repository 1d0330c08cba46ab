using Leader.Api.Desk;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Leader.Api.Hosting;

/// <summary>
/// Traces from the request down to the statements, and the metrics of the register, the runtime, the server and the driver, sent to a
/// collector by OTLP where one is named as OpenTelemetry has it (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>; its other variables count, too).
/// Neither has values: no query string, no header, no parameter of a statement.
/// </summary>
internal static class Telemetry
{
    private static readonly string[] Libraries = ["Marten", "Wolverine"];

    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 }) return;
        services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService(configuration["OTEL_SERVICE_NAME"] ?? "leader"))
            .WithTracing(t => t.AddAspNetCoreInstrumentation().AddNpgsql().AddSource([Desk.Desk.TraceName, .. Libraries]).AddOtlpExporter())
            .WithMetrics(m => m.AddAspNetCoreInstrumentation()
                .AddMeter([Measures.Name, "Npgsql", "System.Runtime", .. Libraries])
                .AddOtlpExporter());
    }
}
