using Leader.Domain;
using Leader.Domain.Process;
using Leader.Domain.Record;
using Leader.Domain.Why;

namespace Leader.Projections.Log;

/// <summary>A fact that the request of its act does not come to, or a request that comes to something else.</summary>
/// <param name="What">
/// decided (the rules give other facts, or a refusal), unasked (nobody asked for the fact), act (its facts differ in who asked, or in what
/// stands beside them), signature (one that its request came with does not hold, or is of another request).
/// </param>
public sealed record Undecided(long Position, string Stream, string What, string Detail);

/// <summary>
/// Decides every act again: what was asked for, by whom, in which role and on which day, on the past before it, must come to the facts that
/// are recorded. Facts are given in the order of the log.
/// </summary>
/// <remarks>
/// Acts of before requests were recorded are decided again by what their facts say was asked; where that cannot be told, or does not come
/// to the same, they stand for themselves, and are counted. Behind the first request that is recorded every act has one.
/// </remarks>
/// <param name="past">The ledger before the first fact that is given.</param>
/// <param name="requestsSince">Requests have been recorded since before the first fact that is given.</param>
public sealed class DecidedAgain(PastStates past, bool requestsSince = false)
{
    private const string NoRuleSet = "policy-defaults";

    private readonly List<Recorded> _act = [];
    private readonly List<Undecided> _found = [];
    private bool _requests = requestsSince;

    /// <summary>Acts that were decided again from the request that is recorded with them.</summary>
    public long Acts { get; private set; }

    /// <summary>Acts of before requests were recorded that came to the same, by what their facts say.</summary>
    public long Told { get; private set; }

    /// <summary>Acts of before requests were recorded that stand for themselves.</summary>
    public long Stated { get; private set; }

    /// <summary>Takes one more fact.</summary>
    /// <param name="fact">With who asked for it.</param>
    public void Take(Recorded fact)
    {
        if (_act.Count > 0 && (fact.Act is null || fact.Act != _act[^1].Act)) Decide();
        _act.Add(fact);
    }

    /// <summary>The act whose facts were taken last is whole.</summary>
    public void End()
    {
        if (_act.Count > 0) Decide();
    }

    /// <summary>What was found since it was asked last.</summary>
    public IReadOnlyList<Undecided> Found()
    {
        Undecided[] found = [.. _found];
        _found.Clear();
        return found;
    }

    /// <summary>Lets go of states that rest on more facts than these.</summary>
    public void Shrink(long facts) => past.Shrink(facts);

    private void Decide()
    {
        var first = _act[0];
        past.Before = first.Position;
        try
        {
            _requests |= first.Asked?.Request is not null;
            Beside(first);
            if (Read(first) is { } act) Compare(act, first);
        }
        catch (Exception e) when (past.Unread is null && e is not (OutOfMemoryException or OperationCanceledException))
        {
            Add(first, "decided", $"it cannot be decided again: {e.Message}");
        }
        try
        {
            foreach (var fact in _act) past.Apply(fact.Fact);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Add(first, "decided", $"a state cannot take what it recorded: {e.Message}");
        }
        _act.Clear();
    }

    /// <summary>What stands beside the facts of one act is the same for all.</summary>
    private void Beside(Recorded first)
    {
        foreach (var fact in _act.Skip(1))
        {
            if (fact.Asked?.Subject != first.Asked?.Subject || fact.Asked?.Role != first.Asked?.Role
                || fact.Asked?.Rules != first.Asked?.Rules)
            {
                Add(fact, "act", "who asked, the role or the rules are not those of the fact before it, of the same act");
            }
            if (fact.Asked?.Request is not null) Add(fact, "act", "a request stands with a fact that is not the first of its act");
        }
    }

