using Leader.Projections.Log;
using Prometheus;

namespace Leader.Api.Desk;

/// <summary>Nothing may be recorded: the database is not the one that witnesses have seen.</summary>
public sealed class LogRefusesException(string reason) : Exception(reason);

/// <summary>
/// Whether anything may be recorded, and is. A database that was restored from a backup behind its witnesses must not go on as if nothing
/// had been.
/// </summary>
public sealed class LogGuard
{
    /// <summary>To whoever wants to act at a node that reads from a standby.</summary>
    public const string Standby = "This node reads from a standby of the database. Acts are recorded by the nodes at the primary.";

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly Gauge Recording = Measures.Gauge(
        "leader_recording",
        "1 while acts are recorded; 0 while none can be, for which /health/ready tells the reason.");

    private sealed record Failure(DatabaseTrouble Trouble, long At);

    private volatile Failure? _failed;

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> _refusals = new(StringComparer.Ordinal);

    /// <summary>The database is a standby: it is read.</summary>
    public bool FromStandby { get; init; }

    /// <summary>Why nothing is recorded; null while all is well.</summary>
    public string? Refusal =>
        _refusals.IsEmpty ? null : string.Join(' ', _refusals.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => r.Value));

    public void Set(string witness, string? refusal)
    {
        if (refusal is null) _refusals.TryRemove(witness, out _);
        else _refusals[witness] = refusal;
        Show();
    }

    /// <summary>An act could not be recorded.</summary>
    public void Failed(DatabaseTrouble trouble)
    {
        _failed = new(trouble, TimeProvider.System.GetTimestamp());
        Show();
    }

    /// <summary>An act was recorded.</summary>
    public void Succeeded()
    {
        if (_failed is null) return;
        _failed = null;
        Show();
    }

    /// <summary>
    /// Why nothing is recorded: what the register refuses by itself, or what the last act met, for a minute. Null while all is well.
    /// </summary>
    public (string Code, string Reason)? Why => Refusal is { } refusal ? ("behind-witness", refusal)
        : FromStandby ? (DatabaseTrouble.ReadOnly.Code, Standby)
        : _failed is { } failed && TimeProvider.System.GetElapsedTime(failed.At) < Fresh ? (failed.Trouble.Code, failed.Trouble.Title)
        : null;

    /// <summary>In the metrics.</summary>
    public void Show() => Recording.Set(Why is null ? 1 : 0);

    /// <exception cref="LogRefusesException"/>
    public void ThrowIfRefused()
    {
        if (Refusal is { } reason) throw new LogRefusesException(reason);
    }
}
