using System.Diagnostics.Metrics;
using Prometheus;

namespace Leader.Api.Desk;

/// <summary>What the register measures of itself: one gauge, for whoever reads <c>/metrics</c> and for the collector of
/// OpenTelemetry, under one name.</summary>
internal static class Measures
{
    public const string Name = "Leader";

    private static readonly Meter Meter = new(Name);

    static Measures() => Metrics.ConfigureMeterAdapter(o =>
    {
        var others = o.InstrumentFilterPredicate;
        o.InstrumentFilterPredicate = i => i.Meter.Name != Name && others(i); // they stand in /metrics already
    });

    public static Gauge Gauge(string name, string description)
    {
        var gauge = Metrics.CreateGauge(name, description);
        Meter.CreateObservableGauge(name, () => gauge.Value, description: description);
        return gauge;
    }
}
