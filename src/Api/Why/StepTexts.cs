using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Api.Why;

/// <summary>What a fact says, as a supervisor reads it aloud, with the clause that it rests on (<see cref="Clauses"/>).</summary>
internal sealed record StepText(string Clause, string En, string Zh);

/// <summary>Words for the facts that decisions rest on, from their own data.</summary>
internal static class StepTexts
{
    public static StepText Of(Fact fact) => Told(fact, Words(fact));

    private static StepText Told(Fact fact, (string En, string Zh) words) => new(Clauses.Of(fact), words.En, words.Zh);

    private static (string En, string Zh) Words(Fact fact) => fact switch
    {
        OrganisationRegistered e => ($"{e.Name} is registered as an organisation.", $"登记组织“{e.NameZh ?? e.Name}”。"),
        WorkingBodyDesignated e =>
            ($"{e.Organisation} is designated as the working body.", $"指定 {e.Organisation} 为工作机构。"),
        RuleSetAdopted e => (
            $"The rule set {e.RuleSet.Id} takes effect on {e.EffectiveFrom:yyyy-MM-dd}.",
            $"规则集 {e.RuleSet.Id} 自 {e.EffectiveFrom:yyyy-MM-dd} 起施行。"),
        CalendarAnnounced e => ($"The calendar of working days {e.Version} is announced.", $"公布工作日历 {e.Version}。"),
        EnterpriseRegistered e => ($"{En(e.Name)} ({e.Enterprise}) is registered.", $"企业“{Zh(e.Name)}”({e.Enterprise})登记。"),
        EnterpriseRenamed e => ($"The enterprise is renamed to {En(e.Name)}.", $"企业更名为“{Zh(e.Name)}”。"),
        EnterpriseSucceeded e => (
            $"{e.Enterprise} passes to {string.Join(", ", e.Heirs)} by {EnOf(e.Kind).ToLowerInvariant()}.",
            $"{e.Enterprise} 的权利义务由 {string.Join("、", e.Heirs)} 承继。"),
        SuccessionEntered e => (
            $"{e.Enterprise} takes over the duties of {e.Predecessor}.",
            $"{e.Enterprise} 承继 {e.Predecessor} 的权利义务。"),
        CommitmentGiven e => ($"{e.Enterprise} commits itself: “{e.Text}”", $"{e.Enterprise} 作出承诺：“{e.Text}”"),
        CommitmentWithdrawn e => ($"The commitment is withdrawn: {e.Reason}", $"撤回承诺：{Told(e.Reason)}"),
        StandardDeclared e => (
            $"{e.Enterprise} declares standard {e.Number}: {e.Disclosure.Title}.",
            $"{e.Enterprise} 自我声明公开标准 {e.Number}《{e.Disclosure.Title}》。"),
        StandardFiled e => ($"The declaration is filed under category {e.Category}.", $"该声明归入“{e.Category}”类别。"),
        DeclarationRevised e => ($"The declaration is revised to version {e.Version}.", $"该声明修订为第 {e.Version} 版。"),
        DeclarationAbolished e => (
            $"The declaration {e.Declaration} ends{(e.Successor is { } s ? $", followed by {s}" : "")}: {e.Reason}",
            $"声明 {e.Declaration} 废止{(e.Successor is { } t ? $"，由 {t} 替代" : "")}：{Told(e.Reason)}"),
        KeyFieldListPublished e => (
            $"The key fields of {e.Cycle} are published, version {e.Version}.",
            $"公布 {e.Cycle} 年度重点领域清单(第 {e.Version} 版)。"),
        KeyFieldProposed e => (
            $"{e.Body} proposes {e.Name} as a key field of {e.Cycle}.",
            $"{e.Body} 提出将“{e.NameZh ?? e.Name}”列为 {e.Cycle} 年度重点领域。"),
        FieldProposalTakenUp e => (
            $"The proposal of a key field of {e.Cycle} is taken up, in version {e.Version} of the list.",
            $"采纳 {e.Cycle} 年度重点领域建议，列入清单第 {e.Version} 版。"),
        FieldProposalNotTakenUp e => (
            $"The proposal of a key field of {e.Cycle} is not taken up: {e.Reason}",
            $"未采纳 {e.Cycle} 年度重点领域建议：{Told(e.Reason)}"),
        PlanCallOpened e => (
            $"The call for evaluation plans of {e.Category} {e.Cycle} opens, until {e.ClosesOn:yyyy-MM-dd}.",
            $"公开征集 {e.Cycle} 年度“{e.Category}”评估方案，截至 {e.ClosesOn:yyyy-MM-dd}。"),
        PlanSubmitted e => ($"{e.Body} submits its evaluation plan.", $"{e.Body} 提交评估方案。"),
        PlanReviewed => ("An expert reviews the plan.", "专家评审方案。"),
        PlanSelected e => ($"The plan of {e.Body} is selected.", $"遴选 {e.Body} 的方案。"),
        PlanMadeOfficial => ("The plan becomes official after its notice.", "方案公示无异议后正式采用。"),
        EvaluationOpened e => (
            $"{e.Body} opens the evaluation of {e.CategoryName}, cycle {e.Cycle}.",
            $"{e.Body} 启动 {e.Cycle} 年度“{e.CategoryName}”评估。"),
        PoolFrozen e => (
            $"The pool is frozen at the cut-off: {e.Candidates.Count} candidates, {e.LeftOut.Count} left out.",
            $"截止时点冻结候选名单：{e.Candidates.Count} 项入围，{e.LeftOut.Count} 项未入围。"),
        IndicatorsEvaluated e => (
            $"{e.Declaration} is evaluated: {string.Join(", ", e.Values.Select(v => $"{v.Indicator} {Http.Labels.Limit(v.Limit).En}"))}.",
            $"评估 {e.Declaration}：{string.Join("，", e.Values.Select(v => $"{v.Indicator} {Http.Labels.Limit(v.Limit).Zh}"))}。"),
        CandidateExcluded e =>
            ($"{e.Declaration} is excluded ({EnOf(e.Ground)}): {e.Detail}", $"{e.Declaration} 被排除({ZhOf(e.Ground)})：{Told(e.Detail)}"),
        CandidateReadmitted e =>
            ($"{e.Declaration} is admitted again: {e.Reason}", $"{e.Declaration} 重新纳入：{Told(e.Reason)}"),
        EnterpriseStruck e =>
            ($"{e.Enterprise} is struck from the evaluation: ban {e.Ban}.", $"{e.Enterprise} 因惩戒 {e.Ban} 被剔除。"),
        EntryStruck e => (
            $"The entry of {e.Enterprise} is struck through from {e.BarredSince:yyyy-MM-dd}: ban {e.Ban}.",
            $"{e.Enterprise} 的排名条目自 {e.BarredSince:yyyy-MM-dd} 起划除：惩戒 {e.Ban}。"),
        EntryReviewRequired e =>
            ($"The entry must be looked at before the award: {e.Reason}", $"授予称号前须复核该条目：{Told(e.Reason)}"),
        EntryReviewConcluded e =>
            ($"The review of the entry is concluded ({EnOf(e.Outcome)}): {e.Reasons}", $"条目复核办结({ZhOf(e.Outcome)})：{e.Reasons}"),
        MandatoryBreachReported e =>
            ($"{e.Number} is reported to supervision: {e.Detail}", $"{e.Number} 已报告监管部门：{Told(e.Detail)}"),
        TitleGraceEnded e => (
            $"The key fields of {e.Cycle} are without the category: the title ends on {e.GraceLastDay:yyyy-MM-dd}.",
            $"{e.Cycle} 年度重点领域不再包含该类别，称号至 {e.GraceLastDay:yyyy-MM-dd} 止。"),
        EntryRestored e => ($"The entry of {e.Enterprise} is restored.", $"恢复 {e.Enterprise} 的排名条目。"),
        EntryAnnulled e => (
            $"The entry of {e.Enterprise} is annulled ({EnOf(e.Ground)}): {e.Detail}",
            $"{e.Enterprise} 的排名条目被宣告无效({ZhOf(e.Ground)})：{Told(e.Detail)}"),
        RankingDrafted e => (
            $"The ranking is drawn up, version {e.Version}: {e.Result.Entries.Count} ranked, {e.Result.Excluded.Count} excluded.",
            $"形成排行榜第 {e.Version} 版：{e.Result.Entries.Count} 项排名，{e.Result.Excluded.Count} 项排除。"),
        RankingPublished e => ($"The ranking is published, version {e.Version}.", $"发布排行榜第 {e.Version} 版。"),
        NoticeOpened e => (
            $"Public notice of the {Subject(e.Subject).En}, to {e.LastDay:yyyy-MM-dd}.",
            $"{Subject(e.Subject).Zh}公示，至 {e.LastDay:yyyy-MM-dd} 止。"),
        NoticeClosed => ("The public notice ends without a standing objection.", "公示期满，无未决异议。"),
        NoticeSuperseded e => ($"The notice is superseded: {e.Reason}", $"公示被替代：{Told(e.Reason)}"),
        ObjectionLodged => ("An objection is lodged.", "提出异议。"),
        ObjectionAdmitted => ("The objection is admitted.", "异议受理。"),
        ObjectionUpheld e => ($"The objection is upheld: {e.Reasons}", $"异议成立：{e.Reasons}"),
        ObjectionDismissed e => ($"The objection is dismissed: {e.Reasons}", $"异议不成立：{e.Reasons}"),
        LeaderNumberDecided e => (
            $"The number of leaders is {e.Number}: {e.EaseOfChoice} {e.IndustrialDevelopment} {e.StandardsReason}",
            $"确定领跑者数量为 {e.Number}：{e.EaseOfChoice}{e.IndustrialDevelopment}{e.StandardsReason}"),
        LeaderListDrafted e =>
            ($"The leader list is proposed: {e.Leaders.Count} leaders.", $"提出领跑者名单：{e.Leaders.Count} 家。"),
        LeaderListPublished e =>
            ($"The leader list is published: {e.Leaders.Count} leaders.", $"发布领跑者名单：{e.Leaders.Count} 家。"),
        ListingRefused e => ($"{e.Enterprise} refuses to be listed: {e.Reason}", $"{e.Enterprise} 放弃入选：{Told(e.Reason)}"),
        TitleAwarded e => (
            $"{En(e.EnterpriseName)} is awarded the title for {e.Number}, place {e.Place}, to {e.LastDay:yyyy-MM-dd}.",
            $"“{Zh(e.EnterpriseName)}”凭 {e.Number} 获领跑者称号(第 {e.Place} 名)，有效至 {e.LastDay:yyyy-MM-dd}。"),
        TitleEntered e => ($"The title {e.Title} is entered in the enterprise's file.", $"称号 {e.Title} 记入企业档案。"),
        TitleSuperseded e =>
            ($"The next list {e.Evaluation} takes the title's place.", $"被新一期名单 {e.Evaluation} 替代。"),
        TitleWithdrawn e => ($"The holder gives the title up: {e.Reason}", $"企业主动放弃称号：{Told(e.Reason)}"),
        TitleLapsed e => ($"The title lapses: {e.Reason}", $"称号失效：{Told(e.Reason)}"),
        TitleAnnulled e => ($"The title is annulled ({EnOf(e.Reason)}): {e.Detail}", $"称号被宣告自始无效({ZhOf(e.Reason)})：{Told(e.Detail)}"),
        ComplaintReceived => ("A complaint is received.", "收到投诉举报。"),
        ComplaintAccepted => ("The complaint is accepted.", "投诉举报受理。"),
        FindingReceived e =>
            ($"{e.Authority} reports a finding ({EnOf(e.Kind)}): {e.Facts}", $"{e.Authority} 通报监督结果({ZhOf(e.Kind)})：{e.Facts}"),
        CaseOpened e => ($"Case {e.Case} is opened against title {e.Title}.", $"对称号 {e.Title} 立案({e.Case})。"),
        FactsStated e => (
            $"The body states the facts ({EnOf(e.Ground)}): {e.Facts}"
                + (e.Shortfall is { } m ? $" {m.Indicator}: disclosed {m.Disclosed}, measured {m.Measured} ({m.TestReport})." : ""),
            $"评估机构告知事实({Ground(e.Ground)})：{e.Facts}"
                + (e.Shortfall is { } n
                    ? $" {n.Indicator}：公开值 {Http.Labels.Limit(n.Disclosed).Zh}，实测 {Http.Labels.Limit(n.Measured).Zh}({n.TestReport})。"
                    : "")),
        DefenceFiled e => ($"The enterprise defends itself: {e.Text}", $"企业陈述申辩：{e.Text}"),
        EvidenceFiled e => ($"Evidence is filed: {e.Description}", $"提交证据：{e.Description}"),
        CaseDecided e => (
            $"The case is decided{(e.Ground is { } g ? $" on the ground {EnOf(g)}" : " without a ground")}: {e.Reasons}",
            $"作出认定{(e.Ground is { } h ? $"({Ground(h)})" : "(理由不成立)")}：{e.Reasons}"),
        TitleRevoked e => (
            $"The title is revoked and this is made public ({EnOf(e.Ground)}): {e.Announcement}",
            $"取消称号并公告({Ground(e.Ground)})：{e.Announcement}"),
        RevocationReversed e =>
            ($"The revocation is set aside by {e.DecidedBy}: {e.Reasons}", $"{e.DecidedBy} 复核撤销原决定：{e.Reasons}"),
        BanStarted e => (
            $"{e.Enterprise} is barred from {e.On:yyyy-MM-dd} to {e.LastDay:yyyy-MM-dd}, both inclusive.",
            $"{e.Enterprise} 自 {e.On:yyyy-MM-dd} 至 {e.LastDay:yyyy-MM-dd}(含)三年内不得参与。"),
        BanInherited e => (
            $"The ban passes on to {e.Enterprise} from {e.Predecessor}, to {e.LastDay:yyyy-MM-dd}.",
            $"惩戒由 {e.Predecessor} 承继至 {e.Enterprise}，至 {e.LastDay:yyyy-MM-dd} 止。"),
        BanVoided e => ($"The ban is void from its start: {e.Reason}", $"惩戒自始无效：{Told(e.Reason)}"),
        RelationDeclared e => (
            $"{e.Child} belongs to {e.Parent} ({EnOf(e.Kind)}) from {e.From:yyyy-MM-dd}.",
            $"{e.Child} 自 {e.From:yyyy-MM-dd} 起隶属于 {e.Parent}({ZhOf(e.Kind)})。"),
        RelationEnded e => (
            $"The relation of {e.Child} ends, last day {e.LastDay:yyyy-MM-dd}.",
            $"{e.Child} 的隶属关系至 {e.LastDay:yyyy-MM-dd} 止。"),
        ConflictDeclared e => (
            $"{e.Organisation} declares its link with {e.Enterprise}: {e.Link}.",
            $"{e.Organisation} 申报与 {e.Enterprise} 的利害关系：{e.Link}。"),
        RelatedEnterpriseDeclared e => (
            $"{e.Enterprise} and {e.Other} are related: {e.Relation}.",
            $"{e.Enterprise} 与 {e.Other} 存在关联关系：{e.Relation}。"),
        ExpertPanelFormed => ("The panel of experts is formed.", "组成评审专家组。"),
        PlanWithdrawn e => ($"The plan is withdrawn: {e.Reason}", $"撤回评估方案：{Told(e.Reason)}"),
        SelectionWithdrawn e => ($"The selection of the plan is withdrawn: {e.Reason}", $"撤销方案遴选：{Told(e.Reason)}"),
        CategoryLapsed e => ($"The category lapses in this round: {e.Reason}", $"本轮该类别终止：{Told(e.Reason)}"),
        BodyEngaged e =>
            ($"{e.Organisation} is engaged as the evaluation body of {e.Call}.", $"{e.Organisation} 受托承担 {e.Call} 的评估。"),
        EngagementEnded e => (
            $"The engagement of {e.Organisation} for {e.Call} ends: {e.Reason}",
            $"{e.Organisation} 对 {e.Call} 的评估委托终止：{Told(e.Reason)}"),
        FeeRecorded e => (
            $"A fee that {e.Organisation} took from {e.Enterprise} is recorded: {e.Facts}",
            $"记录 {e.Organisation} 向 {e.Enterprise} 收费：{e.Facts}"),
        BodyDisqualified e => (
            $"{e.Organisation} is disqualified until {e.LastDay:yyyy-MM-dd} ({EnOf(e.Ground)}): {e.Facts}",
            $"取消 {e.Organisation} 的评估资格至 {e.LastDay:yyyy-MM-dd}({ZhOf(e.Ground)})：{e.Facts}"),
        BodyDisqualificationMarked e =>
            ($"The evaluation is marked: its body {e.Body} is disqualified.", $"评估标注：评估机构 {e.Body} 被取消资格。"),
        IndependenceIncidentRaised e => (
            $"The independence of {e.Organisation} is in question by {e.Relation}.",
            $"{e.Organisation} 的独立性因 {e.Relation} 受到质疑。"),
        IncidentRaised e => ($"An incident is marked ({EnOf(e.Kind)}): {e.Detail}", $"标注事件({ZhOf(e.Kind)})：{Told(e.Detail)}"),
        CandidacyEntered e =>
            ($"{e.Enterprise} is a candidate in {e.Evaluation}.", $"{e.Enterprise} 列为 {e.Evaluation} 的候选。"),
        CandidacyEnded e => (
            $"{e.Enterprise} is no candidate in {e.Evaluation} any more: {e.Reason}",
            $"{e.Enterprise} 不再是 {e.Evaluation} 的候选：{Told(e.Reason)}"),
        EvaluationWithdrawn e => ($"The evaluation is withdrawn: {e.Reason}", $"撤销评估：{Told(e.Reason)}"),
        DeadlineRecomputed e => (
            $"The last day of the notice becomes {e.LastDay:yyyy-MM-dd} by the calendar {e.Calendar}.",
            $"按工作日历 {e.Calendar}，公示截止日改为 {e.LastDay:yyyy-MM-dd}。"),
        ObjectionFoundInadmissible e =>
            ($"The objection is not admissible ({EnOf(e.Ground)}): {e.Answer}", $"异议不予受理({ZhOf(e.Ground)})：{e.Answer}"),
        ObjectionWithdrawn => ("The objection is withdrawn.", "撤回异议。"),
        ObjectionAnswerExtended e => (
            $"The answer to the objection is due on {e.AnswerDueOn:yyyy-MM-dd}: {e.Reason}",
            $"异议答复期限延至 {e.AnswerDueOn:yyyy-MM-dd}：{Told(e.Reason)}"),
        ObjectionEscalated => ("The objection is not answered in time and goes to the working body.", "异议逾期未答复，移交工作机构。"),
        ProcedureReviewRequested => ("A review of the procedure is asked for.", "申请程序复核。"),
        ProcedureReviewAnswered e => (
            $"The review of the procedure {(e.Remitted ? "sends the objection back" : "finds no fault")}: {e.Reasons}",
            $"程序复核{(e.Remitted ? "发回重新处理" : "未发现问题")}：{e.Reasons}"),
        LeaderListEntered e => (
            $"The leader list {e.Evaluation}, batch {e.Batch}, is entered in the category's file.",
            $"领跑者名单 {e.Evaluation}(第 {e.Batch} 批)记入类别档案。"),
        AdjustmentReminded e => (
            $"The cycle of {e.Evaluation} ended on {e.CycleEndedOn:yyyy-MM-dd}; the list is due for adjustment.",
            $"{e.Evaluation} 周期已于 {e.CycleEndedOn:yyyy-MM-dd} 届满，名单应予调整。"),
        DeclarationTitled e => ($"The title {e.Title} rests on the declaration.", $"称号 {e.Title} 以该声明为依据。"),
        TitleFollowedRevision e => (
            $"The title follows version {e.DeclarationVersion} of the declaration.",
            $"称号沿用声明第 {e.DeclarationVersion} 版。"),
        TitleReviewRequired e => ($"The title must be looked at again: {e.Reason}", $"称号需复核：{Told(e.Reason)}"),
        TitleReviewOpened e => (
            $"{e.Body} looks at the title {e.Title} again by {e.DueOn:yyyy-MM-dd}: {e.Because}",
            $"{e.Body} 复核称号 {e.Title}，期限 {e.DueOn:yyyy-MM-dd}：{e.Because}"),
        TitleReviewClosed e =>
            ($"The review of the title is closed ({EnOf(e.Outcome)}): {e.Reasons}", $"称号复核结束({ZhOf(e.Outcome)})：{e.Reasons}"),
        TitleReviewConcluded e =>
            ($"The review of the title {e.Title} is concluded ({EnOf(e.Outcome)}).", $"称号 {e.Title} 复核办结({ZhOf(e.Outcome)})。"),
        BaselineChanged e => (
            $"The standard {e.Standard} is in force from {e.InForceFrom:yyyy-MM-dd} and changes the baseline.",
            $"标准 {e.Standard} 自 {e.InForceFrom:yyyy-MM-dd} 起实施，基准发生变化。"),
        AdoptionRecorded e => (
            $"{e.User} adopts the title {e.Title} ({EnOf(e.Kind)}): {e.Scope}",
            $"{e.User} 采信称号 {e.Title}({ZhOf(e.Kind)})：{e.Scope}"),
        AdoptionEnded e => ($"The adoption {e.Adoption} ends: {e.Reason}", $"采信 {e.Adoption} 终止：{Told(e.Reason)}"),
        SupportingPolicyRegistered e => (
            $"{e.Issuer} registers the supporting policy {En(e.Name)}: {e.Benefit}",
            $"{e.Issuer} 登记支持政策“{Zh(e.Name)}”：{e.Benefit}"),
        SupportingPolicyAmended e => (
            $"{e.Issuer} amends the supporting policy {En(e.Name)}: {e.Reason}",
            $"{e.Issuer} 修订支持政策“{Zh(e.Name)}”：{Told(e.Reason)}"),
        SupportingPolicyEnded e => (
            $"{e.Issuer} ends the supporting policy, {e.LastDay:yyyy-MM-dd} being its last day: {e.Reason}",
            $"{e.Issuer} 终止该支持政策，{e.LastDay:yyyy-MM-dd} 为最后一日：{Told(e.Reason)}"),
        ImplementingSchemeIssued e => (
            $"{e.Issuer} issues the implementing scheme {En(e.Name)}, with {e.Milestones.Count} milestones.",
            $"{e.Issuer} 发布实施方案“{Zh(e.Name)}”，共{e.Milestones.Count}个节点。"),
        ImplementingSchemeAmended e => (
            $"{e.Issuer} amends the implementing scheme {En(e.Name)}: {e.Reason}",
            $"{e.Issuer} 修订实施方案“{Zh(e.Name)}”：{Told(e.Reason)}"),
        MilestoneReported e => (
            $"{e.ReportedBy} reports a milestone as done on {e.DoneOn:yyyy-MM-dd}: {e.Result}",
            $"{e.ReportedBy} 报告一个节点已于 {e.DoneOn:yyyy-MM-dd} 完成：{Told(e.Result)}"),
        ImplementingSchemeEnded e => (
            $"{e.Issuer} ends the implementing scheme, {e.LastDay:yyyy-MM-dd} being its last day: {e.Reason}",
            $"{e.Issuer} 终止该实施方案，{e.LastDay:yyyy-MM-dd} 为最后一日：{Told(e.Reason)}"),
        SigningKeyRegistered e => (
            $"{e.Holder} registers the key {Short(e.Key)} to sign with, from {e.From:yyyy-MM-dd}"
                + $"{(e.LastDay is { } last ? $" to {last:yyyy-MM-dd}" : "")}.",
            $"{e.Holder} 登记签名密钥 {Short(e.Key)}，自 {e.From:yyyy-MM-dd} 起有效"
                + $"{(e.LastDay is { } until ? $"，至 {until:yyyy-MM-dd}(含)止" : "")}。"),
        SigningKeyRevoked e => (
            $"{e.Holder} revokes the key {Short(e.Key)}, which is not trusted from {e.From:yyyy-MM-dd} on: {e.Reason}",
            $"{e.Holder} 吊销签名密钥 {Short(e.Key)}，自 {e.From:yyyy-MM-dd} 起不再可信：{Told(e.Reason)}"),
        SigningKeyClaimed e => ($"The key {Short(e.Key)} is held by {e.Holder}.", $"密钥 {Short(e.Key)} 归 {e.Holder} 所有。"),
        ServiceOffered e => (
            $"{e.Body} offers a service ({EnOf(e.Kind)}): {En(e.Name)}.",
            $"{e.Body} 提供标准化服务“{Zh(e.Name)}”({ZhOf(e.Kind)})。"),
        ServiceEnded e => (
            $"{e.Body} ends the service, {e.LastDay:yyyy-MM-dd} being its last day: {e.Reason}",
            $"{e.Body} 终止该服务，{e.LastDay:yyyy-MM-dd} 为最后一日：{Told(e.Reason)}"),
        OtherTitleRecorded e => (
            $"{e.Body} records a title of another scheme, {En(e.Scheme)}, of {e.Enterprise}: {e.Number}.",
            $"{e.Body} 登记 {e.Enterprise} 的其他制度称号“{Zh(e.Scheme)}”：{e.Number}。"),
        OtherTitleEnded e => (
            $"The other scheme ended the title, {e.LastDay:yyyy-MM-dd} being its last day: {e.Reason}",
            $"其他制度终止该称号，{e.LastDay:yyyy-MM-dd} 为最后一日：{Told(e.Reason)}"),
        ActivityRecorded e => (
            $"{e.Body} records an activity ({EnOf(e.Kind)}): {En(e.Name)}, {e.From:yyyy-MM-dd} to {e.To:yyyy-MM-dd}.",
            $"{e.Body} 登记活动“{Zh(e.Name)}”({ZhOf(e.Kind)})，{e.From:yyyy-MM-dd} 至 {e.To:yyyy-MM-dd}。"),
        ActivityReported { Held: true } => ("The activity is over, and who took part is told.", "活动结束，登记参加情况。"),
        ActivityReported e => ($"The activity is called off: {e.Reason}", $"活动取消：{Told(e.Reason)}"),
        StatisticsReleased e => (
            $"{e.By} releases the statistics {En(e.Name)}, of {e.AsOf:yyyy-MM-dd}.",
            $"{e.By} 发布统计“{Zh(e.Name)}”，统计日 {e.AsOf:yyyy-MM-dd}。"),
        SamplingPlanAnnounced e => (
            $"{e.Authority} announces the spot checks {En(e.Name)} of {e.Year}.",
            $"{e.Authority} 公布{e.Year}年监督抽查计划“{Zh(e.Name)}”。"),
        SamplesDrawn e => (
            $"Of {e.Candidates} candidates {e.Samples.Count} are drawn by the seed {e.Seed}.",
            $"以种子 {e.Seed} 从{e.Candidates}个候选中抽取{e.Samples.Count}个。"),
        SampleAdded e => (
            $"{e.Sample.Subject} is taken by hand: {e.Reason}",
            $"人工选取 {e.Sample.Subject}：{Told(e.Reason)}"),
        SampleResultRecorded e => e.Conforms
            ? ($"{e.SubjectId} conforms.", $"{e.SubjectId} 抽查合格。")
            : ($"{e.SubjectId} does not conform: finding {e.Finding}.", $"{e.SubjectId} 抽查不合格，监督结果 {e.Finding}。"),
        QualityCreditRecorded e => (
            $"{e.Issuer} rated the quality credit of {e.Enterprise} {e.Grade}, on {e.RatedOn:yyyy-MM-dd}.",
            $"{e.Issuer} 于 {e.RatedOn:yyyy-MM-dd} 评定 {e.Enterprise} 的质量信用等级为 {e.Grade}。"),
        QualityCreditCorrected e => (
            $"The rating of quality credit is corrected to {e.Grade}: {e.Reason}",
            $"质量信用评价更正为 {e.Grade}：{Told(e.Reason)}"),
        QualityCreditWithdrawn e => ($"The rating of quality credit is withdrawn: {e.Reason}", $"撤回质量信用评价：{Told(e.Reason)}"),
        InspectionRecorded e => (
            $"{e.Authority} inspected {En(e.SubjectId)} on {e.InspectedOn:yyyy-MM-dd}: {En(e.Occasion)}.",
            $"{e.Authority} 于 {e.InspectedOn:yyyy-MM-dd} 检查 {Zh(e.SubjectId)}：{Zh(e.Occasion)}。"),
        InspectionFollowedUp e => e.PutRight
            ? ($"It was found put right on {e.CheckedOn:yyyy-MM-dd}.", $"{e.CheckedOn:yyyy-MM-dd} 复查，已经整改。")
            : ($"It was found not put right on {e.CheckedOn:yyyy-MM-dd}.", $"{e.CheckedOn:yyyy-MM-dd} 复查，尚未整改。"),
        ExternalFigureRecorded e => (
            $"{e.By} enters a figure that others found, {En(e.Name)}: {e.Source}",
            $"{e.By} 登记外部数据“{Zh(e.Name)}”，来源：{e.Source}"),
        ComplaintRefused => ("The complaint is not accepted.", "投诉举报不予受理。"),
        ComplaintCheckExtended e => (
            $"The check of the complaint is due on {e.CheckDueOn:yyyy-MM-dd}.",
            $"投诉举报核查期限延至 {e.CheckDueOn:yyyy-MM-dd}。"),
        ComplaintConcluded e => ($"The complaint is concluded ({EnOf(e.Outcome)}).", $"投诉举报办结({ZhOf(e.Outcome)})。"),
        ComplaintAnswered => ("The complainant is answered.", "答复投诉举报人。"),
        ComplaintAppealed e => (
            $"Who complained appeals against the handling; {e.To} decides.",
            $"投诉举报人对处理不服，提请 {e.To} 复核。"),
        ComplaintAppealDecided e => e.Upheld
            ? ($"The appeal is upheld; the complaint is {EnOf(e.Outcome)}.", $"复核请求成立，投诉举报改为{ZhOf(e.Outcome)}。")
            : ("The appeal is not upheld: the handling stands.", "复核请求不成立，维持原处理。"),
        ComplaintOverdue => ("The complaint is overdue.", "投诉举报逾期。"),
        FindingEntered e =>
            ($"The finding {e.Finding} is entered in the enterprise's file.", $"监督结果 {e.Finding} 记入企业档案。"),
        FindingCleared e => (
            $"The finding {e.Finding} is cleared from the enterprise's file: {e.Reason}",
            $"监督结果 {e.Finding} 从企业档案消除：{Told(e.Reason)}"),
        FindingClosed e => ($"The finding is closed: {e.Reason}", $"监督结果办结：{Told(e.Reason)}"),
        TitleCaseOpened e => ($"The case {e.Case} is noted on the title.", $"称号记载立案 {e.Case}。"),
        TitleCaseClosed e =>
            ($"The case {e.Case} about the title is closed ({EnOf(e.Outcome)}).", $"称号所涉案件 {e.Case} 结案({ZhOf(e.Outcome)})。"),
        CaseReassigned e =>
            ($"The case passes from {e.From} to {e.To}: {e.Reason}", $"案件由 {e.From} 移交 {e.To}：{Told(e.Reason)}"),
        CaseOverdue { Step: CaseStep.Decision } => ("The case was not decided in time.", "案件未按期作出认定。"),
        CaseOverdue => ("The title was not cancelled in time.", "未按期取消称号。"),
        CaseExecuted e =>
            ($"The decision of the case is carried out by {e.Revocation}.", $"案件决定以 {e.Revocation} 执行。"),
        ActEnteredLate e => (
            $"Done on {e.On:yyyy-MM-dd} and entered on {e.EnteredOn:yyyy-MM-dd}: {e.Channel}",
            $"{e.On:yyyy-MM-dd} 作出，{e.EnteredOn:yyyy-MM-dd} 补录：{e.Channel}"),
        EvidenceDeposited e => ($"A file is deposited, SHA-256 {e.Digest}.", $"存入证据文件，SHA-256 {e.Digest}。"),
        EvidenceErased e => ($"The file with SHA-256 {e.Digest} is erased.", $"证据文件(SHA-256 {e.Digest})已删除。"),
        PersonalDataErased => ("Personal data are erased.", "删除个人信息。"),
        _ => Http.Labels.Event(Projections.Log.FactTypes.NameOf(fact.GetType())) is var (zh, en) ? ($"{en}.", $"{zh}。") : default,
    };

