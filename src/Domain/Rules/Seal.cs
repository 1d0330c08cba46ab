using System.Collections.Frozen;
using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>Why a fact is not for everybody, and so who reads it until when. The regulator reads everything (A2).</summary>
public enum Seal
{
    /// <summary>For everybody, from the start.</summary>
    Open,

    /// <summary>
    /// For everybody, but for who sent it (Q5): <see cref="Seals.SenderFields"/>, and the actor of the act, be it the digest of a receipt's
    /// secret.
    /// </summary>
    Sender,

    /// <summary>
    /// Of a complaint the public sees number, state and outcome (D15); the body in charge, and who holds the secret of the receipt, all of
    /// it.
    /// </summary>
    Complaint,

    /// <summary>
    /// Who deposited which file, or had it erased: the depositor only. By a marked copy it would betray who complained (trap 22).
    /// </summary>
    Deposit,

    /// <summary>What names a person, or says whose data was erased: nobody else (Q48).</summary>
    Person,

    /// <summary>A plan, until its round is decided (D3): the panel's experts, the working body, and its own body; no competitor.</summary>
    Plan,

    /// <summary>An expert's opinion, until its round is decided (D4): the working body and the expert.</summary>
    Opinion,

    /// <summary>The panel, until its round is decided (Q48): the working body and the panel's experts.</summary>
    Panel,

    /// <summary>
    /// Alleged ground, facts, measured values, reports and defence of a case, until it is decided (Q32): the enterprise and its heirs, and
    /// the body in charge. Of these, who complained or reported reads the statement of facts (<see cref="Statement"/>): it answers what
    /// they brought.
    /// </summary>
    Hearing,

    /// <summary>As <see cref="Hearing"/>, and for who complained or reported.</summary>
    Statement,

    /// <summary>By which channel, and with what evidence, an act was entered late: as what the act is about.</summary>
    LateEntry,

    /// <summary>
    /// The facts of a finding, as long as a case that it opened is undecided (Q32): the authority, and the parties of the case.
    /// </summary>
    Finding,
}

