using System.Text.Json.Serialization;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Declarations;

/// <summary>
/// D7: an enterprise discloses a standard that it applies, of any kind, with its indicators. A barred enterprise may declare: the ban keeps
/// it from rankings and evaluation only. Refuses: unknown-category, declaration-number-taken, declaration-abolished,
/// enterprise-merged-away, replaces-anothers-standard, impossible-value,
/// value-not-a-class, value-not-a-number, product-category-unclear, barcode-taken, model-taken.
/// </summary>
/// <remarks>Clause 四(一), R9, R27–R33; Q39, Q43, Q63. A number is unique within an enterprise only (trap 24).</remarks>
/// <param name="Replaces">The id of the declaration whose standard it replaces: the enterprise's own, or that of an enterprise it
/// succeeded.</param>
/// <param name="Models">The products by brand and model, as far as they are known; more may be declared later.</param>
public sealed record DeclareStandard(
    string Enterprise,
    string Number,
    Disclosure Disclosure,
    string? Replaces = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ProductModel>? Models = null) : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var number = StandardNumber.Parse(Number);
        var code = EnterpriseCode.Normalised(Enterprise);
        var check = new Check().Code(Enterprise, "enterprise")
            .That(
                number is not null,
                "number",
                "is not the number of a standard with its year, as in Q/ABC 001-2024, GB/T 19001-2016 or ISO 9001:2015."
                    + (StandardNumber.Nearest(Number) is { } nearest ? $" Is it {nearest}?" : ""))
            .That(Replaces is null || !string.IsNullOrWhiteSpace(Replaces), "replaces", "is blank.");
        DisclosureShape.Check(check, Disclosure, "disclosure");
        var models = Models ?? [];
        check.That(
            models.Count <= ProductRules.MostAtOnce,
            "models",
            $"has more than {ProductRules.MostAtOnce}; declare the rest one by one.");
        for (var i = 0; i < models.Count; i++) ProductRules.Check(check, models[i], $"models[{i}].");
        if (check.Refusal is { } malformed || number is null) return check.Refusal!;
        if (!act.By.IsFor(code)) return Refusal.Forbidden("Clause 四(一)", "An enterprise declares its own standards only.");

        var id = StandardNumber.DeclarationId(code, number);
        var enterprise = ledger.Enterprise(code);
        var declaration = ledger.Declaration(id);
        var replaced = Replaces is null ? null : ledger.Declaration(Replaces);
        var impossible = ImpossibleValues.Refusal(Disclosure, act.On, ledger);
        List<ProductModel> products = [.. models.Select(m => ProductRules.Recorded(m, Disclosure)).Distinct()];
        if (!enterprise.Exists) return EnterpriseCode.Unknown(code);
        if (declaration.AbolishedOn is { } end)
        {
            return new Refusal(
                "declaration-abolished",
                "Clause 四(一)",
                $"{number} of {code} was abolished on {end:yyyy-MM-dd}; a new edition has a number of its own.");
        }
        if (declaration.Exists)
        {
            return declaration.Replaces == Replaces && Canonical.Same(declaration.Versions[0].Disclosure, Disclosure)
                && products.All(p => declaration.Products.Any(known => known.Product == p))
                ? Decision.AlreadySo(id)
                : new Refusal(
                    "declaration-number-taken",
                    "Clause 四(一)",
                    $"{code} has declared {number} on {declaration.Versions[0].From:yyyy-MM-dd} with other content. Revise that "
                        + "declaration.");
        }
        if (Disclosure.Categories.Select(c => ledger.CategoryRefusal(c, act, mayBeListedLater: true))
            .FirstOrDefault(r => r is not null) is { } unknown)
        {
            return unknown;
        }
        if (act.DayRefusal() is { } day) return day;

        if (enterprise.MergedAwayBy(act.On) is { } merger)
        {
            return new Refusal(
                "enterprise-merged-away",
                "Clause 四(一), Q39",
                $"{code} merged into {merger.Heirs[0]} on {merger.On:yyyy-MM-dd}, which may declare the standard anew.");
        }
        if (replaced is { Exists: false }) return Refusal.NotFound("declaration", Replaces!);
        if (replaced is not null && replaced.Enterprise != code && !enterprise.Predecessors.Contains(replaced.Enterprise))
        {
            return new Refusal(
                "replaces-anothers-standard",
                "Clause 四(一), Q39",
                $"{Replaces} is a standard of {replaced.Enterprise}; {code} replaces its own, or those of enterprises that it succeeded.");
        }
        if (impossible is not null) return impossible;
        if (ProductRules.Refusal(ledger, enterprise, Disclosure, products, i => $"models[{i}].") is { } taken) return taken;
        return Decision.Record(id,
        [
            new StandardDeclared(id, code, number.Normalised, number.Raw, number.Kind, Disclosure, Replaces, act.At, act.On),
            .. Disclosure.Categories.Order(StringComparer.Ordinal).Select(c => new StandardFiled(c, id, act.On)),
            .. ProductRules.Facts(id, code, 1, 1, products, act.On),
        ]);
    }
}
