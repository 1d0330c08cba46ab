using Leader.Domain;
using Leader.Domain.Process.Adoptions;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Http;

/// <summary>The only words that something in an answer, a request or an address can be, in their order.</summary>
/// <param name="Name">As in the OpenAPI document.</param>
public sealed record ClosedList(string Name, IReadOnlyList<string> Words)
{
    /// <summary>The word that a text stands for which is none of them, as a name in Chinese does; null where it stands for none.</summary>
    public Func<string, string?> Meant { get; init; } = _ => null;
}

/// <summary>
/// Every closed list by its name: the enumerations, and the lists that documents keep as text. Which member is one of which list is told
/// here for texts; for enumerations the type tells it.
/// </summary>
public static class ClosedLists
{
    private static readonly ClosedList
        CallStages = new("CallStage", LeaderViews.Plans.Statuses),
        CategoryStages = new("CategoryStage", LeaderViews.Categories.Statuses),
        ComplaintEndings = new("ComplaintEnding", [.. Of(typeof(ComplaintOutcome)).Words, "refused"]),
        DeclarationStatuses = new("DeclarationStatus", LeaderViews.Declarations.Statuses),
        EvaluationStages = new("EvaluationStage", LeaderViews.Rankings.Statuses),
        FeedbackKinds = new("FeedbackKind", ["revocation", "entryAnnulled", "objectionUpheld", "incident", "complaint", "case", "finding"]),
        FindingConsequences = new("FindingConsequence", ["struck", "excluded", "marked", "none"]),
        FindingStatuses = new("FindingStatus", LeaderViews.Findings.Statuses),
        FigureUnits = new("FigureUnit", ["standards", "percent", "enterprises", "titles", "bans", "organisations", "uses"]),
        IncidentKinds = new(
            "IncidentKind",
            [
                DeclareRelation.IncidentKind, IncidentRaised.BarredAtPublication, IncidentRaised.StruckByVoidBan,
                IncidentRaised.UpheldAfterPublication,
            ]),
        LeftOutGrounds = new(
            "LeftOutGround",
            [
                Listing.Barred, Listing.Annulled, Listing.Abolished, Listing.Refused, Listing.OpenFinding, Listing.AlreadyListed,
                Listing.NoCommitment, Listing.MergedAway, Listing.RevisedForTheWorse, LeaderSelection.OneTitle,
            ]),
        NoticeStatuses = new("NoticeStatus", LeaderViews.Notices.Statuses),
        PlanStatuses = new(
            "PlanStatus",
            ["submitted", "late", "withdrawn", "selected", "notSelected", "official", "selectionWithdrawn"]),
        ProductStatuses = new("ProductStatus", LeaderViews.Products.Statuses),
        SamplingStatuses = new("SamplingStatus", LeaderViews.SamplingPlans.Statuses),
        SupervisionKinds = new("SupervisionKind", ["complaint", "appeal", "objection", "finding", "report"]),
        SupervisionResults = new(
            "SupervisionResult",
            [
                "upheld", "partlyUpheld", "notUpheld", "dismissed", "refused", "inadmissible", "withdrawn", "closed", "lodged", "admitted",
                "underReview", "established", "notEstablished",
            ]),
        SupervisionSources = new(
            "SupervisionSource",
            [.. Of(typeof(ComplaintSource)).Words, .. Of(typeof(ObjectorKind)).Words, "supervisionAuthority", "register"]),
        Roles = new("Role", [.. Enum.GetValues<Role>().Select(Identity.Name)]);

    public static readonly ClosedList TrueOrFalse = new("TrueOrFalse", ["true", "false"]);
    public static readonly ClosedList Views = new("ViewName", [.. LeaderViews.Documents.Select(v => v.Name)]);