/// <summary>
/// The one list of what is not for the public. Views, feed, log, why, changes and exports ask it; none has a list of its own.
/// </summary>
public static class Seals
{
    private static readonly FrozenDictionary<Type, Seal> List = new Dictionary<Type, Seal>
    {
        [typeof(RuleSetAdopted)] = Seal.Open,
        [typeof(CalendarAnnounced)] = Seal.Open,

        [typeof(OrganisationRegistered)] = Seal.Open,
        [typeof(WorkingBodyDesignated)] = Seal.Open,
        [typeof(RelationDeclared)] = Seal.Open,
        [typeof(RelationEnded)] = Seal.Open,
        [typeof(ConflictDeclared)] = Seal.Open,
        [typeof(BodyEngaged)] = Seal.Open,
        [typeof(EngagementEnded)] = Seal.Open,
        [typeof(IndependenceIncidentRaised)] = Seal.Open,
        [typeof(FeeRecorded)] = Seal.Open,
        [typeof(BodyDisqualified)] = Seal.Open,

        [typeof(EnterpriseRegistered)] = Seal.Open,
        [typeof(EnterpriseRenamed)] = Seal.Open,
        [typeof(EnterpriseSucceeded)] = Seal.Open,
        [typeof(SuccessionEntered)] = Seal.Open,
        [typeof(RelatedEnterpriseDeclared)] = Seal.Open,
        [typeof(CommitmentGiven)] = Seal.Open,
        [typeof(CommitmentWithdrawn)] = Seal.Open,
        [typeof(CandidacyEntered)] = Seal.Open,
        [typeof(CandidacyEnded)] = Seal.Open,
        [typeof(TitleEntered)] = Seal.Open,
        [typeof(TitleReviewOpened)] = Seal.Open,
        [typeof(TitleReviewConcluded)] = Seal.Open,
        [typeof(BanStarted)] = Seal.Open,
        [typeof(BanInherited)] = Seal.Open,
        [typeof(BanVoided)] = Seal.Open,
        [typeof(FindingEntered)] = Seal.Open,
        [typeof(FindingCleared)] = Seal.Open,
        [typeof(AdoptionRecorded)] = Seal.Open,
        [typeof(AdoptionEnded)] = Seal.Open,

        [typeof(StandardDeclared)] = Seal.Open,
        [typeof(DeclarationRevised)] = Seal.Open,
        [typeof(DeclarationAbolished)] = Seal.Open,
        [typeof(DeclarationTitled)] = Seal.Open,
        [typeof(StandardFiled)] = Seal.Open,
        [typeof(ProductDeclared)] = Seal.Open,
        [typeof(ProductWithdrawn)] = Seal.Open,
        [typeof(ProductClaimed)] = Seal.Open,
        [typeof(LeaderListEntered)] = Seal.Open,
        [typeof(KeyFieldListPublished)] = Seal.Open,
        [typeof(KeyFieldProposed)] = Seal.Open,
        [typeof(FieldProposalTakenUp)] = Seal.Open,
        [typeof(FieldProposalNotTakenUp)] = Seal.Open,

        [typeof(PlanCallOpened)] = Seal.Open,
        [typeof(PlanSubmitted)] = Seal.Plan,
        [typeof(PlanWithdrawn)] = Seal.Open,
        [typeof(ExpertPanelFormed)] = Seal.Panel,
        [typeof(PlanReviewed)] = Seal.Opinion,
        [typeof(PlanSelected)] = Seal.Open,
        [typeof(PlanMadeOfficial)] = Seal.Open,
        [typeof(SelectionWithdrawn)] = Seal.Open,
        [typeof(CategoryLapsed)] = Seal.Open,

        [typeof(EvaluationOpened)] = Seal.Open,
        [typeof(PoolFrozen)] = Seal.Open,
        [typeof(CandidateExcluded)] = Seal.Open,
        [typeof(CandidateReadmitted)] = Seal.Open,
        [typeof(IndicatorsEvaluated)] = Seal.Open,
        [typeof(RankingDrafted)] = Seal.Open,
        [typeof(RankingPublished)] = Seal.Open,
        [typeof(LeaderNumberDecided)] = Seal.Open,
        [typeof(ListingRefused)] = Seal.Open,
        [typeof(LeaderListDrafted)] = Seal.Open,
        [typeof(LeaderListPublished)] = Seal.Open,
        [typeof(EvaluationWithdrawn)] = Seal.Open,
        [typeof(IncidentRaised)] = Seal.Open,
        [typeof(BodyDisqualificationMarked)] = Seal.Open,
        [typeof(EnterpriseStruck)] = Seal.Open,
        [typeof(EntryStruck)] = Seal.Open,
        [typeof(EntryRestored)] = Seal.Open,
        [typeof(EntryAnnulled)] = Seal.Open,
        [typeof(AdjustmentReminded)] = Seal.Open,
        [typeof(EntryReviewRequired)] = Seal.Open,
        [typeof(EntryReviewConcluded)] = Seal.Open,
        [typeof(MandatoryBreachReported)] = Seal.Open,

        [typeof(NoticeOpened)] = Seal.Open,
        [typeof(NoticeClosed)] = Seal.Open,
        [typeof(NoticeSuperseded)] = Seal.Open,
        [typeof(DeadlineRecomputed)] = Seal.Open,
        [typeof(ObjectionLodged)] = Seal.Sender,
        [typeof(ObjectionAdmitted)] = Seal.Open,
        [typeof(ObjectionFoundInadmissible)] = Seal.Open,
        [typeof(ObjectionAnswerExtended)] = Seal.Open,
        [typeof(ObjectionEscalated)] = Seal.Open,
        [typeof(ObjectionUpheld)] = Seal.Open,
        [typeof(ObjectionDismissed)] = Seal.Open,
        [typeof(ObjectionWithdrawn)] = Seal.Sender,
        [typeof(ProcedureReviewRequested)] = Seal.Sender,
        [typeof(ProcedureReviewAnswered)] = Seal.Open,

        [typeof(TitleAwarded)] = Seal.Open,
        [typeof(TitleSuperseded)] = Seal.Open,
        [typeof(TitleFollowedRevision)] = Seal.Open,
        [typeof(TitleReviewRequired)] = Seal.Open,
        [typeof(TitleReviewClosed)] = Seal.Open,
        [typeof(TitleLapsed)] = Seal.Open,
        [typeof(TitleWithdrawn)] = Seal.Open,
        [typeof(TitleAnnulled)] = Seal.Open,
        [typeof(TitleRevoked)] = Seal.Open,
        [typeof(RevocationReversed)] = Seal.Open,
        [typeof(BaselineChanged)] = Seal.Open,
        [typeof(TitleGraceEnded)] = Seal.Open,
        [typeof(TitleCaseOpened)] = Seal.Open, // the mark "under review", and no more
        [typeof(TitleCaseClosed)] = Seal.Open,

        [typeof(ComplaintReceived)] = Seal.Complaint,
        [typeof(ComplaintAccepted)] = Seal.Complaint,
        [typeof(ComplaintRefused)] = Seal.Complaint,
        [typeof(ComplaintCheckExtended)] = Seal.Complaint,
        [typeof(ComplaintConcluded)] = Seal.Complaint,
        [typeof(ComplaintAnswered)] = Seal.Complaint,
        [typeof(ComplaintAppealed)] = Seal.Complaint,
        [typeof(ComplaintAppealDecided)] = Seal.Complaint,
        [typeof(ComplaintOverdue)] = Seal.Complaint,

        [typeof(FindingReceived)] = Seal.Finding,
        [typeof(FindingClosed)] = Seal.Open,
        [typeof(CaseOpened)] = Seal.Statement,
        [typeof(FactsStated)] = Seal.Statement,
        [typeof(DefenceFiled)] = Seal.Hearing,
        [typeof(EvidenceFiled)] = Seal.Hearing,
        [typeof(CaseDecided)] = Seal.Open,
        [typeof(CaseReassigned)] = Seal.Open,
        [typeof(CaseOverdue)] = Seal.Open,
        [typeof(CaseExecuted)] = Seal.Open,

        [typeof(ActEnteredLate)] = Seal.LateEntry,
        [typeof(SupportingPolicyRegistered)] = Seal.Open,
        [typeof(SupportingPolicyAmended)] = Seal.Open,
        [typeof(SupportingPolicyEnded)] = Seal.Open,
        [typeof(ImplementingSchemeIssued)] = Seal.Open,
        [typeof(ImplementingSchemeAmended)] = Seal.Open,
        [typeof(MilestoneReported)] = Seal.Open,
        [typeof(ImplementingSchemeEnded)] = Seal.Open,
        [typeof(StatisticsReleased)] = Seal.Open,
        [typeof(ExternalFigureRecorded)] = Seal.Open,
        [typeof(ServiceOffered)] = Seal.Open,
        [typeof(ServiceEnded)] = Seal.Open,
        [typeof(ActivityRecorded)] = Seal.Open,
        [typeof(ActivityReported)] = Seal.Open,
        [typeof(OtherTitleRecorded)] = Seal.Open,
        [typeof(OtherTitleEnded)] = Seal.Open,
        [typeof(SamplingPlanAnnounced)] = Seal.Open,
        [typeof(SamplesDrawn)] = Seal.Open,
        [typeof(SampleAdded)] = Seal.Open,
        [typeof(SampleResultRecorded)] = Seal.Open,
        [typeof(QualityCreditRecorded)] = Seal.Open,
        [typeof(QualityCreditCorrected)] = Seal.Open,
        [typeof(QualityCreditWithdrawn)] = Seal.Open,
        [typeof(InspectionRecorded)] = Seal.Open,
        [typeof(InspectionFollowedUp)] = Seal.Open,
        [typeof(SigningKeyRegistered)] = Seal.Open,
        [typeof(SigningKeyRevoked)] = Seal.Open,
        [typeof(SigningKeyClaimed)] = Seal.Open,
        [typeof(EvidenceDeposited)] = Seal.Deposit,
        [typeof(EvidenceErased)] = Seal.Deposit,
        [typeof(PersonalDataErased)] = Seal.Person,
    }.ToFrozenDictionary();