    /// <returns>Null where there is nothing to decide.</returns>
    private PastAct? Read(Recorded first)
    {
        var facts = _act.Select(f => new PastFact(f.Position, f.Fact)).ToArray();
        var role = Enum.TryParse<Role>(first.Asked?.Role, out var known) && Enum.IsDefined(known) ? known : (Role?)null;
        if (first.Asked?.Request is not { } stored)
        {
            if (_requests)
            {
                Add(first, "unasked", "no request is recorded with it, and requests were recorded before");
                return null;
            }
            var told = PastAct.Of(facts, first.At, new(first.Asked?.Subject ?? "", role ?? Role.System), null);
            if (RequestsBeforeTheyWereRecorded.CommandOf(told) is { } command
                && (Gives(command.DecideFor(told.Act, past)) || Gives(command.Enter(told.Act, past))
                    || Gives(command.Decide(told.Act, past))))
            {
                Told++;
            }
            else
            {
                Stated++;
            }
            return null;
        }
        Acts++;
        if (role is null)
        {
            Add(first, "decided", $"there is no role '{first.Asked.Role}'");
            return null;
        }
        var request = RequestTypes.Read(stored);
        var by = new Actor(first.Asked.Subject ?? "", role.Value);
        var act = PastAct.Of(facts, first.At, by, request);
        if (RequestTypes.ReadSigned(stored) is { } signed)
        {
            var keys = past.Read<SigningKeys>(Streams.SigningKeys(by.Subject)).Keys;
            var verified = signed.Verified(request, keys.GetValueOrDefault, out var fault);
            if ((verified is null ? $"{fault!.Value.Header} {fault.Value.Says}" : signed.DiffersFrom(request, act.Act)) is { } wrong)
            {
                Add(first, "signature", wrong);
                return null;
            }
            act = PastAct.Of(facts, first.At, by, request, verified);
        }
        // an instant that a fact repeats is that of its entry; the database keeps microseconds
        if ((act.Act.At - first.At).Duration() > TimeSpan.FromMicroseconds(1))
        {
            Add(first, "decided", $"a fact says that it was entered at {act.Act.At:O}");
        }
        return act;
    }

    private void Compare(PastAct act, Recorded first)
    {
        var name = $"{RequestTypes.NameOf(act.Request!.GetType())} by {act.Act.By.Role} '{act.Act.By.Subject}' on {act.Act.On:yyyy-MM-dd}";
        var rules = past.Read<RuleSets>(Streams.RuleSets).InEffectOn(act.Act.On)?.Id ?? NoRuleSet;
        var decision = act.Request.DecideFor(act.Act, past);
        if (decision.Refusal is { } refusal)
        {
            Add(first, "decided", $"{name} is refused: {refusal.Code}");
            return;
        }
        var left = ByStream(decision.Facts);
        foreach (var fact in _act)
        {
            if (left.TryGetValue(fact.Stream, out var given) && given.Count > 0 && Alike.Same(given.Peek(), fact.Fact))
            {
                given.Dequeue();
                continue;
            }
            Add(fact, "decided", $"{name} does not come to this fact");
            return;
        }
        if (left.FirstOrDefault(l => l.Value.Count > 0).Key is { } stream)
        {
            Add(first, "decided", $"{name} comes to more than was recorded: to a fact of {stream}");
        }
        else if (rules != first.Asked!.Rules && act.Request is not Domain.Process.Registers.AdoptRuleSet)
        {
            Add(first, "decided", $"the rules of the day are '{rules}', and '{first.Asked.Rules}' is recorded");
        }
    }

    /// <summary>The facts of each stream in their order: acts of earlier kept them stream by stream.</summary>
    private bool Gives(Decision decision)
    {
        var left = ByStream(decision.Facts);
        return decision.Facts.Count == _act.Count && _act.All(f => left.TryGetValue(f.Stream, out var given)
            && given.TryDequeue(out var fact) && Alike.Same(fact, f.Fact));
    }

    private static Dictionary<string, Queue<Fact>> ByStream(IReadOnlyList<Fact> facts) => facts.GroupBy(f => f.Stream())
        .ToDictionary(g => g.Key, g => new Queue<Fact>(g), StringComparer.Ordinal);

    private void Add(Recorded fact, string what, string detail) => _found.Add(new(fact.Position, fact.Stream, what, detail));
}
