using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Projections.Views;

/// <summary>Every view, in one list.</summary>
public static class LeaderViews
{
    public static readonly EnterpriseView Enterprises = new();
    public static readonly DeclarationView Declarations = new();
    public static readonly ProductView Products = new();
    public static readonly KeyFieldView KeyFields = new();
    public static readonly FieldProposalView FieldProposals = new();
    public static readonly CategoryView Categories = new();
    public static readonly PlanView Plans = new();
    public static readonly RankingView Rankings = new();
    public static readonly TitleView Titles = new();
    public static readonly BanView Bans = new();
    public static readonly NoticeView Notices = new();
    public static readonly ComplaintView Complaints = new();
    public static readonly CaseView Cases = new();
    public static readonly FindingView Findings = new();
    public static readonly ReportView Reports = new();
    public static readonly OrganisationView Organisations = new();
    public static readonly RuleSetView RuleSets = new();
    public static readonly PolicyView Policies = new();
    public static readonly ImplementingSchemeView ImplementingSchemes = new();
    public static readonly ReleaseView Releases = new();
    public static readonly ExternalFigureView ExternalFigures = new();
    public static readonly SamplingPlanView SamplingPlans = new();
    public static readonly SigningKeyView SigningKeys = new();
    public static readonly QualityCreditView QualityCredits = new();
    public static readonly InspectionView Inspections = new();
    public static readonly ServiceView Services = new();
    public static readonly ActivityView Activities = new();
    public static readonly OtherTitleView OtherTitles = new();
    public static readonly NameView Names = new();
    public static readonly UseView Uses = new();

    public static readonly IReadOnlyList<View> All =
    [
        Enterprises, Declarations, Products, KeyFields, Categories, Plans, Rankings, Titles, Bans, Notices, Complaints, Cases, Findings,
        Reports, Organisations, RuleSets, Policies, Releases, ExternalFigures, SamplingPlans, FieldProposals,
        SigningKeys, QualityCredits, Inspections, Services, Activities, OtherTitles, ImplementingSchemes, Names, Uses,
    ];

    /// <summary>
    /// That of the newest of the folds (<see cref="View.Version"/>). What other versions made is rebuilt at the next start, and a node of
    /// another version writes none.
    /// </summary>
    /// <remarks>Set by nobody but the drill of two versions at a time (tests/Drills).</remarks>
    public static int Version { get; private set; } = All.Max(v => v.Version);

    /// <summary>
    /// The views whose folds have changed since a version. All of them, where that is newer than ours: which have changed, only the newer
    /// program knows; and where none says that it has.
    /// </summary>
    public static IReadOnlyList<View> ChangedSince(int version) =>
        All.Where(v => v.Version > version).ToArray() is { Length: > 0 } changed && version < Version ? changed : All;

    /// <summary>Those whose documents are answered and compared.</summary>
    public static readonly IReadOnlyList<View> Documents = [.. All.Where(v => !v.IsIndex)];
}
