using System.IO.Hashing;
using System.Runtime.InteropServices;
using Leader.Domain;

namespace Leader.Projections.Log;

/// <summary>
/// The ledger as it stands after the facts that were applied, for who goes through the log in its order: a state that is asked for is kept,
/// and folded on. In bounded memory: what was let go is read again.
/// </summary>
/// <param name="read">The facts of a stream before a position, in their order.</param>
/// <param name="fromTheFirst">All facts of the log are applied, from the first: a stream without any of these is not looked for.</param>
public sealed class PastStates(Func<string, long, IEnumerable<Fact>> read, bool fromTheFirst) : ILedger
{
    private sealed class Held(object state, Func<object, Fact, object> evolve)
    {
        public object State { get; set; } = state;
        public Func<object, Fact, object> Evolve => evolve;
        public long Facts { get; set; }
        public int Round { get; set; }
    }

    private readonly Dictionary<string, Dictionary<Type, Held>> _held = new(StringComparer.Ordinal);
    private readonly HashSet<ulong> _begun = [];
    private long _facts;
    private int _round;

    /// <summary>What is recorded from here on is not known yet.</summary>
    public long Before { get; set; } = long.MaxValue;

    /// <summary>Why the past could not be read: then no decision on it means anything.</summary>
    public Exception? Unread { get; private set; }

    public T Read<T>(string stream) where T : IState<T>
    {
        if (_held.TryGetValue(stream, out var states) && states.TryGetValue(typeof(T), out var known))
        {
            known.Round = _round;
            return (T)known.State;
        }
        var (state, facts) = (T.Initial, 0L);
        if (!fromTheFirst || _begun.Contains(Hash(stream)))
        {
            try
            {
                foreach (var fact in read(stream, Before))
                {
                    state = T.Evolve(state, fact);
                    facts++;
                }
            }
            catch (Exception e)
            {
                Unread = e;
                throw;
            }
        }
        if (states is null) _held[stream] = states = [];
        states[typeof(T)] = new(state, static (s, f) => T.Evolve((T)s, f)) { Facts = facts, Round = _round };
        _facts += facts;
        return state;
    }

    /// <summary>One more fact is recorded.</summary>
    public void Apply(Fact fact)
    {
        var stream = fact.Stream();
        if (fromTheFirst) _begun.Add(Hash(stream));
        if (!_held.TryGetValue(stream, out var states)) return;
        foreach (var held in states.Values)
        {
            held.State = held.Evolve(held.State, fact);
            held.Facts++;
            _facts++;
        }
    }

    /// <summary>Lets go of what was not asked for longest, where the states held rest on more facts than these.</summary>
    public void Shrink(long facts)
    {
        _round++;
        if (_facts <= facts) return;
        foreach (var (stream, states) in _held.OrderBy(h => h.Value.Values.Max(v => v.Round)).ToArray())
        {
            if (_facts <= facts / 2) break;
            _facts -= states.Values.Sum(v => v.Facts);
            _held.Remove(stream);
        }
    }

    private static ulong Hash(string stream) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(stream.AsSpan()));
}
