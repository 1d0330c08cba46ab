using System.Text.Json.Serialization;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// A supervision authority, or the regulator, reports a result about an enterprise. With a title it opens a case against it; with a
/// declaration, one against every title held on the day that rests on it; with a product, against those of its category alone. A finding
/// may be entered late; its cases are opened on the day of entry. It may answer a report of the register.
/// Refuses: finding-id-taken, not-of-this-enterprise, unknown-product, unknown-report.
/// </summary>
/// <remarks>
/// Clause 五(二), R87–R89, D19, Q18. A case has the finding's id; further ones <c>{finding}.2</c> and so on, in the order of title ids.
/// A title that was annulled, or is revoked already, gets no case; the finding stands all the same.
/// </remarks>
/// <param name="Serious">Keeps the enterprise's standards out of rankings until it is closed (R89).</param>
/// <param name="Evidence">SHA-256 digests, lower-case hex.</param>
/// <param name="NotDeposited">By digest: why the file cannot be deposited.</param>
/// <param name="Declaration">Where a product or a report is named, it need not be.</param>
/// <param name="Product">Under a declared standard, as <c>/v1/products</c> has it.</param>
/// <param name="Report">That it answers, as <c>/v1/reports</c> has it: what comes of the finding comes of the report.</param>
public sealed record ReceiveFinding(FindingKind Kind, string Enterprise, bool Serious, string Facts, IReadOnlyList<string> Evidence,
    string? Title = null, string? Declaration = null, string Finding = "", IReadOnlyDictionary<string, string>? NotDeposited = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Product = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Report = null) : IDoneElsewhere
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(Finding, "finding")
            .That(Enum.IsDefined(Kind), "kind", "is unknown.")
            .Text(Enterprise, "enterprise", 64)
            .Text(Facts, "facts", 10_000).Evidence(Evidence).NotDeposited(NotDeposited, Evidence);
        if (Title is not null) check.Text(Title, "title", 200);
        if (Declaration is not null) check.Text(Declaration, "declaration", 200);
        var named = Product is null ? null : Ids.ParseProduct(Product);
        check.That(Product is null || named is not null, "product", "is the id of a product: that of its declaration, @ and a number.")
            .That(
                named is null || Declaration is null || Declaration == named.Value.Declaration,
                "declaration",
                "does not cover the product.")
            .OptionalText(Product, "product", 200);
        var reported = Report?.Split('@', 2) is [var evaluation, var standard] ? (Evaluation: evaluation, Standard: standard)
            : ((string Evaluation, string Standard)?)null;
        var covering = named?.Declaration ?? Declaration ?? reported?.Standard;
        check.That(Report is null || reported is not null, "report", "is the id of a report: an evaluation, @ and a declaration.")
            .That(reported is null || covering == reported.Value.Standard, "declaration", "is not the one that the report is about.")
            .OptionalText(Report, "report", 300);
        if (check.Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.Supervisor) && !act.By.Is(Role.Regulator))
        {
            return Refusal.Forbidden("Clause 五(二)", "Findings are reported by the supervision authorities and the regulator.");
        }

        var code = EnterpriseCode.Normalised(Enterprise);
        var finding = ledger.Finding(Finding);
        var enterprise = ledger.Enterprise(code);
        var title = Title is null ? null : ledger.Title(Title);
        var declaration = covering is null ? null : ledger.Declaration(covering);
        var product = declaration?.Products.Find(p => p.Number == named?.Number);
        var resting = (declaration?.Titles ?? []).Select(ledger.Title).ToList();
        var isReported = reported is { } r && ledger.Evaluation(r.Evaluation).Breaches.ContainsKey(r.Standard);
        if (!enterprise.Exists) return EnterpriseCode.Unknown(Enterprise);
        if (title is { Exists: false }) return Refusal.NotFound("title", Title!);
        if (Product is not null && product is null) return Refusal.NotFound("product", Product);
        if (Report is not null && !isReported) return Refusal.NotFound("report", Report);
        if (declaration is { Exists: false }) return Refusal.NotFound("declaration", covering!);

        var received = new FindingReceived(
            Finding, Kind, act.By.Subject, code, Title, covering, Serious, Facts, [.. Evidence], act.On, NotDeposited, Product,
            Report);
        if (finding.Received is { } known)
        {
            return Canonical.Same(known with { On = act.On }, received) ? Decision.AlreadySo(Finding)
                : new Refusal(
                    "finding-id-taken",
                    "Clause 五(二)",
                    $"There is a finding '{Finding}' with other content, of {known.On:yyyy-MM-dd}.");
        }
        if (act.DayRefusal() is { } day) return day;
        var (thing, owner) = title is { Awarded: { } a } && a.Enterprise != code ? (Title, a.Enterprise)
            : declaration is { } d && d.Enterprise != code ? (Product ?? covering, d.Enterprise) : (null, "");
        if (thing is not null)
        {
            return new Refusal("not-of-this-enterprise", "Clause 五(二)", $"'{thing}' belongs to enterprise {owner}, not to {code}.");
        }

        var accused = resting.Where(t => t.IsHeldOn(act.On) && IsOf(t)).Concat(title is null ? [] : [title])
            .Where(t => CaseOpening.RefusalFor(t) is null).DistinctBy(t => t.Id).OrderBy(t => t.Id, StringComparer.Ordinal);
        var cases = accused.SelectMany((t, i) =>
            CaseOpening.Facts(ledger, CaseOpening.OfFinding(Finding, i), CaseOrigin.Finding, Finding, t, null, act.Today));
        return Decision.Record(Finding, [received, new FindingEntered(code, Finding, Serious, act.On), .. cases]);

        bool IsOf(Title t) => product?.Product.Category is not { } category || t.Awarded?.Category == category;
    }
}