    /// <summary>Of a fact with the seal <see cref="Seal.Sender"/>, the fields that say who sent it, as stored.</summary>
    public static readonly IReadOnlyList<string> SenderFields = ["lodgedBy"];

    public static bool Has(Type fact) => List.ContainsKey(fact);

    /// <param name="format">The number of the stored format that the fact was written in: panels of format 1 hold names.</param>
    public static Seal Of(Type fact, int format = int.MaxValue) =>
        fact == typeof(ExpertPanelFormed) && format == 1 ? Seal.Person : List[fact];

    /// <summary>
    /// Whether some may not read the fact now, or could not at first: its entry in the log then shows a digest only, with a salt of its
    /// own.
    /// </summary>
    public static bool Withholds(Type fact) => Of(fact) is not (Seal.Open or Seal.Sender);

    /// <summary>
    /// Whether the request of an act is not for everybody: it says what its facts say, and is as closed as they are. Decided once, when it
    /// is recorded; it stays closed when they are opened, as it says nothing that they do not.
    /// </summary>
    /// <remarks>How an act was entered late is no part of the request, and has its own fact.</remarks>
    public static bool Withholds(ICommand request, IEnumerable<Fact> facts) =>
        request is ISaysMoreThanItsFacts { IsClosed: true } || facts.Any(f => f is not ActEnteredLate && Withholds(f.GetType()));

