using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Declarations;

/// <summary>
/// The standard is abolished from this day on. Without a successor held titles lapse, which is no revocation; with one they follow to it,
/// or are reviewed where a core indicator got worse; products follow to a successor of the same enterprise, and are withdrawn otherwise.
/// Refuses: declaration-abolished, successor-not-in-force.
/// </summary>
/// <remarks>Clause 四(一), R35; Q22, Q39. Running evaluations see for themselves that the standard is no longer in force.</remarks>
/// <param name="Successor">The id of the declaration that takes its place: the enterprise's own, or its heir's.</param>
public sealed record WithdrawDeclaration(string Reason, string? Successor = null, string Declaration = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Text(Declaration, "declaration", 200).Text(Reason, "reason")
            .That(Successor is null || !string.IsNullOrWhiteSpace(Successor), "successor", "is blank.")
            .That(Successor != Declaration, "successor", "is the declaration itself.");
        if (check.Refusal is { } malformed) return malformed;

        var declaration = ledger.Declaration(Declaration);
        var successor = Successor is null ? null : ledger.Declaration(Successor);
        if (!declaration.Exists) return Refusal.NotFound("declaration", Declaration);
        var enterprise = ledger.Enterprise(declaration.Enterprise);
        if (!act.By.IsFor(declaration.Enterprise) && !enterprise.Heirs.Any(act.By.IsFor))
        {
            return Refusal.Forbidden(
                "Clause 四(一)",
                $"Only {declaration.Enterprise}, or the enterprise that succeeded it, withdraws its declaration.");
        }
        if (declaration.AbolishedOn is { } end)
        {
            return declaration.Successor == Successor ? Decision.AlreadySo(Declaration)
                : new Refusal(
                    "declaration-abolished",
                    "Clause 四(一)",
                    $"{declaration.Number} was abolished on "
                        + $"{end:yyyy-MM-dd}{(declaration.Successor is { } s ? $" in favour of {s}" : " without a successor")}.");
        }
        if (act.DayRefusal(declaration.LastActOn) is { } day) return day;

        if (successor is { Exists: false }) return Refusal.NotFound("declaration", Successor!);
        if (successor is not null
            && (successor.AbolishedOn is not null
                || (successor.Enterprise != declaration.Enterprise && !enterprise.Heirs.Contains(successor.Enterprise))))
        {
            var fault = successor.AbolishedOn is { } gone ? $"abolished since {gone:yyyy-MM-dd}" : $"a standard of {successor.Enterprise}";
            return new Refusal("successor-not-in-force", "Clause 四(一), Q22",
                $"{Successor} cannot take the place of {Declaration}: it is {fault}.");
        }
        return Decision.Record(
            Declaration,
            [
                new DeclarationAbolished(Declaration, Successor, Reason, act.On),
                .. Products(declaration, successor, act.On),
                .. Titles(declaration, successor, act, ledger),
            ]);
    }

    /// <summary>A product whose category the successor does not cover goes no further.</summary>
    private IEnumerable<Fact> Products(Declaration declaration, Declaration? successor, DateOnly on)
    {
        var heir = successor?.Enterprise == declaration.Enterprise ? successor : null;
        var left = declaration.ProductsInForce.ToList();
        var moved = left.Where(p => heir?.Versions[^1].Disclosure is { } now && ProductRules.MayStandUnder(p.Product, now)).ToList();
        foreach (var product in left)
        {
            yield return new ProductWithdrawn(declaration.Id, product.Number, Reason, moved.Contains(product) ? heir!.Id : null, on);
        }
        if (heir is null) yield break;
        List<ProductModel> anew = [.. moved.Select(p => p.Product).Where(p => heir.ProductsInForce.All(known => known.Product != p))];
        foreach (var fact in ProductRules.Facts(
            heir.Id, heir.Enterprise, heir.Versions[^1].Number, heir.Products.Count + 1, anew, on))
        {
            yield return fact;
        }
    }

    private IEnumerable<Fact> Titles(Declaration declaration, Declaration? successor, Act act, ILedger ledger)
    {
        foreach (var (id, title) in declaration.Titles.Order(StringComparer.Ordinal).Select(t => (t, ledger.Title(t))))
        {
            if (!title.IsHeldOn(act.On) || title.Declaration != Declaration) continue;
            var holder = title.Awarded!.Enterprise;
            if (successor is null)
            {
                yield return new TitleLapsed(
                    id,
                    holder,
                    Declaration,
                    $"{declaration.Number} was abolished without a successor: {Reason}",
                    act.On);
                continue;
            }
            if (successor.Enterprise != holder)
            {
                yield return new TitleReviewRequired(
                    id,
                    holder,
                    $"{declaration.Number} is succeeded by {successor.Id} of {successor.Enterprise}; a title passes only if the heir "
                        + "declares the standard anew (Q39).",
                    act.On);
                continue;
            }
            var evaluation = ledger.Evaluation(title.Awarded.Evaluation);
            var before = declaration.Versions.Find(v => v.Number == title.DeclarationVersion)?.Disclosure;
            if (TitleAfterChange.WorseIn(title, evaluation, before, successor.Versions[^1].Disclosure) is { } worse)
            {
                yield return new TitleReviewRequired(
                    id,
                    holder,
                    $"{declaration.Number} was replaced by {successor.Number}: {worse}.",
                    act.On);
                continue;
            }
            yield return new TitleFollowedRevision(id, holder, successor.Id, successor.Versions[^1].Number, act.On);
            yield return new DeclarationTitled(successor.Id, id, act.On);
        }
    }
}
