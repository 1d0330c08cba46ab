using Leader.Domain.Process.Adoptions;
using Leader.Domain.Process.Declarations;
using Leader.Domain.Process.EvaluationPlans;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Process.KeyFields;
using Leader.Domain.Process.LeaderLists;
using Leader.Domain.Process.PublicNotices;
using Leader.Domain.Process.Registers;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;

namespace Leader.Domain.Why;

/// <summary>
/// Acts recorded before requests were recorded with them: what was asked, and on which day, is told from their facts. A few cannot be
/// told; those stand for themselves, as what somebody stated.
/// </summary>
/// <remarks>Closed: nothing is ever added here. Of what is recorded now the request is known (<see cref="PastAct.Request"/>).</remarks>
public static class RequestsBeforeTheyWereRecorded
{
    public static ICommand? CommandOf(PastAct act)
    {
        foreach (var (_, fact) in act.Facts)
        {
            if (CommandOf(fact, act) is { } command) return command;
        }
        return null;
    }

    /// <summary>The day of the act that recorded the facts: that of the fact which names it.</summary>
    public static DateOnly DayOf(IReadOnlyList<PastFact> facts)
    {
        var act = new PastAct(new(facts[0].Fact.On, default, Actor.System), facts);
        return (facts.FirstOrDefault(f => CommandOf(f.Fact, act) is not null) ?? facts[0]).Fact.On;
    }

