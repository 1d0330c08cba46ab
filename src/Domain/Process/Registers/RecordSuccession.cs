using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Registers;

/// <summary>
/// A merger or split: open bans pass to every heir for the rest of their time, with all that a ban does on its first day; titles do not
/// pass, their body reviews them. Refuses: enterprise-merged-away, merger-has-one-survivor.
/// </summary>
/// <remarks>Clause 四(六), Q39, Q26; R73–R75. By a registrar.</remarks>
/// <param name="Heirs">
/// Merger: the one survivor. Split: all parts; a predecessor that lives on is not named, and keeps its bans anyway.
/// </param>
public sealed record RecordSuccession(SuccessionKind Kind, IReadOnlyList<string> Heirs, string Enterprise = "") : IDoneElsewhere
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var code = EnterpriseCode.Normalised(Enterprise);
        var heirs = Heirs.Select(EnterpriseCode.Normalised).Order(StringComparer.Ordinal).ToList();
        var check = new Check().Code(Enterprise, "enterprise").That(Enum.IsDefined(Kind), "kind", "is not a known kind.")
            .That(Heirs.Count > 0, "heirs", "needs at least one heir.")
            .That(heirs.Distinct(StringComparer.Ordinal).Count() == heirs.Count, "heirs", "names an heir twice.")
            .That(!heirs.Contains(code), "heirs", "cannot name the enterprise itself.");
        for (var i = 0; i < Heirs.Count; i++) check.Code(Heirs[i], $"heirs[{i}]");
        if (check.Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.Registrar))
        {
            return Refusal.Forbidden("Clause 四(六), Q39", "A succession is recorded by a registrar, from the registry's files.");
        }

        var enterprise = ledger.Enterprise(code);
        var survivors = heirs.Select(h => (Code: h, State: ledger.Enterprise(h))).ToList();
        if (!enterprise.Exists) return EnterpriseCode.Unknown(code);
        if (survivors.Find(s => !s.State.Exists).Code is { } unknown) return EnterpriseCode.Unknown(unknown);
        if (enterprise.Successions.Any(s => s.Kind == Kind && s.Heirs.SequenceEqual(heirs))) return Decision.AlreadySo(code);
        if (act.DayRefusal(enterprise.LastActOn) is { } day) return day;

        if (enterprise.MergedAwayBy(DateOnly.MaxValue) is { } merger)
        {
            return new Refusal(
                "enterprise-merged-away",
                "Clause 四(六), Q39",
                $"{code} merged into {merger.Heirs[0]} on {merger.On:yyyy-MM-dd}.");
        }
        if (Kind == SuccessionKind.Merger && heirs.Count != 1)
        {
            return new Refusal("merger-has-one-survivor", "Clause 四(六), Q39", $"A merger has one survivor; {heirs.Count} are named.");
        }
        if (survivors.Find(s => s.State.MergedAwayBy(DateOnly.MaxValue) is not null) is { Code: { } gone })
        {
            return new Refusal("enterprise-merged-away", "Clause 四(六), Q39", $"{gone} is merged away itself and cannot be an heir.");
        }
        return Decision.Record(code,
        [
            new EnterpriseSucceeded(code, Kind, heirs, act.On),
            .. survivors.SelectMany(s => Inheritance(s.Code, s.State, enterprise, act, ledger)),
            .. enterprise.Titles.Select(t => t.Title).Distinct().Order(StringComparer.Ordinal).Where(t => ledger.Title(t).IsHeldOn(act.On))
                .Select(t => new TitleReviewRequired(
                    t,
                    code,
                    $"{Kind} of {code} into {string.Join(", ", heirs)}: a title passes only if the heir declares the standard anew (Q39).",
                    act.On)),
        ]);
    }

    private IEnumerable<Fact> Inheritance(string heir, Enterprise state, Enterprise predecessor, Act act, ILedger ledger)
    {
        yield return new SuccessionEntered(heir, Kind, predecessor.Code, act.On);
        var bans =
            predecessor.Bans.Where(b => b.BarsWithin(act.On, DateOnly.MaxValue) && !state.Bans.Any(own => own.Ban == b.Ban && !own.Void))
                .Select(b => (Ban: b, Title: ledger.Title(Revocations.TitleOf(b.Ban) ?? ""))).ToList();
        foreach (var (ban, title) in bans)
        {
            yield return new BanInherited(
                heir,
                ban.Ban,
                predecessor.Code,
                ban.LastDay,
                act.On,
                ban.Rules ?? (title.Revocation?.Revocation == ban.Ban ? title.Revocation.Rules : null));
        }
        foreach (var fact in BanConsequences.Of(
            ledger,
            new(state, act.On, predecessor.Code),
            [.. bans.Select(b => (b.Ban.Ban, b.Ban.LastDay))],
            act.Today))
        {
            yield return fact;
        }
    }
}
