using System.Collections.Frozen;
using System.Text.Json;

namespace Leader.Api.Http;

/// <summary>What the commands are called (src/Api/Words/operations.csv), and the clauses that they rest on.</summary>
public static class CommandWords
{
    public sealed record Said(string Zh, string En, string Clause);

    private static readonly Dictionary<string, string> Clauses = new(StringComparer.Ordinal)
    {
        ["RecordAdoption"] = "五(一)",
        ["EndAdoption"] = "五(一)",
        ["RegisterPolicy"] = "五(一)",
        ["AmendPolicy"] = "五(一)",
        ["EndPolicy"] = "五(一)",
        ["ReleaseStatistics"] = "五(三)",
        ["RecordExternalFigure"] = "三",
        ["RecordQualityCredit"] = "五(二)",
        ["CorrectQualityCredit"] = "五(二)",
        ["WithdrawQualityCredit"] = "五(二)",
        ["RecordInspection"] = "结",
        ["FollowUpInspection"] = "结",
        ["RecordOtherTitle"] = "结",
        ["EndOtherTitle"] = "结",
        ["OfferService"] = "五(三)",
        ["EndService"] = "五(三)",
        ["RecordActivity"] = "五(四)",
        ["ReportActivity"] = "五(四)",
        ["AnnounceSamplingPlan"] = "五(二)",
        ["DrawSamples"] = "五(二)",
        ["AddSample"] = "五(二)",
        ["RecordSampleResult"] = "五(二)",
        ["RegisterSigningKey"] = "结",
        ["RevokeSigningKey"] = "结",
        ["KeepWatch"] = "五(一)",
        ["ChangeWatch"] = "五(一)",
        ["EndWatch"] = "五(一)",
        ["RenewWatchSecret"] = "五(一)",
        ["ResumeWatch"] = "五(一)",
        ["ReplayDeliveries"] = "五(一)",
        ["AnnounceCalendar"] = "结",
        ["AdoptRuleSet"] = "结",
        ["OpenPlanCall"] = "四(三)",
        ["LapseCategory"] = "四(三)",
        ["FormExpertPanel"] = "四(三)",
        ["SubmitPlan"] = "四(三)",
        ["WithdrawPlan"] = "四(三)",
        ["ReviewPlan"] = "四(三)",
        ["SelectPlan"] = "四(三)",
        ["WithdrawSelection"] = "四(三)",
        ["MakePlanOfficial"] = "四(三)",
        ["PublishKeyFieldList"] = "四(二)",
        ["ProposeKeyField"] = "四(二)",
        ["DeclareStandard"] = "四(一)",
        ["DeclareProduct"] = "四(一)",
        ["ReviseDeclaration"] = "四(一)",
        ["WithdrawDeclaration"] = "四(一)",
        ["WithdrawProduct"] = "四(一)",
        ["RegisterEnterprise"] = "四(一)",
        ["RenameEnterprise"] = "四(六)",
        ["DeclareRelated"] = "四(六)",
        ["RecordSuccession"] = "四(六)",
        ["GiveCommitment"] = "五(二)",
        ["WithdrawCommitment"] = "五(二)",
        ["OpenEvaluation"] = "四(四)",
        ["RecordValues"] = "四(四)",
        ["ExcludeCandidate"] = "四(四)",
        ["ReadmitCandidate"] = "四(四)",
        ["OpenRankingNotice"] = "四(四)",
        ["PublishRanking"] = "四(四)",
        ["AnnulEntry"] = "四(六)",
        ["DecideLeaderNumber"] = "四(五)",
        ["RefuseListing"] = "四(五)",
        ["OpenLeaderNotice"] = "四(五)",
        ["PublishLeaderList"] = "四(五)",
        ["ConcludeEntryReview"] = "四(五)",
        ["WithdrawEvaluation"] = "四(四)",
        ["LodgeObjection"] = "四(四)、四(五)",
        ["AdmitObjection"] = "四(四)、四(五)",
        ["RuleOnObjection"] = "四(四)、四(五)",
        ["ExtendAnswer"] = "四(四)、四(五)",
        ["WithdrawObjection"] = "四(四)、四(五)",
        ["RequestProcedureReview"] = "四(四)、四(五)",
        ["AnswerProcedureReview"] = "四(四)、四(五)",
        ["CloseNotice"] = "四(四)、四(五)",
        ["RecomputeDeadline"] = "四(四)、四(五)",
        ["FileComplaint"] = "四(六)、五(二)",
        ["AcceptComplaint"] = "四(六)",
        ["ExtendComplaintCheck"] = "四(六)",
        ["ConcludeComplaint"] = "四(六)",
        ["AnswerComplaint"] = "四(六)",
        ["AppealComplaint"] = "四(六)",
        ["DecideComplaintAppeal"] = "四(六)",
        ["ReceiveFinding"] = "五(二)",
        ["CloseFinding"] = "五(二)",
        ["StateFacts"] = "四(六)",
        ["FileDefence"] = "四(六)",
        ["FileEvidence"] = "四(六)",
        ["DecideCase"] = "四(六)",
        ["ReassignCase"] = "四(六)",
        ["RevokeTitle"] = "四(六)",
        ["ReverseRevocation"] = "四(六)",
        ["AnnulTitle"] = "四(六)",
        ["WithdrawTitle"] = "四(六)",
        ["ConcludeTitleReview"] = "四(六)",
        ["MarkBaselineChanged"] = "四(四)",
        ["EraseEvidence"] = "四(六)",
        ["ErasePersonalData"] = "四(六)",
        ["RegisterOrganisation"] = "四(三)",
        ["DesignateWorkingBody"] = "四(三)",
        ["DeclareRelation"] = "四(三)",
        ["EndRelation"] = "四(三)",
        ["DeclareConflict"] = "二",
        ["RecordFee"] = "四(三)",
        ["DisqualifyBody"] = "四(三)",
    };

    private static readonly FrozenDictionary<string, (string Id, string Zh, string En)> Words =
        Labels.AllOperations.Select(o => Labels.Operation(o)!.Value).ToFrozenDictionary(o => o.Id, StringComparer.Ordinal);

    /// <param name="command">Its name, as <c>DeclareStandard</c>.</param>
    public static Said Of(string command)
    {
        var (_, zh, en) = Words.GetValueOrDefault(JsonNamingPolicy.CamelCase.ConvertName(command), ("", command, command));
        return new(zh, en, Clauses.GetValueOrDefault(command, ""));
    }

    public static IReadOnlyCollection<string> Named => Clauses.Keys;
}