    private static ICommand? CommandOf(Fact fact, PastAct act) => fact switch
    {
        EnterpriseRegistered e => new RegisterEnterprise(e.Enterprise, e.Name, e.Region, e.Attestation, e.IdentifierKind),
        EnterpriseRenamed e => new RenameEnterprise(e.Name, e.Reason, e.Enterprise),
        EnterpriseSucceeded e => new RecordSuccession(e.Kind, e.Heirs, e.Enterprise),
        CommitmentGiven e => new GiveCommitment(e.Text, e.Signer, e.Category, e.Enterprise, e.Commitment),
        CommitmentWithdrawn e => new WithdrawCommitment(e.Reason, e.Enterprise, e.Commitment),
        StandardDeclared e => new DeclareStandard(e.Enterprise, e.RawNumber, e.Disclosure, e.Replaces),
        DeclarationRevised e => new ReviseDeclaration(e.Disclosure, e.Declaration),
        DeclarationAbolished e => new WithdrawDeclaration(e.Reason, e.Successor, e.Declaration),
        KeyFieldListPublished e => new PublishKeyFieldList(e.Cycle, e.Fields, e.Departments, e.Basis),
        PlanCallOpened e => new OpenPlanCall(e.Cycle, e.ClosesOn, e.Conditions, e.Category),
        PlanSubmitted e => new SubmitPlan(e.Content, e.Undertaking, e.Body, e.Call),
        PlanReviewed e => new ReviewPlan(e.Score, e.Opinion, e.Conflict, e.Plan),
        PlanSelected e => new SelectPlan(e.Reasons, e.Plan),
        PlanMadeOfficial e => new MakePlanOfficial(e.Plan),
        PlanWithdrawn e => new WithdrawPlan(e.Reason, e.Plan),
        SelectionWithdrawn e => new WithdrawSelection(e.Reason, e.Plan),
        EvaluationOpened e => new OpenEvaluation(e.Cycle, e.Category),
        IndicatorsEvaluated e => new RecordValues(e.Declaration, e.Values, e.Evaluation),
        CandidateExcluded e => new ExcludeCandidate(e.Declaration, e.Ground, e.Detail, e.Evaluation),
        CandidateReadmitted e => new ReadmitCandidate(e.Declaration, e.Reason, e.Evaluation),
        RankingDrafted e => act.Facts.Select(f => f.Fact).OfType<NoticeOpened>().FirstOrDefault(n => n.Notice == e.Notice) is { } n
            ? new OpenRankingNotice(n.Channel, e.Evaluation)
            : null,
        RankingPublished e => new PublishRanking(e.Evaluation),
        LeaderNumberDecided e => new DecideLeaderNumber(e.Number, e.EaseOfChoice, e.IndustrialDevelopment, e.StandardsReason, e.Evaluation),
        ListingRefused e => new RefuseListing(e.Reason, e.Evaluation, e.Enterprise),
        LeaderListDrafted e => act.Facts.Select(f => f.Fact).OfType<NoticeOpened>().FirstOrDefault(n => n.Notice == e.Notice) is { } n
            ? new OpenLeaderNotice(n.Channel, e.Evaluation)
            : null,
        LeaderListPublished e => new PublishLeaderList(e.Evaluation),
        EntryReviewConcluded e => new ConcludeEntryReview(e.Declaration, e.Outcome, e.Reasons, e.Evaluation),
        EvaluationWithdrawn e => new WithdrawEvaluation(e.Reason, e.Evaluation),
        EntryAnnulled e when Enum.TryParse<AnnulmentGround>(e.Ground, out var ground) =>
            new AnnulEntry(e.Declaration, ground, e.Detail, e.Evaluation),
        NoticeClosed e => new CloseNotice(e.Notice),
        ObjectionLodged e => new LodgeObjection(e.Kind, e.Objector, e.Facts, e.Target, e.Evidence, e.Notice, e.NotDeposited),
        ObjectionAdmitted e => new AdmitObjection(true, Objection: e.Objection),
        ObjectionFoundInadmissible e => new AdmitObjection(false, e.Ground, e.Answer, e.Objection),
        ObjectionUpheld e => new RuleOnObjection(true, e.Reasons, e.Objection),
        ObjectionDismissed e => new RuleOnObjection(false, e.Reasons, e.Objection),
        ObjectionWithdrawn e => new WithdrawObjection(e.Objection),
        ComplaintReceived e => new FileComplaint(
            e.Subject, e.SubjectId, e.Ground, e.Source, e.Facts, e.Evidence, e.Complaint, e.Complainant, e.SecretHash, e.NotDeposited),
        ComplaintAccepted e => new AcceptComplaint(true, Complaint: e.Complaint),
        ComplaintRefused e => new AcceptComplaint(false, e.Reasons, e.Complaint),
        FindingReceived e =>
            new ReceiveFinding(
                e.Kind, e.Enterprise, e.Serious, e.Facts, e.Evidence, e.Title, e.Declaration, e.Finding, e.NotDeposited, e.Product,
                e.Report),
        FindingClosed e => new CloseFinding(e.Reason, e.Finding),
        FactsStated { Shortfall: { MeasuredLimit: null } } => null, // of the time when it was free text
        FactsStated e => new StateFacts(e.Ground, e.Facts, e.Evidence, e.Shortfall is { } s
            ? new(s.Indicator, s.MeasuredLimit!, s.TestReport)
            : null, e.TestReport, e.GroundOn, e.Case, e.NotDeposited),
        DefenceFiled e => new FileDefence(e.Text, e.Evidence, e.WaivesFurtherHearing, e.Case, e.NotDeposited),
        EvidenceDeposited e => new DepositEvidence(e.Digest, e.MediaType, e.Size),
        EvidenceFiled e => new FileEvidence(e.Evidence, e.Description, e.Case, e.NotDeposited),
        CaseDecided e => new DecideCase(e.Ground, e.Reasons, e.Case),
        CaseReassigned e => new ReassignCase(e.To, e.Reason, null, e.Case),
        TitleRevoked e => new RevokeTitle(e.Case, e.Announcement, e.Title),
        RevocationReversed e => new ReverseRevocation(e.Reasons, e.Revocation),
        TitleAnnulled e => new AnnulTitle(e.Reason, e.Detail, e.Title),
        TitleWithdrawn e => new WithdrawTitle(e.Reason, e.Title),
        BaselineChanged e => new MarkBaselineChanged(e.Standard, e.InForceFrom, e.Title),
        AdoptionRecorded e when Enum.TryParse<AdoptionKind>(e.Kind, out var kind) =>
            new RecordAdoption(kind, e.Title, e.Scope, e.Products, e.Adoption),
        OrganisationRegistered e => new RegisterOrganisation(e.Organisation, e.Name, e.Kinds, e.NameZh, e.CreditCode),
        WorkingBodyDesignated e => new DesignateWorkingBody(e.Organisation),
        RelationDeclared e => new DeclareRelation(e.Relation, e.Parent, e.Kind, e.From, e.To, e.Source, e.Child),
        RelationEnded e => new EndRelation(e.LastDay, e.Relation),
        ConflictDeclared e => new DeclareConflict(e.Enterprise, e.Link, e.From, e.To, e.Organisation),
        RuleSetAdopted e => new AdoptRuleSet(e.RuleSet, e.EffectiveFrom, e.Basis),
        CalendarAnnounced e => new AnnounceCalendar(e.Version, e.Year, e.RestDays, e.WorkingDays, e.Source),
        _ => null,
    };
}