    /// <summary>Whether the reader may read the request of an act.</summary>
    /// <param name="isOpen">It was recorded as one for everybody.</param>
    public static bool ShowsRequest(bool isOpen, Reader reader) => isOpen || reader.IsRegulator;

    /// <summary>
    /// Whether the reader may read the fact whole (but for who sent it, where it has the seal <see cref="Seal.Sender"/>).
    /// </summary>
    /// <param name="version">Its number in its stream, from 1.</param>
    /// <param name="format">As in <see cref="Of"/>.</param>
    /// <param name="ledger">What is known when it is read: it opens what is decided.</param>
    public static bool Shows(Fact fact, long version, int format, Reader reader, ILedger ledger)
    {
        var seal = Of(fact.GetType(), format);
        if (seal is Seal.Open or Seal.Sender || reader.IsRegulator) return true;
        return (seal, fact) switch
        {
            (Seal.Complaint, ComplaintFact e) => ComplaintMatter.Of(ledger.Complaint(e.Complaint)).Shows(reader),
            (Seal.Deposit, EvidenceDeposited e) =>
                reader.By.Role == e.Depositor && e.Depositor != Role.Public && reader.By.Subject == e.Subject,
            (Seal.Plan, PlanSubmitted e) => CallMatter.Of(ledger.Call(e.Call)).Shows(seal, e.Round, e.Body, reader),
            (Seal.Opinion, PlanReviewed e) => ledger.Call(e.Call) is var call
                && CallMatter.Of(call).Shows(seal, call.RoundOf(version), e.Expert, reader),
            (Seal.Panel, ExpertPanelFormed e) => ledger.Call(e.Call) is var call
                && CallMatter.Of(call).Shows(seal, call.RoundOf(version), "", reader),
            (Seal.Hearing or Seal.Statement, CaseFact e) => CaseMatter.Of(ledger, e.Case).Shows(seal, reader),
            (Seal.LateEntry, ActEnteredLate e) => ShowsLateEntry(e.Of.Split('/', 2), reader, ledger),
            (Seal.Finding, FindingReceived e) => new FindingMatter(e.Authority, [.. Opened(ledger, e.Finding)]).Shows(reader),
            _ => false,
        };
    }

    private static bool ShowsLateEntry(string[] of, Reader reader, ILedger ledger) => (of[0], of[^1]) switch
    {
        ("complaint", var id) => ComplaintMatter.Of(ledger.Complaint(id)).Shows(reader),
        ("case", var id) => CaseMatter.Of(ledger, id).Shows(Seal.Hearing, reader),
        ("finding", var id) => ledger.Finding(id).Received is not { } received
            || new FindingMatter(received.Authority, [.. Opened(ledger, id)]).Shows(reader),
        ("call", var id) => ledger.Call(id) is var call && CallMatter.Of(call).Shows(Seal.Panel, call.Round, "", reader),
        ("evidence" or "person", _) => false,
        _ => true,
    };

    /// <summary>The cases that a finding opened.</summary>
    private static IEnumerable<CaseMatter> Opened(ILedger ledger, string finding)
    {
        for (var i = 0; ledger.Case(CaseOpening.OfFinding(finding, i)).Exists; i++)
        {
            yield return CaseMatter.Of(ledger, CaseOpening.OfFinding(finding, i));
        }
    }
}
