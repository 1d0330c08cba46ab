using Leader.Domain;
using Leader.Domain.Record;

namespace Leader.Projections.Tests;

/// <summary>
/// Which facts the rules let follow, as far as states and documents rest on it: nothing is decided about what was never begun.
/// </summary>
internal static class Follows
{
    public static bool After(Fact fact, ILedger ledger) => fact switch
    {
        EnterpriseRegistered e => !ledger.Enterprise(e.Enterprise).Exists,
        EnterpriseFact e => ledger.Enterprise(e.Enterprise) is { Exists: true } s && After(e, s),
        TitleFact e => After(e, ledger.Title(e.Title), ledger),
        StandardDeclared e => !ledger.Declaration(e.Declaration).Exists,
        ProductDeclared e => ledger.Declaration(e.Declaration) is { Exists: true, AbolishedOn: null } s && s.Enterprise == e.Enterprise
            && s.Products.All(p => p.Number != e.Number),
        ProductWithdrawn e => ledger.Declaration(e.Declaration).ProductsInForce.Any(p => p.Number == e.Number),
        DeclarationFact e => ledger.Declaration(e.Declaration) is { Exists: true, AbolishedOn: null },
        KeyFieldListPublished e => e.Fields.SelectMany(f => f.Categories).Any(),
        CallFact e => After(e, ledger.Call(e.Call)),
        EvaluationFact e => After(e, ledger.Evaluation(e.Evaluation)),
        NoticeFact e => After(e, ledger.Notice(e.Notice)),
        ComplaintFact e => After(e, ledger.Complaint(e.Complaint)),
        CaseFact e => After(e, ledger.Case(e.Case), ledger),
        FindingReceived e => ledger.Finding(e.Finding).Received is null,
        FindingClosed e => ledger.Finding(e.Finding).Received is not null,
        OrganisationFact e => After(e, ledger.Organisations()),
        SupportingPolicyRegistered e => ledger.Read<SupportingPolicy>(Streams.Policy(e.Policy)).Registered is null,
        SupportingPolicyAmended e => ledger.Read<SupportingPolicy>(Streams.Policy(e.Policy)) is { Current: not null, Ended: null },
        SupportingPolicyEnded e => ledger.Read<SupportingPolicy>(Streams.Policy(e.Policy)) is { Current: not null, Ended: null },
        ImplementingSchemeIssued e => ledger.ImplementingScheme(e.ImplementingScheme).Issued is null
            && e.Milestones.DistinctBy(m => m.Milestone).Count() == e.Milestones.Count,
        ImplementingSchemeAmended e => ledger.ImplementingScheme(e.ImplementingScheme) is { Current: not null, Ended: null } s
            && s.Done.Keys.All(d => e.Milestones.Count(m => m.Milestone == d) == 1),
        MilestoneReported e => ledger.ImplementingScheme(e.ImplementingScheme) is { Current: { } s, Done: var done }
            && !done.ContainsKey(e.Milestone) && s.Milestones.Count(m => m.Milestone == e.Milestone) == 1,
        ImplementingSchemeEnded e => ledger.ImplementingScheme(e.ImplementingScheme) is { Current: not null, Ended: null },
        StatisticsReleased e => ledger.Read<StatisticsRelease>(Streams.Release(e.Release)).Released is null,
        ExternalFigureRecorded e => ledger.Read<ExternalFigure>(Streams.ExternalFigure(e.Figure)).Recorded is null,
        SamplingPlanFact e => After(e, ledger.SamplingPlan(e.SamplingPlan)),
        KeyFieldProposed e => ledger.FieldProposals(e.Cycle).Of(e.Proposal) is null,
        FieldProposalFact e => ledger.FieldProposals(e.Cycle).Of(e.Proposal) is not null,
        QualityCreditRecorded e => ledger.QualityCredits(e.Enterprise).Of(e.QualityCredit) is null,
        QualityCreditFact e => ledger.QualityCredits(e.Enterprise).Of(e.QualityCredit) is { Withdrawal: null },
        InspectionRecorded e => ledger.Inspection(e.Inspection).Recorded is null,
        InspectionFollowedUp e => ledger.Inspection(e.Inspection) is { Recorded: not null, IsPutRight: false },
        ServiceOffered e => ledger.Services(e.Body).Of(e.Service) is null,
        ServiceEnded e => ledger.Services(e.Body).Of(e.Service) is { End: null },
        ActivityRecorded e => ledger.Activity(e.Activity).Recorded is null,
        ActivityReported e => ledger.Activity(e.Activity).Recorded is not null,
        OtherTitleRecorded e => ledger.OtherTitle(e.OtherTitle).Recorded is null,
        OtherTitleEnded e => ledger.OtherTitle(e.OtherTitle) is { Recorded: not null, Ended: null },
        SigningKeyRegistered e => !ledger.Read<SigningKeys>(Streams.SigningKeys(e.Holder)).Keys.ContainsKey(e.Key),
        SigningKeyRevoked e => ledger.Read<SigningKeys>(Streams.SigningKeys(e.Holder)).Keys.GetValueOrDefault(e.Key)
            is { RevokedFrom: null },
        RuleSetAdopted e => ledger.Read<RuleSets>(Streams.RuleSets).Adopted.All(a => a.RuleSet.Id != e.RuleSet.Id),
        _ => true,
    };

