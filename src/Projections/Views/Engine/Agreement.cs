using System.Collections;
using System.Collections.Frozen;
using Leader.Domain;
using Leader.Projections.Log;

namespace Leader.Projections.Views.Engine;

/// <summary>What the state of a stream, by which the rules decide, and a document of a view, which everybody reads, both say.</summary>
/// <param name="prefix">Of the streams, as <c>case</c> of <c>case/…</c>.</param>
public abstract class Agreement(string prefix, View view)
{
    public string Prefix => prefix;
    public View View => view;

    /// <summary>The state of a stream without facts.</summary>
    internal abstract object Initial { get; }

    internal abstract object Evolve(object state, Fact fact);

    /// <summary>The key of the document that the fact is about; null for a fact that only one of the two tells.</summary>
    public abstract string? KeyOf(Fact fact);

    /// <summary>Each member that both say, as the document says it and as the state does.</summary>
    /// <param name="document">Of the newest day; null where the view has none.</param>
    internal abstract IEnumerable<Said> Of(object state, object? document, string key);

    /// <summary>Values, and lists of values in their order.</summary>
    internal static bool Same(object? one, object? other) => (one, other) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (string or byte[], _) => Equals(one, other),
        (IEnumerable some, IEnumerable others) => some.Cast<object?>().SequenceEqual(others.Cast<object?>(), Alike),
        _ => Equals(one, other) || one.GetType() == other.GetType() && Payload.Write(one).AsSpan().SequenceEqual(Payload.Write(other)),
    };

    private static readonly IEqualityComparer<object?> Alike = EqualityComparer<object?>.Create(Same, _ => 0);
}

/// <summary>One member, as the document and the state say it.</summary>
public sealed record Said(string Member, object? Document, object? State)
{
    public bool IsAgreed => Agreement.Same(Document, State);
}

/// <param name="Document">What the document says of it; given the state where the document tells of more than this stream.</param>
/// <param name="State">What the state says of it; given the document, or null where there is none, and its key.</param>
public sealed record Member<TState, TDoc>(string Name, Func<TDoc, TState, object?> Document, Func<TState, string, object?> State);

/// <param name="key">The key of the document that a fact of the stream is about.</param>
/// <param name="members">What both say, under the name that it has in the document.</param>
public sealed class Agreement<TState, TDoc>(string prefix, View<TDoc> view, Func<Fact, string?> key, params Member<TState, TDoc>[] members)
    : Agreement(prefix, view) where TState : class, IState<TState> where TDoc : class
{
    internal override object Initial => TState.Initial;
    internal override object Evolve(object state, Fact fact) => TState.Evolve((TState)state, fact);
    public override string? KeyOf(Fact fact) => key(fact);

    /// <summary>Of which streams there is such a document; unless said otherwise, of all.</summary>
    public Func<TState, bool> Where { get; init; } = _ => true;

    internal override IEnumerable<Said> Of(object state, object? document, string key) => !Where((TState)state) ? []
        : document is TDoc doc ? members.Select(m => new Said(m.Name, m.Document(doc, (TState)state), m.State((TState)state, key)))
        : [new("document", null, key)];
}

/// <summary>
/// The states of the streams beside the folds of the views, fact by fact; asked after a stretch, it holds them against the documents of the
/// newest day.
/// </summary>
/// <param name="agreements">What is compared.</param>
public sealed class StatesBeside(IReadOnlyList<Agreement> agreements)
{
    private sealed class Held(object state)
    {
        public object State { get; set; } = state;
        public long Facts { get; set; }
        public int Round { get; set; }
    }

    private readonly FrozenDictionary<string, Agreement[]> _of =
        agreements.GroupBy(a => a.Prefix).ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);

    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<(Agreement Agreement, string Stream, string Key), long> _touched = [];
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);
    private bool _hasLetGo;
    private long _facts;
    private int _round;

    /// <summary>The streams of the facts whose states were let go: their facts must be loaded first.</summary>
    public string[] Missing(IEnumerable<Recorded> facts) => !_hasLetGo ? [] :
    [
        .. facts.DistinctBy(f => f.Stream).Where(f => f.Version > 1 && !_held.ContainsKey(f.Stream) && Of(f.Stream).Length > 0)
            .Select(f => f.Stream),
    ];

    /// <param name="fact">Of a stream that is missing, in the order of the stream.</param>
    public void Load(Fact fact) => Evolve(fact.Stream(), fact);

    /// <returns>What is wrong where the state cannot take the fact: it is compared no longer.</returns>
    public string? Apply(Recorded fact)
    {
        try
        {
            if (!Evolve(fact.Stream, fact.Fact)) return null;
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or NullReferenceException)
        {
            _broken.Add(fact.Stream);
            return $"the fact cannot follow: {e.Message}";
        }
        foreach (var agreement in Of(fact.Stream))
        {
            if (agreement.KeyOf(fact.Fact) is { } key) _touched[(agreement, fact.Stream, key)] = fact.Position;
        }
        return null;
    }

    /// <summary>All that both say of what the facts since the last call are about.</summary>
    /// <param name="document">The document of the newest day, of a view and key.</param>
    /// <returns>With the position of the last fact about it.</returns>
    public IEnumerable<(Agreement Agreement, string Key, Said Said, long Position)> Compared(Func<View, string, object?> document)
    {
        foreach (var ((agreement, stream, key), position) in _touched.Where(t => !_broken.Contains(t.Key.Stream)))
        {
            foreach (var said in agreement.Of(_held[stream].State, document(agreement.View, key), key))
            {
                yield return (agreement, key, said, position);
            }
        }
        _touched.Clear();
    }

    /// <summary>Lets go of the states that were not touched for longest, where those held rest on more facts than these.</summary>
    public void Shrink(long facts)
    {
        _round++;
        if (_facts <= facts) return;
        foreach (var (stream, held) in _held.OrderBy(h => h.Value.Round).ToArray())
        {
            if (_facts <= facts / 2) break;
            _facts -= held.Facts;
            _held.Remove(stream);
            _hasLetGo = true;
        }
    }

    private bool Evolve(string stream, Fact fact)
    {
        if (_broken.Contains(stream) || Of(stream) is not [var one, ..]) return false;
        if (!_held.TryGetValue(stream, out var held)) held = _held[stream] = new(one.Initial);
        (held.State, held.Round) = (one.Evolve(held.State, fact), _round);
        held.Facts++;
        _facts++;
        return true;
    }

    private Agreement[] Of(string stream) =>
        _of.GetValueOrDefault(stream.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 ? stream[..slash] : stream) ?? [];
}
