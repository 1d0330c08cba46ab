namespace Leader.Api.Desk;

/// <summary>Nothing may be recorded: the database is not the one that witnesses have seen.</summary>
public sealed class LogRefusesException(string reason) : Exception(reason);

/// <summary>
/// Whether anything may be recorded. A database that was restored from a backup behind its witnesses must not go on as if nothing had been.
/// </summary>
public sealed class LogGuard
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> _refusals = new(StringComparer.Ordinal);

    /// <summary>Why nothing is recorded; null while all is well.</summary>
    public string? Refusal =>
        _refusals.IsEmpty ? null : string.Join(' ', _refusals.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => r.Value));

    public void Set(string witness, string? refusal)
    {
        if (refusal is null) _refusals.TryRemove(witness, out _);
        else _refusals[witness] = refusal;
    }

    /// <exception cref="LogRefusesException"/>
    public void ThrowIfRefused()
    {
        if (Refusal is { } reason) throw new LogRefusesException(reason);
    }
}