    private static bool After(EnterpriseFact fact, Enterprise s) => fact switch
    {
        BanStarted e => s.Bans.All(b => b.Ban != e.Ban),
        BanInherited e => s.Bans.All(b => b.Ban != e.Ban),
        BanVoided e => s.Bans.Any(b => b.Ban == e.Ban),
        CommitmentGiven e => !s.CommitmentIds.Contains(e.Commitment),
        CandidacyEntered e => !s.OpenCandidacies.Contains(e.Evaluation),
        TitleReviewOpened e => !s.OpenReviews.ContainsKey(e.Title),
        FindingEntered e => !s.OpenSeriousFindings.Contains(e.Finding),
        AdoptionRecorded e => !s.AdoptionIds.Contains(e.Adoption),
        _ => true,
    };

    private static bool After(TitleFact fact, Title s, ILedger ledger) => fact switch
    {
        TitleAwarded e => !s.Exists && ledger.Enterprise(e.Enterprise).Exists,
        _ when !s.Exists || s.Awarded!.Enterprise != fact.Enterprise || s.End == TitleEnd.Annulled => false,
        RevocationReversed e => s.Revocation?.Revocation == e.Revocation,
        TitleRevoked => s.Revocation is null,
        TitleSuperseded or TitleLapsed or TitleWithdrawn or TitleAnnulled => s.End == TitleEnd.None,
        TitleCaseOpened e => !s.OpenCases.Contains(e.Case),
        _ => true,
    };

    private static bool After(CallFact fact, Call s) => fact switch
    {
        PlanCallOpened e => s.Stage is CallStage.None or CallStage.Lapsed or CallStage.SelectionWithdrawn,
        PlanSubmitted e => s.Stage == CallStage.Open && s.Plans.GetValueOrDefault(e.Plan) is null,
        PlanWithdrawn e => s.Stage == CallStage.Open && s.Plans.GetValueOrDefault(e.Plan) is { Withdrawn: false },
        ExpertPanelFormed => s.Stage == CallStage.Open,
        PlanReviewed e => s.Stage == CallStage.Open && s.Plans.GetValueOrDefault(e.Plan) is { Withdrawn: false },
        PlanSelected e => s.Stage == CallStage.Open && s.Plans.GetValueOrDefault(e.Plan) is { Withdrawn: false },
        PlanMadeOfficial e => s.Stage == CallStage.Selected && s.SelectedPlan == e.Plan,
        SelectionWithdrawn e => s.SelectedPlan == e.Plan,
        CategoryLapsed => s.Stage is CallStage.Open or CallStage.SelectionWithdrawn,
        _ => true,
    };

    private static bool After(EvaluationFact fact, Evaluation s) => fact switch
    {
        EvaluationOpened => s.Stage is EvaluationStage.None or EvaluationStage.Withdrawn,
        _ when s.Stage == EvaluationStage.None => false,
        IncidentRaised or BodyDisqualificationMarked or AdjustmentReminded => true,
        _ when s.Stage == EvaluationStage.Withdrawn => false,
        PoolFrozen => s.Pool.Count == 0 && s.LeftOutOfPool.Count == 0,
        CandidateReadmitted e => s.Ranking is null && (e.Entered is null || s.LeftOutOfPool.Any(x => x.Declaration == e.Declaration)),
        CandidateExcluded or EnterpriseStruck or IndicatorsEvaluated or RankingDrafted => s.Ranking is null,
        RankingPublished e => s is { Stage: EvaluationStage.RankingNoticed, Draft: not null },
        EntryStruck e => s.Ranking?.Result.Entries.Any(x => x.Enterprise == e.Enterprise) == true,
        EntryRestored e => s.StrikesOf(e.Enterprise).Any(x => x.Ban == e.Ban),
        EntryAnnulled e => s.Ranking?.Result.Entries.Any(x => x.Declaration == e.Declaration) == true,
        EntryReviewRequired or EntryReviewConcluded or LeaderNumberDecided or ListingRefused => s.Ranking is not null,
        LeaderListDrafted => s.Ranking is not null,
        LeaderListPublished => s.Stage == EvaluationStage.ListNoticed,
        _ => true,
    };

