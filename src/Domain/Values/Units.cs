using System.Collections.Frozen;

namespace Leader.Domain.Values;

/// <summary>The units in which indicators are stated, and the exact factors between those of one dimension.</summary>
/// <remarks>
/// No conversion is guessed: kept apart are % and g/kg (a percentage may be of volume), dB and dB(A), a temperature
/// and a difference of temperatures, the year and the day.
/// </remarks>
public static class Units
{
    /// <summary>The units of one dimension, each with its size in a unit of which all are whole multiples.</summary>
    private static readonly (string Symbol, long Size)[][] Dimensions =
    [
        // shares and counts
        [("ratio", 1_000_000), ("%", 10_000), ("‰", 1_000), ("ppm", 1)],
        [("g/100g", 10_000_000), ("g/kg", 1_000_000), ("mg/g", 1_000_000), ("mg/100g", 10_000), ("mg/kg", 1_000), ("µg/kg", 1)],
        [("times", 1), ("次", 1)], [("cycle", 1), ("cycles", 1)], [("grade", 1), ("级", 1)], [("score", 1), ("分", 1)], [("star", 1)],
        [("point", 1)], [("piece", 1), ("件", 1), ("个", 1)], [("person", 1), ("人", 1)], [("item", 1), ("项", 1)],

        // time
        [("week", 604_800_000_000_000), ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("min", 60_000_000_000), ("s", 1_000_000_000),
            ("ms", 1_000_000), ("µs", 1_000), ("ns", 1)],
        [("a", 12), ("year", 12), ("年", 12), ("month", 1), ("月", 1)],
        [("working day", 1), ("工作日", 1)],
        [("GHz", 1_000_000_000), ("MHz", 1_000_000), ("kHz", 1_000), ("Hz", 1)],
        [("r/s", 60), ("r/min", 1), ("rpm", 1)],

        // space and movement
        [
            ("km", 1_000_000_000_000), ("m", 1_000_000_000), ("dm", 100_000_000), ("cm", 10_000_000), ("in", 25_400_000), ("mm", 1_000_000),
            ("µm", 1_000), ("nm", 1),
        ],
        [("km²", 1_000_000_000_000), ("hm²", 10_000_000_000), ("m²", 1_000_000), ("dm²", 10_000), ("cm²", 100), ("mm²", 1)],
        [("m³", 1_000_000_000), ("L", 1_000_000), ("dm³", 1_000_000), ("mL", 1_000), ("cm³", 1_000), ("mm³", 1), ("µL", 1)],
        [("°", 3_600), ("′", 60), ("″", 1)],
        [("km/h", 1_000_000), ("m/s", 3_600_000), ("m/min", 60_000), ("mm/s", 3_600), ("mm/min", 60)],
        [("m/s²", 1)],
        [("mm/m", 1)],
        [
            ("m³/s", 86_400_000_000), ("m³/min", 1_440_000_000), ("m³/h", 24_000_000), ("L/s", 86_400_000), ("L/min", 1_440_000),
            ("L/h", 24_000), ("L/d", 1_000), ("mL/min", 1_440), ("mL/h", 24),
        ],
        [("L/cycle", 1)], [("L/100km", 1)],

        // mass and strength
        [("t", 1_000_000_000_000), ("kg", 1_000_000_000), ("g", 1_000_000), ("mg", 1_000), ("µg", 1)],
        [("kg/h", 24_000), ("g/h", 24), ("kg/d", 1_000), ("g/d", 1)],
        [
            ("g/L", 1_000_000_000), ("mg/mL", 1_000_000_000), ("mg/L", 1_000_000), ("µg/L", 1_000), ("g/m³", 1_000_000), ("mg/m³", 1_000),
            ("µg/m³", 1),
        ],
        [("g/cm³", 1_000), ("kg/m³", 1)],
        [("kg/m²", 1_000), ("g/m²", 1)],
        [("g/km", 1_000), ("mg/km", 1)],
        [("g/kWh", 1_000), ("mg/kWh", 1)],
        [("mg/(m²·h)", 1_000), ("µg/(m²·h)", 1)],
        [("MN", 1_000_000_000), ("kN", 1_000_000), ("N", 1_000), ("cN", 10), ("mN", 1)],
        [("kN/m", 1_000), ("N/mm", 1_000), ("N/cm", 100), ("N/m", 1)],
        [("kN·m", 1_000), ("N·m", 1)],
        [("GPa", 1_000_000_000), ("MPa", 1_000_000), ("N/mm²", 1_000_000), ("bar", 100_000), ("kPa", 1_000), ("hPa", 100), ("Pa", 1)],
        [("Pa·s", 1_000), ("mPa·s", 1)], [("mm²/s", 1)], [("kJ/m²", 1)],

        // energy, heat and electricity
        [("MWh", 3_600_000_000), ("kWh", 3_600_000), ("Wh", 3_600), ("GJ", 1_000_000_000), ("MJ", 1_000_000), ("kJ", 1_000), ("J", 1)],
        [("MW", 1_000_000_000), ("kW", 1_000_000), ("W", 1_000), ("mW", 1)],
        [("kWh/d", 1_000), ("kWh/24h", 1_000), ("Wh/d", 1)], [("kWh/a", 1)], [("kWh/cycle", 1_000), ("Wh/cycle", 1)],
        [("MJ/kg", 1_000_000), ("kWh/kg", 3_600_000), ("Wh/kg", 3_600), ("kWh/t", 3_600), ("kJ/kg", 1_000), ("J/kg", 1)],
        [("kWh/m²", 1)], [("kWh/100km", 10), ("Wh/km", 1)],
        [("kW/m²", 1_000), ("W/m²", 1)], [("W/(m·K)", 1)], [("W/(m²·K)", 1)], [("m²·K/W", 1)], [("W/W", 1)], [("Wh/(W·h)", 1)],
        [("m³/(W·h)", 1), ("m³/h/W", 1)],
        [("°C", 1)], [("K", 1)], [("°C/min", 1), ("K/min", 1)],
        [("kV", 1_000_000), ("V", 1_000), ("mV", 1)], [("kA", 1_000_000_000), ("A", 1_000_000), ("mA", 1_000), ("µA", 1)],
        [("Ah", 1_000), ("mAh", 1)], [("MΩ", 1_000_000_000), ("kΩ", 1_000_000), ("Ω", 1_000), ("mΩ", 1)], [("Ω·m", 1)],
        [("VA", 1), ("kVA", 1_000)], [("mS/cm", 1_000), ("µS/cm", 1)], [("kV/mm", 1)], [("T", 1_000), ("mT", 1)],

        // light, sound, purity
        [("klx", 1_000), ("lx", 1)], [("lm", 1)], [("lm/W", 1)], [("cd", 1)], [("cd/m²", 1)], [("dB", 1)], [("dB(A)", 1)], [("sone", 1)],
        [("pH", 1)], [("NTU", 1)],
        [
            ("CFU/mL", 100),
            ("CFU/100mL", 1),
        ], [("CFU/g", 1)], [("CFU/m³", 1)], [("MPN/100mL", 1)], [("Bq/L", 1)], [("Bq/kg", 1)], [("HV", 1)],
        [("HRC", 1)], [("HB", 1)], [("Shore A", 1)], [("Shore D", 1)], [("mmol/kg", 1)], [("mmol/L", 1)], [("IU/g", 1)],

        // information
        [("TB", 8_000_000_000_000), ("GB", 8_000_000_000), ("MB", 8_000_000), ("kB", 8_000), ("B", 8), ("bit", 1)],
        [("Gbit/s", 1_000_000_000), ("Mbit/s", 1_000_000), ("kbit/s", 1_000), ("bit/s", 1), ("MB/s", 8_000_000), ("kB/s", 8_000)],
        [("Mpixel", 1_000_000), ("pixel", 1)], [("frame/s", 1)], [("times/s", 3_600), ("times/h", 1)],
    ];

