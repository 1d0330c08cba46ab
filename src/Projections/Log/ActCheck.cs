using System.Globalization;

namespace Leader.Projections.Log;

/// <summary>
/// Holds, fact by fact in order of positions, that an act is one instant: its facts stand side by side and have one recorded time.
/// </summary>
public sealed class ActCheck
{
    /// <summary>Acts that ended and are still known by name: one that was torn apart by more is found by its leaves alone.</summary>
    private const int Remembered = 10_000;

    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private Recorded? _last;

    /// <returns>What is wrong with the fact's act; null where nothing is, or where the fact is of before there were acts.</returns>
    public string? Take(Recorded fact)
    {
        var last = _last;
        _last = fact;
        if (last?.Act is { } ended && ended != fact.Act && _ended.Add(ended))
        {
            _order.Enqueue(ended);
            if (_order.Count > Remembered) _ended.Remove(_order.Dequeue());
        }
        return fact.Act is not { } act ? null
            : last?.Act != act ? _ended.Contains(act) ? "the act of this fact had ended before: other facts stand in between" : null
            : last.At != fact.At ? $"recorded at {Written(fact.At)}, and the fact before it, of the same act, at {Written(last.At)}" : null;
    }

    private static string Written(DateTimeOffset at) =>
        at.ToOffset(Domain.Beijing.Offset).ToString("yyyy-MM-ddTHH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);
}