    private static readonly Dictionary<string, ClosedList> OfTexts = new()
    {
        ["AdoptionDoc.kind"] = Of(typeof(AdoptionKind)),
        ["AdoptionDoc.titleEnd"] = Of(typeof(TitleState)),
        ["CallDoc.stage"] = CallStages,
        ["CategoryCycleDoc.stage"] = CategoryStages,
        ["Change.view"] = Views,
        ["ComplaintDoc.outcome"] = ComplaintEndings,
        ["DeclarationDoc.status"] = DeclarationStatuses,
        ["EnterpriseTitleDoc.end"] = Of(typeof(TitleEnd)),
        ["EnterpriseTitleEndDoc.end"] = Of(typeof(TitleEnd)),
        ["ConsequentRow.consequence"] = FindingConsequences,
        ["FeedbackDoc.kind"] = FeedbackKinds,
        ["FeedbackMatter.kind"] = FeedbackKinds,
        ["FeedbackMatter.result"] = SupervisionResults,
        ["Figure.unit"] = FigureUnits,
        ["FindingDoc.status"] = FindingStatuses,
        ["FindingConsequencesDoc.status"] = FindingStatuses,
        ["SamplingPlanDoc.status"] = SamplingStatuses,
        ["SupervisionCount.by"] = SupervisionSources,
        ["SupervisionCount.kind"] = SupervisionKinds,
        ["SupervisionMatter.by"] = SupervisionSources,
        ["SupervisionMatter.kind"] = SupervisionKinds,
        ["SupervisionMatter.result"] = SupervisionResults,
        ["IncidentDoc.kind"] = IncidentKinds,
        ["LeftOut.ground"] = LeftOutGrounds,
        ["NoticeDoc.status"] = NoticeStatuses,
        ["PlanDoc.status"] = PlanStatuses,
        ["ProductDoc.status"] = ProductStatuses,
        ["ProductAnswer.status"] = ProductStatuses,
        ["PublicComplaintDoc.outcome"] = ComplaintEndings,
        ["RankingDoc.stage"] = EvaluationStages,
        ["UseDoc.kind"] = Of(typeof(AdoptionKind)),
        ["UseDoc.titleEnd"] = Of(typeof(TitleState)),
        ["WhyStep.role"] = Roles,
    };

    /// <summary>The status that a list of each view is narrowed by.</summary>
    private static readonly Dictionary<string, ClosedList> OfStatuses = new()
    {
        [LeaderViews.Activities.Name] = Of(typeof(ActivityStatus)),
        [LeaderViews.Bans.Name] = Of(typeof(BanStatus)),
        [LeaderViews.Cases.Name] = new(nameof(CaseStage), LeaderViews.Cases.Statuses),
        [LeaderViews.Categories.Name] = CategoryStages,
        [LeaderViews.Complaints.Name] = new(nameof(ComplaintStage), LeaderViews.Complaints.Statuses),
        [LeaderViews.Declarations.Name] = DeclarationStatuses,
        [LeaderViews.Enterprises.Name] = Of(typeof(EnterpriseStatus)),
        [LeaderViews.FieldProposals.Name] = Of(typeof(FieldProposalStatus)),
        [LeaderViews.Findings.Name] = FindingStatuses,
        [LeaderViews.Inspections.Name] = Of(typeof(InspectionStatus)),
        [LeaderViews.Notices.Name] = NoticeStatuses,
        [LeaderViews.Plans.Name] = CallStages,
        [LeaderViews.Products.Name] = ProductStatuses,
        [LeaderViews.Rankings.Name] = EvaluationStages,
        [LeaderViews.QualityCredits.Name] = Of(typeof(QualityCreditStatus)),
        [LeaderViews.SamplingPlans.Name] = SamplingStatuses,
        [LeaderViews.Services.Name] = Of(typeof(ServiceStatus)),
        [LeaderViews.Titles.Name] = Of(typeof(TitleStatus)),
        [LeaderViews.Uses.Name] = Of(typeof(UseStatus)),
    };

    /// <summary>The words of an enumeration.</summary>
    public static ClosedList Of(Type words) => new(
        words.Name,
        [.. Enum.GetNames(words).Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName)])
    {
        Meant = words == typeof(Region) ? typed => Regions.Read(typed) is { } region ? Words.Of(region) : null : _ => null,
    };

    /// <summary>The list that a text of a document is of, by the names of the OpenAPI document; null for free texts.</summary>
    public static ClosedList? OfText(string schema, string member) => OfTexts.GetValueOrDefault($"{schema}.{member}");

    /// <summary>The list that the filter <c>status</c> of a view is of.</summary>
    public static ClosedList OfStatus(string view) => OfStatuses[view];

    /// <summary>Texts of documents that are of a closed list, as <c>NoticeDoc.status</c>.</summary>
    public static IEnumerable<string> Texts => OfTexts.Keys;

    /// <summary>The list of any name; the enumerations come with the members that have them.</summary>
    public static IEnumerable<ClosedList> Named => OfTexts.Values.Concat(OfStatuses.Values).DistinctBy(l => l.Name);
}