    /// <summary>What the register recorded itself is English; what people wrote stays theirs.</summary>
    private static string? Told(string? recorded) => recorded is null ? null : Http.Reasons.InChinese(recorded);

    /// <summary>A word of a closed list as people say it.</summary>
    private static string ZhOf<T>(T word) => Called(word).Zh;
    private static string EnOf<T>(T word) => Called(word).En;

    private static (string Zh, string En) Called<T>(T word) => word?.ToString() is not { } text ? ("", "")
        : Http.Labels.Value(word is Enum ? word.GetType().Name : null, JsonNamingPolicy.CamelCase.ConvertName(text)) is var called
            && called.Zh == called.En && word is not Enum ? (text, text) : called;

    private static string Zh(string written) => NameInBoth.Of(written).Zh ?? written;
    /// <summary>The beginning of a thumbprint.</summary>
    private static string Short(string key) => key.Length > 8 ? key[..8] + "…" : key;

    private static string En(string written) => NameInBoth.Of(written).En ?? written;

    /// <summary>
    /// What may be said of a fact to those who may not read it: that it is there, and what kind of act it is. Quotes nothing of its data
    /// but ids.
    /// </summary>
    public static StepText Withheld(Fact fact) => Told(fact, WithheldWords(fact));

    private static (string En, string Zh) WithheldWords(Fact fact) => fact switch
    {
        PlanSubmitted => ("An evaluation plan is submitted.", "提交评估方案。"),
        FactsStated => ("The body states the facts that the enterprise may answer.", "评估机构告知事实，企业可以陈述申辩。"),
        DefenceFiled => ("The enterprise defends itself.", "企业陈述申辩。"),
        EvidenceFiled => ("Evidence is filed.", "提交证据。"),
        FindingReceived e => ($"{e.Authority} reports a finding.", $"{e.Authority} 通报监督结果。"),
        ComplaintConcluded => ("The complaint is concluded.", "投诉举报办结。"),
        ComplaintAppealed => ("Who complained appeals against the handling.", "投诉举报人对处理不服，提请复核。"),
        ActEnteredLate e => (
            $"Done on {e.On:yyyy-MM-dd} and entered on {e.EnteredOn:yyyy-MM-dd}.",
            $"{e.On:yyyy-MM-dd} 作出，{e.EnteredOn:yyyy-MM-dd} 录入。"),
        EvidenceDeposited => ("A file is deposited.", "存入证据文件。"),
        EvidenceErased => ("A file is erased.", "证据文件已删除。"),
        _ => Words(fact),
    };

    /// <summary>SHA-256 digests of the files that the fact rests on.</summary>
    public static IReadOnlyList<string> Evidence(Fact fact) => fact switch
    {
        FactsStated e => e.Evidence,
        DefenceFiled e => e.Evidence,
        EvidenceFiled e => e.Evidence,
        FindingReceived e => e.Evidence,
        TitleRevoked e => e.Evidence,
        _ => [],
    };

    private static string Ground(RevocationGround ground) => ground == RevocationGround.Fraud ? "弄虚作假" : "达不到公开标准水平";

    private static (string En, string Zh) Subject(NoticeSubject subject) => subject switch
    {
        NoticeSubject.Plan => ("evaluation plan", "评估方案"),
        NoticeSubject.Ranking => ("ranking", "排行榜"),
        _ => ("leader list", "领跑者名单"),
    };
}
