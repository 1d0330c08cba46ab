using Leader.Domain;
using Leader.Projections.Log;
using Microsoft.Extensions.Caching.Memory;

namespace Leader.Api.Desk;

/// <summary>
/// The states of streams, as they were last read: an act reads of a long stream only what came since. Whether it is still the same stream
/// is looked at each time (<see cref="LogStreams.ReadOnAsync"/>), so that nothing has to tell what another node records.
/// </summary>
/// <remarks>Setting <c>Streams:MegabytesKept</c>, of facts as they are stored, 32 if not given; 0 keeps none.</remarks>
public sealed class KeptStates(LogStreams log, IConfiguration configuration) : IDisposable
{
    private readonly MemoryCache _kept = new(new MemoryCacheOptions
    {
        SizeLimit = configuration.GetValue("Streams:MegabytesKept", 32) * 1_048_576L,
    });

    /// <summary>A ledger that reads on from what is kept, and keeps what it reads.</summary>
    internal LoadedLedger Ledger() => new(log, this);

    internal KeptState? Of(string stream) => _kept.Get<KeptState>(stream);

    internal void Keep(string stream, KeptState state) =>
        _kept.Set(stream, state, new MemoryCacheEntryOptions { Size = state.Bytes });

    public void Dispose() => _kept.Dispose();
}

/// <param name="Value">What the facts up to there give; it never changes.</param>
/// <param name="Bytes">Of the facts as they are stored.</param>
internal sealed record KeptState(StreamEnd End, object Value, Func<object, Fact, object> Evolve, long Bytes)
{
    public KeptState With(StreamPart part) => new(part.End, part.Facts.Aggregate(Value, Evolve), Evolve, Bytes + part.Bytes);
}