    private static readonly FrozenDictionary<string, (int Dimension, long Size)> Table =
        Dimensions.Index().SelectMany(d => d.Item.Select(u => (u.Symbol, Entry: (d.Index, u.Size)))).ToFrozenDictionary(
            u => u.Symbol,
            u => u.Entry);

    /// <summary>By dimension.</summary>
    public static IReadOnlyCollection<string> All { get; } = [.. Dimensions.SelectMany(d => d).Select(u => u.Symbol)];

    public static bool IsKnown(string unit) => unit is not null && Table.ContainsKey(Spelled(unit));

    /// <summary>Converts without rounding. A unit converts to itself, the value unchanged, even when it is not known.</summary>
    /// <param name="converted">Without trailing zeros; 0 when the answer is false.</param>
    /// <returns>False when a unit is not known, when they measure different things, or when no decimal holds the result: 1 min is no
    /// decimal part of an hour.</returns>
    public static bool TryConvert(decimal value, string from, string to, out decimal converted)
    {
        converted = value;
        if (Spelled(from) == Spelled(to)) return true;
        converted = 0;
        return Exactly(value, from, to) is { } exact && exact.TryDecimal(out converted);
    }

    /// <summary>The value in the other unit; null when a unit is not known or they measure different things.</summary>
    public static Exact? Exactly(decimal value, string from, string to)
    {
        (from, to) = (Spelled(from), Spelled(to));
        if (from == to) return value;
        return Table.TryGetValue(from, out var own) && Table.TryGetValue(to, out var other) && own.Dimension == other.Dimension
            ? new Exact(value) * new Exact(own.Size, other.Size) : null;
    }

    /// <summary>The same letter or sign has two code points: micro sign and mu, degree Celsius, ohm sign and omega, per cent.</summary>
    private static string Spelled(string unit) =>
        unit.Replace('\u03BC', '\u00B5').Replace("\u2103", "°C", StringComparison.Ordinal).Replace('\u2126', '\u03A9').Replace(
            '\uFF05',
            '%');
}
