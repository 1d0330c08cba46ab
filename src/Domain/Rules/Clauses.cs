using System.Collections.Frozen;
using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>The clause that each fact rests on, with the numbers of <c>docs/rules.md</c>; told once, for whoever says why.</summary>
public static class Clauses
{
    /// <summary>As <c>Clause 四(六), R71, R72</c>.</summary>
    public static string Of(Fact fact) => fact is NoticeOpened e ? OfNotice(e.Subject) : ByFact[fact.GetType()];

    /// <summary>Of every fact; the clauses of the numbers are among those that it names.</summary>
    public static readonly FrozenDictionary<Type, string> ByFact = new Dictionary<Type, string>
    {
        [typeof(RuleSetAdopted)] = "Clause 结, R110",
        [typeof(CalendarAnnounced)] = "Clause 结, Q3",
        [typeof(ActEnteredLate)] = "Clause 结, Q54",

        [typeof(OrganisationRegistered)] = "Clause 四(三)",
        [typeof(WorkingBodyDesignated)] = "Clause 四(三), R46",
        [typeof(RelationDeclared)] = "Clause 四(三), R50, Q37",
        [typeof(RelationEnded)] = "Clause 四(三), R50, Q37",
        [typeof(ConflictDeclared)] = "Clause 四(三), Q38",
        [typeof(BodyEngaged)] = "Clause 四(三), R49, R50",
        [typeof(EngagementEnded)] = "Clause 四(三), R50, Q36",
        [typeof(IndependenceIncidentRaised)] = "Clause 四(三), R50",
        [typeof(FeeRecorded)] = "Clause 四(三), R45",
        [typeof(BodyDisqualified)] = "Clause 四(三), Q36",

        [typeof(EnterpriseRegistered)] = "Clause 四(一), R28",
        [typeof(EnterpriseRenamed)] = "Clause 四(六), Q39",
        [typeof(EnterpriseSucceeded)] = "Clause 四(六), Q39",
        [typeof(SuccessionEntered)] = "Clause 四(六), Q39",
        [typeof(RelatedEnterpriseDeclared)] = "Clause 四(六), Q40",
        [typeof(BanStarted)] = "Clause 四(六), R73–R76, Q27",
        [typeof(BanInherited)] = "Clause 四(六), Q39",
        [typeof(BanVoided)] = "Clause 四(六), Q33",
        [typeof(CommitmentGiven)] = "Clause 五(二), R90, Q42",
        [typeof(CommitmentWithdrawn)] = "Clause 五(二), R90",
        [typeof(CandidacyEntered)] = "Clause 四(四), R58",
        [typeof(CandidacyEnded)] = "Clause 四(四), R58",
        [typeof(TitleEntered)] = "Clause 四(五), R63",
        [typeof(TitleReviewOpened)] = "Clause 四(六), Q25",
        [typeof(TitleReviewConcluded)] = "Clause 四(六), Q22, Q25",
        [typeof(FindingEntered)] = "Clause 五(二), R87, R89",
        [typeof(FindingCleared)] = "Clause 五(二), R87, R89",
        [typeof(AdoptionRecorded)] = "Clause 五(一), D18",
        [typeof(AdoptionEnded)] = "Clause 四(六), 五(一), R75, R86, D18",
        [typeof(SupportingPolicyRegistered)] = "Clause 五(一), 结, R109, D21",
        [typeof(SupportingPolicyAmended)] = "Clause 五(一), 结, R109, D21",
        [typeof(SupportingPolicyEnded)] = "Clause 五(一), 结, R109, D21",
        [typeof(StatisticsReleased)] = "Clause 五(三), R100, D20",
        [typeof(SigningKeyRegistered)] = "Clause 结, Q64",
        [typeof(SigningKeyRevoked)] = "Clause 结, Q64",
        [typeof(SigningKeyClaimed)] = "Clause 结, Q64",
        [typeof(ExternalFigureRecorded)] = "Clause 三, R13, R22, R23, R24",

        [typeof(StandardDeclared)] = "Clause 二, 四(一), R9, R27, R29",
        [typeof(StandardFiled)] = "Clause 四(四), R58",
        [typeof(DeclarationRevised)] = "Clause 四(一), R34, R35",
        [typeof(DeclarationAbolished)] = "Clause 四(一), R35",
        [typeof(ProductDeclared)] = "Clause 四(一), 五(一), R29, R81",
        [typeof(ProductWithdrawn)] = "Clause 四(一), R29",
        [typeof(ProductClaimed)] = "Clause 四(一), R29",
        [typeof(DeclarationTitled)] = "Clause 四(五), Q22",

        [typeof(KeyFieldListPublished)] = "Clause 四(二), R36, R40",
        [typeof(PlanCallOpened)] = "Clause 四(二), 四(三), R40, R47",
        [typeof(PlanSubmitted)] = "Clause 四(三), R41, R44, R45",
        [typeof(PlanWithdrawn)] = "Clause 四(三), R47",
        [typeof(ExpertPanelFormed)] = "Clause 四(三), R48",
        [typeof(PlanReviewed)] = "Clause 四(三), R48",
        [typeof(PlanSelected)] = "Clause 四(三), R49",
        [typeof(PlanMadeOfficial)] = "Clause 四(三), Q10, Q13",
        [typeof(SelectionWithdrawn)] = "Clause 四(三), Q10, Q36",
        [typeof(CategoryLapsed)] = "Clause 四(三), Q12",

        [typeof(EvaluationOpened)] = "Clause 四(四), R51",
        [typeof(PoolFrozen)] = "Clause 四(四), R58, Q49",
        [typeof(IndicatorsEvaluated)] = "Clause 四(四), R52",
        [typeof(CandidateExcluded)] = "Clause 四(四), R58",
        [typeof(CandidateReadmitted)] = "Clause 四(四), Q9, Q33, Q49",
        [typeof(EnterpriseStruck)] = "Clause 四(六), R73, R74, Q26",
        [typeof(EntryStruck)] = "Clause 四(六), R73, Q26",
        [typeof(EntryRestored)] = "Clause 四(六), Q33",
        [typeof(EntryReviewRequired)] = "Clause 四(五), Q22, Q58",
        [typeof(EntryReviewConcluded)] = "Clause 四(五), Q22, Q58",
        [typeof(EntryAnnulled)] = "Clause 四(六), Q50, Q52",
        [typeof(MandatoryBreachReported)] = "Clause 四(四), Q18",
        [typeof(RankingDrafted)] = "Clause 四(四), R53, R54",
        [typeof(RankingPublished)] = "Clause 四(四), R56, R57",
        [typeof(LeaderNumberDecided)] = "Clause 四(五), R60",
        [typeof(ListingRefused)] = "Clause 四(五), Q41",
        [typeof(LeaderListDrafted)] = "Clause 四(五), R59, R61",
        [typeof(LeaderListPublished)] = "Clause 四(五), R63, R64",
        [typeof(LeaderListEntered)] = "Clause 四(五), R63, Q23",
        [typeof(EvaluationWithdrawn)] = "Clause 四(四), Q13, Q36",
        [typeof(BodyDisqualificationMarked)] = "Clause 四(三), Q36",
        [typeof(AdjustmentReminded)] = "Clause 四(六), R66",
        [typeof(IncidentRaised)] = "Clause 四(三), 四(六), R50, Q50",

        [typeof(NoticeOpened)] = OfNotice(NoticeSubject.Ranking),
        [typeof(DeadlineRecomputed)] = "Clause 四(四), 四(五), Q3",
        [typeof(NoticeClosed)] = "Clause 四(四), 四(五), R56, R63",
        [typeof(NoticeSuperseded)] = "Clause 四(四), Q9",
        [typeof(ObjectionLodged)] = "Clause 四(四), 四(五), Q5",
        [typeof(ObjectionAdmitted)] = "Clause 四(四), Q6",
        [typeof(ObjectionFoundInadmissible)] = "Clause 四(四), Q6",
        [typeof(ObjectionAnswerExtended)] = "Clause 四(四), Q8",
        [typeof(ObjectionEscalated)] = "Clause 四(四), Q8",
        [typeof(ObjectionUpheld)] = "Clause 四(四), Q7, Q9",
        [typeof(ObjectionDismissed)] = "Clause 四(四), Q7",
        [typeof(ObjectionWithdrawn)] = "Clause 四(四), Q5",
        [typeof(ProcedureReviewRequested)] = "Clause 四(四), Q7",
        [typeof(ProcedureReviewAnswered)] = "Clause 四(四), Q7",

        [typeof(TitleAwarded)] = "Clause 四(引), 四(五), 四(六), R1, R63, R65",
        [typeof(TitleSuperseded)] = "Clause 四(六), R66, Q23",
        [typeof(TitleLapsed)] = "Clause 四(六), Q22",
        [typeof(TitleWithdrawn)] = "Clause 四(六)",
        [typeof(TitleAnnulled)] = "Clause 四(六), Q50",
        [typeof(TitleRevoked)] = "Clause 四(六), R71, R72, Q28",
        [typeof(RevocationReversed)] = "Clause 四(六), Q33",
        [typeof(TitleFollowedRevision)] = "Clause 四(六), Q22",
        [typeof(TitleReviewRequired)] = "Clause 四(六), Q22, Q39",
        [typeof(TitleReviewClosed)] = "Clause 四(六), Q22, Q25",
        [typeof(TitleGraceEnded)] = "Clause 四(六), Q23, Q59",
        [typeof(BaselineChanged)] = "Clause 四(四), Q24",
        [typeof(TitleCaseOpened)] = "Clause 四(六), Q32",
        [typeof(TitleCaseClosed)] = "Clause 四(六), Q32",

        [typeof(ComplaintReceived)] = "Clause 四(六), 五(二), R68, R93–R96",
        [typeof(ComplaintAccepted)] = "Clause 四(六), Q34",
        [typeof(ComplaintRefused)] = "Clause 四(六), Q34",
        [typeof(ComplaintCheckExtended)] = "Clause 四(六), Q34",
        [typeof(ComplaintConcluded)] = "Clause 四(六), Q34",
        [typeof(ComplaintAnswered)] = "Clause 四(六), Q34",
        [typeof(ComplaintOverdue)] = "Clause 四(六), Q34, Q35",

        [typeof(FindingReceived)] = "Clause 五(二), R87, R88",
        [typeof(FindingClosed)] = "Clause 五(二), R87, R88",

        [typeof(CaseOpened)] = "Clause 四(六), Q32",
        [typeof(FactsStated)] = "Clause 四(六), R69, R70, Q32",
        [typeof(DefenceFiled)] = "Clause 四(六), Q32",
        [typeof(EvidenceFiled)] = "Clause 四(六), 五(二), R96",
        [typeof(CaseDecided)] = "Clause 四(六), R71, Q32",
        [typeof(CaseReassigned)] = "Clause 四(六), R71, Q35",
        [typeof(CaseOverdue)] = "Clause 四(六), R71, Q32, Q35",
        [typeof(CaseExecuted)] = "Clause 四(六), R71, R72",

        [typeof(EvidenceDeposited)] = "Clause 四(六), 五(二), R96",
        [typeof(EvidenceErased)] = "Clause 四(六), Q48",
        [typeof(PersonalDataErased)] = "Clause 四(六), Q48",
    }.ToFrozenDictionary();

    /// <summary>A plan, a ranking and a list have each a notice of their own.</summary>
    public static string OfNotice(NoticeSubject subject) => subject switch
    {
        NoticeSubject.Plan => "Clause 四(三), Q3, Q10",
        NoticeSubject.Ranking => "Clause 四(四), R55, Q1, Q3",
        _ => "Clause 四(五), R62, Q2–Q4",
    };
}
