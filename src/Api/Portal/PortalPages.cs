using Leader.Api.Portal.Forms;
using Leader.Api.Portal.Frame;
using Leader.Api.Portal.Pages;
using Microsoft.AspNetCore.Routing.Template;

namespace Leader.Api.Portal;

/// <summary>Which component shows which address.</summary>
internal static class PortalPages
{
    /// <summary>By the pattern of the endpoint; whatever has no page of its own is shown by <see cref="DocumentPage"/>.</summary>
    private static readonly Dictionary<string, Type> Views = new(StringComparer.Ordinal)
    {
        ["/v1/categories/{id}/ranking"] = typeof(RankingPage),
        ["/v1/evaluations/{id}/ranking"] = typeof(RankingPage),
        ["/v1/adoptions"] = typeof(AdoptionsPage),
        ["/v1/adoptions/{id}"] = typeof(AdoptionPage),
        ["/v1/bans"] = typeof(BansPage),
        ["/v1/bans/{creditCode}"] = typeof(BansPage),
        ["/v1/categories"] = typeof(CategoriesPage),
        ["/v1/categories/{id}"] = typeof(CategoryPage),
        ["/v1/categories/{id}/feedback"] = typeof(FeedbackPage),
        ["/v1/categories/{id}/gap"] = typeof(GapPage),
        ["/v1/categories/{id}/guide"] = typeof(GuidePage),
        ["/v1/categories/{id}/leaders"] = typeof(TitlesPage),
        ["/v1/indicators"] = typeof(IndicatorsPage),
        ["/v1/comparison"] = typeof(UnofficialPage),
        ["/v1/leaders"] = typeof(TitlesPage),
        ["/v1/titles"] = typeof(TitlesPage),
        ["/v1/notices"] = typeof(NoticesPage),
        ["/v1/notices/{id}"] = typeof(NoticePage),
        ["/v1/declarations"] = typeof(DeclarationsPage),
        ["/v1/declarations/{id}"] = typeof(DeclarationPage),
        ["/v1/declarations/{id}/comparison"] = typeof(ComparisonPage),
        ["/v1/downloads"] = typeof(DownloadsPage),
        ["/v1/products"] = typeof(ProductsPage),
        ["/v1/products/{id}"] = typeof(ProductPage),
        ["/v1/evaluations"] = typeof(EvaluationsPage),
        ["/v1/evaluations/{id}"] = typeof(RankingPage),
        ["/v1/plans/{id}"] = typeof(PlanPage),
        ["/v1/calls"] = typeof(CallsPage),
        ["/v1/calls/{id}"] = typeof(CallPage),
        ["/v1/organisations"] = typeof(OrganisationsPage),
        ["/v1/organisations/{id}"] = typeof(OrganisationPage),
        ["/v1/inspections"] = typeof(InspectionsPage),
        ["/v1/inspections/{id}"] = typeof(InspectionPage),
        ["/v1/key-fields"] = typeof(KeyFieldsPage),
        ["/v1/key-fields/{id}"] = typeof(KeyFieldPage),
        ["/v1/field-proposals"] = typeof(FieldProposalsPage),
        ["/v1/field-proposals/{id}"] = typeof(FieldProposalPage),
        ["/v1/reports"] = typeof(ReportsPage),
        ["/v1/reports/{id}"] = typeof(ReportPage),
        ["/v1/policies"] = typeof(PoliciesPage),
        ["/v1/policies/{id}"] = typeof(SupportPage),
        ["/v1/rule-sets"] = typeof(RuleSetsPage),
        ["/v1/rule-sets/{id}"] = typeof(RuleSetPage),
        ["/v1/quality-credits"] = typeof(QualityCreditsPage),
        ["/v1/quality-credits/{id}"] = typeof(QualityCreditPage),
        ["/v1/search"] = typeof(SearchPage),
        ["/v1/sampling-plans"] = typeof(SamplingPlansPage),
        ["/v1/sampling-plans/{id}"] = typeof(SamplingPlanPage),
        ["/v1/supervision"] = typeof(SupervisionPage),
        ["/v1/statistics"] = typeof(StatisticsPage),
        ["/v1/statistics/{id}"] = typeof(FigurePage),
        ["/v1/enterprises"] = typeof(EnterprisesPage),
        ["/v1/enterprises/{creditCode}"] = typeof(EnterprisePage),
        ["/v1/enterprises/{creditCode}/standing"] = typeof(StandingPage),
        ["/v1/enterprises/{creditCode}/commitments"] = typeof(CommitmentPage),
        ["/v1/enterprises/{creditCode}/commitments/{id}"] = typeof(CommitmentPage),
        ["/v1/enterprises/{creditCode}/tender"] = typeof(TenderPage),
        ["/v1/other-titles"] = typeof(OtherTitlesPage),
        ["/v1/other-titles/{id}"] = typeof(OtherTitlePage),
        ["/v1/services"] = typeof(ServicesPage),
        ["/v1/services/{id}"] = typeof(ServicePage),
        ["/v1/activities"] = typeof(ActivitiesPage),
        ["/v1/activities/{id}"] = typeof(ActivityPage),
        ["/v1/titles/{id}"] = typeof(TitlePage),
        ["/v1/titles/{id}/certificate"] = typeof(CertificatePage),
        ["/v1/titles/{id}/why"] = typeof(WhyPage),
        ["/v1/bans/{id}/why"] = typeof(WhyPage),
        ["/v1/evaluations/{id}/ranking/{declaration}/why"] = typeof(WhyPage),
        ["/v1/enterprises/{creditCode}/standing/why"] = typeof(WhyPage),
        ["/v1/cases"] = typeof(FilesPage),
        ["/v1/complaints"] = typeof(FilesPage),
        ["/v1/findings"] = typeof(FilesPage),
        ["/v1/cases/{id}"] = typeof(FilePage),
        ["/v1/complaints/{id}"] = typeof(FilePage),
        ["/v1/findings/{id}"] = typeof(FilePage),
        ["/v1/findings/{id}/consequences"] = typeof(ConsequencesPage),
        ["/v1/objections/{id}"] = typeof(FilePage),
        ["/v1/events"] = typeof(EventsPage),
        ["/v1/events/{position}"] = typeof(EventPage),
        ["/v1/changes"] = typeof(ChangesPage),
        ["/v1/log"] = typeof(LogPage),
        ["/v1/log/facts/{position:long}"] = typeof(ProofPage),
        ["/v1/log/proofs/consistency"] = typeof(ProofPage),
        ["/v1/log/proofs/inclusion"] = typeof(ProofPage),
        ["/v1/log/proofs/state"] = typeof(ProofPage),
        ["/v1/desk"] = typeof(DeskPage),
        ["/v1/imports/{id}"] = typeof(ImportPage),
        ["/v1/readings"] = typeof(ReadingsPage),
        ["/v1/watches"] = typeof(WatchesPage),
        ["/v1/watches/{id}"] = typeof(WatchPage),
        ["/v1/watches/{id}/deliveries"] = typeof(WatchFeedPage),
        ["/v1/watches/{id}/events"] = typeof(WatchFeedPage),
    };