    private static bool After(NoticeFact fact, PublicNotice s) => fact switch
    {
        NoticeOpened => !s.Exists,
        _ when !s.Exists => false,
        DeadlineRecomputed or NoticeClosed => s.Stage == NoticeStage.Open,
        NoticeSuperseded => s.Stage != NoticeStage.Superseded,
        ObjectionLodged e => s.Objection(e.Objection) is null,
        ObjectionAdmitted e => s.Objection(e.Objection)?.Stage == ObjectionStage.Lodged,
        ObjectionFoundInadmissible e => s.Objection(e.Objection)?.Stage == ObjectionStage.Lodged,
        ObjectionUpheld e => s.Objection(e.Objection)?.Stage == ObjectionStage.Admitted,
        ObjectionDismissed e => s.Objection(e.Objection)?.Stage == ObjectionStage.Admitted,
        ObjectionWithdrawn e => s.Objection(e.Objection) is { IsUndecided: true },
        ObjectionAnswerExtended e => s.Objection(e.Objection) is { IsUndecided: true, Extended: false },
        ObjectionEscalated e => s.Objection(e.Objection) is { IsUndecided: true },
        ProcedureReviewRequested e => s.Objection(e.Objection) is { Stage: ObjectionStage.Dismissed, Reviewed: false },
        ProcedureReviewAnswered e =>
            s.Objection(e.Objection)?.Stage == ObjectionStage.UnderReview && e.Remitted == e.AnswerDueOn is not null,
        _ => true,
    };

    private static bool After(ComplaintFact fact, Complaint s) => (fact, s.Stage) switch
    {
        (ComplaintReceived, ComplaintStage.None) => true,
        (ComplaintReceived, _) or (_, ComplaintStage.None) => false,
        (ComplaintAccepted or ComplaintRefused, _) => s.Stage == ComplaintStage.Received,
        (ComplaintCheckExtended, _) => s.Stage == ComplaintStage.Accepted && s.Extension is null,
        (ComplaintConcluded, _) => s.Stage == ComplaintStage.Accepted,
        (ComplaintAnswered, _) => s.Stage == ComplaintStage.Concluded,
        (ComplaintAppealed, _) => s.Stage is ComplaintStage.Refused or ComplaintStage.Answered,
        (ComplaintAppealDecided, _) => s.Stage == ComplaintStage.Appealed,
        (ComplaintOverdue, _) => s.Stage is not (ComplaintStage.Refused or ComplaintStage.Answered or ComplaintStage.AppealDecided),
        _ => true,
    };

    private static bool After(SamplingPlanFact fact, SamplingPlan s) => fact switch
    {
        SamplingPlanAnnounced => s.Announced is null,
        _ when s.Announced is null => false,
        SamplesDrawn e => s.Draw is null && e.Samples.Select(x => x.Subject).Distinct().Count() == e.Samples.Count
            && !e.Samples.Any(x => s.Samples.ContainsKey(x.Subject)),
        SampleAdded e => !s.Samples.ContainsKey(e.Sample.Subject),
        SampleResultRecorded e => s.Samples.ContainsKey(e.SubjectId),
        _ => true,
    };

    private static bool After(CaseFact fact, Domain.Record.Case s, ILedger ledger) => fact switch
    {
        CaseOpened { Origin: CaseOrigin.Finding } e => !s.Exists && e.OriginId == e.Case.Split('.')[0]
            && ledger.Finding(e.OriginId).Received is not null,
        CaseOpened => !s.Exists,
        _ when !s.Exists || s.Stage == CaseStage.Executed => false,
        FactsStated => s.Decision is null,
        DefenceFiled => s.Statement is not null && s.Decision is null,
        EvidenceFiled => s.Decision is null,
        CaseDecided e => s is { Statement: not null, Decision: null } && e.Ground is null == e.RevokeDueOn is null,
        CaseReassigned e => s.Body != e.To && s.Decision is null or { Ground: not null },
        CaseOverdue => s.DueOn is not null,
        CaseExecuted => s.Decision is { Ground: not null },
        _ => true,
    };

    private static bool After(OrganisationFact fact, OrganisationRegister s) => fact switch
    {
        OrganisationRegistered e => !s.Organisations.ContainsKey(e.Organisation),
        WorkingBodyDesignated e => s.Organisations.ContainsKey(e.Organisation),
        RelationDeclared e => s.Organisations.ContainsKey(e.Child) && !s.Declared.ContainsKey(e.Relation),
        RelationEnded e => s.Relations.GetValueOrDefault(e.Relation)?.Child == e.Child,
        ConflictDeclared e => s.Organisations.ContainsKey(e.Organisation),
        BodyEngaged e => s.Organisations.ContainsKey(e.Organisation)
            && (!s.Engagements.Any(x => x.Organisation == e.Organisation && x.Call == e.Call)
                || s.EndedCalls.Contains((e.Call, e.Organisation))),
        EngagementEnded e => s.Engagements.Any(x => x.Organisation == e.Organisation && x.Call == e.Call)
            && !s.EndedCalls.Contains((e.Call, e.Organisation)),
        IndependenceIncidentRaised e => s.Organisations.ContainsKey(e.Organisation),
        FeeRecorded e => s.Organisations.ContainsKey(e.Organisation),
        BodyDisqualified e => s.Organisations.ContainsKey(e.Organisation),
        _ => true,
    };
}