    public static readonly OwnPage[] Own =
    [
        Page<HomePage>("", clocks: true),
        Page<VerifyPage>("verify"),
        Page<ComparePage>("compare"),
        Page<DraftPage>("draft/{category}"),
        Page<AboutPage>("about"),
        Page<PolicyPage>("policy"),
        Page<AccessibilityPage>("accessibility"),
        Page<FeedPage>("feed"),
        Page<ApiPage>("api"),
        Page<DictionaryPage>("dictionary"),
        Page<ProblemTypePage>("problems/{code}"),
        Page<DeskPage>("desk"),
        Page<SignInPage>("desk/sign-in", forms: true),
        Page<SignOutPage>("desk/sign-out", forms: true),
        Page<CommandPage>("desk/do/{command}", forms: true),
        Page<UploadPage>("desk/upload", forms: true),
        Page<TemplatePage>("desk/upload/template"),
        Page<CommandPage>("complain", forms: true),
        Page<CommandPage>("object", forms: true),
        Page<FollowPage>("follow", forms: true),
    ];

    public static Type Of(Answer answer) => !answer.Ok && answer is not { Status: 400, Pattern: "/v1/search" } ? typeof(ProblemPage)
        : answer.Pattern?.EndsWith(Http.Addresses.TimeMapEnd, StringComparison.Ordinal) == true ? typeof(TimeMapPage)
        : answer.Pattern is { } pattern && Views.TryGetValue(pattern, out var page) ? page
        : typeof(DocumentPage);

    private static OwnPage Page<T>(string pattern, bool clocks = false, bool forms = false) =>
        new(new(TemplateParser.Parse(pattern), []), typeof(T), clocks, forms);
}
