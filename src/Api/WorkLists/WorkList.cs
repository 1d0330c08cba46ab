using System.Text.Json;
using Leader.Api.Http;
using Leader.Api.Statistics;
using Leader.Api.Watches;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;
using Npgsql;

namespace Leader.Api.WorkLists;

/// <summary>
/// What waits for whom: read from the documents of the views and the days that they state. What monitoring noticed and watch lists that
/// are paused are told of now only.
/// </summary>
internal sealed class WorkList(Asked asked, Actor by)
{
    /// <summary>What ends by itself is told so many days before.</summary>
    private const int DaysBefore = 30;

    private readonly List<WorkItem> _items = [];
    private readonly HashSet<DateOnly> _days = [];
    private string Me => by.Subject;
    private DateOnly Today => asked.Clocks.AsOf;

    public static async Task<DeskDoc> OfAsync(Asked asked)
    {
        var by = (await asked.ReaderAsync()).By;
        var list = new WorkList(asked, by);
        await (by.Role switch
        {
            Role.Enterprise => list.EnterpriseAsync(),
            Role.EvaluationBody => list.BodyAsync(),
            Role.WorkingBody => list.WorkingBodyAsync(),
            Role.Expert => list.ExpertAsync(),
            Role.Regulator => list.RegulatorAsync(),
            Role.Supervisor => list.SupervisorAsync(),
            Role.Department or Role.LocalAuthority => list.AuthorityAsync(),
            Role.ProfessionalBody => list.ActivitiesAsync(),
            Role.ResultUser => list.UserAsync(),
            _ => Task.CompletedTask,
        });
        if (by.Role is not (Role.Public or Role.Enterprise or Role.Expert)) await list.MilestonesAsync();
        // each last day moves an item from waiting to overdue by itself
        asked.MayChangeOn(list._items.SelectMany(i => new[] { i.NotBefore, i.DueOn?.AddDays(1) }).OfType<DateOnly>().Concat(list._days));
        return new(
            Identity.Name(by.Role),
            by.Subject,
            [.. list._items.OrderBy(i => i.DueOn ?? DateOnly.MaxValue).ThenBy(i => i.NotBefore ?? DateOnly.MinValue)
                .ThenBy(i => i.Command, StringComparer.Ordinal).ThenBy(i => i.Id, StringComparer.Ordinal)]);
    }

    private async Task EnterpriseAsync()
    {
        foreach (var c in await asked.AllAsync(LeaderViews.Cases, new(Enterprise: [Me])))
        {
            if (c.Stage == CaseStage.FactsStated) Case("FileDefence", c, c.DefenceDueOn);
            if (c.Stage == CaseStage.Opened) Case("FileEvidence", c, null);
        }
        var file = await asked.GetAsync(LeaderViews.Enterprises, Me);
        foreach (var candidacy in file?.Candidacies.Where(c => c.EndedOn is null) ?? [])
        {
            if (await asked.GetAsync(LeaderViews.Rankings, candidacy.Evaluation) is not { } ranking) continue;
            if (ranking.Stage is not ("rankingNoticed" or "listNoticed")) continue;
            var notice = ranking.Stage == "listNoticed" ? ranking.ListInNotice?.Notice : ranking.Notice;
            if (notice is null || await asked.GetAsync(LeaderViews.Notices, notice) is not { Status: "open" } open) continue;
            Add("LodgeObjection", notice, $"/v1/notices/{notice}", open.LastDay, category: ranking.Category);
            if (ranking.ListInNotice?.Leaders.Any(l => l.Enterprise == Me) == true
                && file!.Commitments.All(c => c.WithdrawnOn is not null || c.Category is { } of && of != ranking.Category))
            {
                Add(
                    "GiveCommitment",
                    Me,
                    $"/v1/enterprises/{Me}",
                    open.LastDay,
                    category: ranking.Category,
                    query: $"creditCode={Me}&category={Uri.EscapeDataString(ranking.Category)}");
            }
        }
        foreach (var title in file?.Titles.Where(t => t.Held().Any(h => h.From <= Today && Today <= h.LastDay)) ?? [])
        {
            if (await asked.GetAsync(LeaderViews.Titles, title.Title) is { ReviewReason: not null } reviewed)
            {
                Add(
                    "ReviseDeclaration",
                    reviewed.Declaration,
                    $"/v1/declarations/{Uri.EscapeDataString(reviewed.Declaration)}",
                    null,
                    title: title.Title);
            }
        }
    }

    private async Task BodyAsync()
    {
        foreach (var call in await asked.AllAsync(LeaderViews.Plans, new(Status: ["open", "official"])))
        {
            if (call.Stage == "open" && call.ClosesOn >= Today
                && call.Plans.All(p => p.Body != Me || p.Round != call.Round || p.Status == "withdrawn"))
            {
                Add("SubmitPlan", call.Call, $"/v1/calls/{call.Call}", call.ClosesOn, category: call.Category);
            }
            if (call.Plans.FirstOrDefault(p => p.Status == "official" && p.Body == Me) is { Content: { } plan }
                && await asked.GetAsync(LeaderViews.Rankings, call.Call) is null)
            {
                Add(
                    "OpenEvaluation",
                    call.Call,
                    $"/v1/calls/{call.Call}",
                    null,
                    notBefore: Beijing.Day(plan.CutOff),
                    category: call.Category,
                    query: $"cycle={call.Cycle}&category={Uri.EscapeDataString(call.Category)}");
            }
        }
        foreach (var ranking in await asked.AllAsync(LeaderViews.Rankings, new(Body: [Me]))) Evaluation(ranking);
        foreach (var notice in await asked.AllAsync(LeaderViews.Notices, new(Body: [Me]))) Notice(notice);
        foreach (var c in await asked.AllAsync(LeaderViews.Cases, new(Body: [Me])))
        {
            if (c.Stage == CaseStage.Opened) Case("StateFacts", c, c.DueOn);
            if (c.Stage == CaseStage.FactsStated) Case("DecideCase", c, c.DueOn, c.DefenceDueOn?.AddDays(1));
            if (c is { Stage: CaseStage.Decided, EstablishedGround: not null, Revocation: null })
            {
                Add(
                    "RevokeTitle",
                    c.Title,
                    $"/v1/cases/{c.Case}",
                    c.DueOn,
                    enterprise: c.Enterprise,
                    query: $"id={Uri.EscapeDataString(c.Title)}&case={Uri.EscapeDataString(c.Case)}");
            }
        }
        await ComplaintsAsync();
        foreach (var title in await asked.AllAsync(LeaderViews.Titles, new(Body: [Me], Status: ["inForce", "inGrace"])))
        {
            if (title.ReviewReason is null) continue;
            var due = (await asked.GetAsync(LeaderViews.Enterprises, title.Enterprise))?.TitleReviews
                .LastOrDefault(r => r.Title == title.Title && r.Outcome is null)?.DueOn;
            Add("ConcludeTitleReview", title.Title, $"/v1/titles/{title.Title}", due, title.Enterprise, title.Category);
        }
    }

    private void Evaluation(RankingDoc ranking)
    {
        if (ranking.BodyDisqualified is not null) return;
        foreach (var entry in ranking.Entries.Where(e => e.UnderReview is not null))
        {
            var declaration = Uri.EscapeDataString(entry.Declaration);
            Of("ConcludeEntryReview", entry.Enterprise, $"id={ranking.Evaluation}&declaration={declaration}");
        }
        if (ranking.Stage == "evaluating")
        {
            Of("RecordValues");
            Of("OpenRankingNotice");
        }
        if (ranking.Stage == "rankingPublished" && ranking.LeaderNumbers.Count == 0) Of("DecideLeaderNumber");
        if (ranking.Stage == "rankingPublished" && ranking.LeaderNumbers.Count > 0) Of("OpenLeaderNotice");

        void Of(string command, string? enterprise = null, string? query = null) => Add(
            command,
            ranking.Evaluation,
            $"/v1/evaluations/{ranking.Evaluation}",
            null,
            enterprise,
            ranking.Category,
            query: query);
    }

    /// <summary>A notice of who asks: its objections, and what follows once it is over and none stands.</summary>
    private void Notice(NoticeDoc notice)
    {
        foreach (var objection in notice.Objections)
        {
            if (objection.Stage == ObjectionStage.Lodged) Objection("AdmitObjection", objection, objection.AnswerDueOn);
            if (objection.Stage == ObjectionStage.Admitted) Objection("RuleOnObjection", objection, objection.AnswerDueOn);
        }
        if (notice.Status is not ("open" or "ended")) return;
        if (notice.Provisional) Add("RecomputeDeadline", notice.Notice, $"/v1/notices/{notice.Notice}", notice.LastDay);
        var (command, id) = notice.Subject switch
        {
            NoticeSubject.Plan => ("MakePlanOfficial", notice.Covers is [var plan, ..] ? plan : notice.Call),
            NoticeSubject.Ranking => ("PublishRanking", notice.Call),
            _ => ("PublishLeaderList", notice.Call),
        };
        Add(
            command,
            id,
            $"/v1/notices/{notice.Notice}",
            null,
            notBefore: notice.LastDay.AddDays(1));
    }

    private void Objection(string command, ObjectionDoc objection, DateOnly? due) =>
        Add(command, objection.Objection, $"/v1/objections/{objection.Objection}", due);

    private async Task ComplaintsAsync()
    {
        foreach (var c in await asked.AllAsync(LeaderViews.Complaints, new(Body: [Me])))
        {
            var command = c.Stage switch
            {
                ComplaintStage.Received => "AcceptComplaint",
                ComplaintStage.Accepted => "ConcludeComplaint",
                ComplaintStage.Concluded => "AnswerComplaint",
                _ => null,
            };
            if (command is not null)
            {
                Add(command, c.Complaint, $"/v1/complaints/{c.Complaint}", c.DueOn, c.Enterprise);
            }
        }
    }

    private async Task WorkingBodyAsync()
    {
        if (!(await asked.ReaderAsync()).IsWorkingBody) return;
        await ReleasesAsync();
        await ActivitiesAsync();
        foreach (var call in await asked.AllAsync(LeaderViews.Plans, new(Status: ["open", "selected"])))
        {
            var plans = call.Plans.Where(p => p.Round == call.Round && p.Status == "submitted").ToArray();
            if (call.Stage == "open")
            {
                var (command, id, from) = plans.Length == 0 ? ("LapseCategory", call.Call, call.ClosesOn.AddDays(1))
                    : call.Panel.Count == 0 ? ("FormExpertPanel", call.Call, Today)
                    : ("SelectPlan", plans.MaxBy(p => p.Reviews.Average(r => r.Score) ?? 0)!.Plan, call.ClosesOn.AddDays(1));
                Add(command, id, $"/v1/calls/{call.Call}", null, category: call.Category, notBefore: from);
            }
            if (call is { Stage: "selected", SelectedPlan: not null, Notice: { } under }
                && await asked.GetAsync(LeaderViews.Notices, under) is { } notice)
            {
                Notice(notice with { Covers = [call.SelectedPlan] });
            }
        }
        foreach (var notice in await asked.AllAsync(LeaderViews.Notices, new()))
        {
            foreach (var objection in notice.Objections.Where(o => o.Stage == ObjectionStage.UnderReview))
            {
                Objection("AnswerProcedureReview", objection, null);
            }
        }
        foreach (var c in (await asked.AllAsync(LeaderViews.Cases, new(Status: Undecided))).Where(c => c.Overdue))
        {
            Case("ReassignCase", c, null);
        }
        foreach (var category in await asked.AllAsync(LeaderViews.Categories, new(Status: ["listed"])))
        {
            var cycle = category.Cycles.MaxBy(c => c.Cycle);
            if (cycle?.Stage != "listed") continue;
            Add(
                "OpenPlanCall",
                category.Category,
                $"/v1/categories/{category.Category}",
                null,
                category: category.Category,
                query: $"id={Uri.EscapeDataString(category.Category)}&cycle={cycle.Cycle}");
        }
    }

    private static readonly string[] Undecided = [Words.Of(CaseStage.Opened), Words.Of(CaseStage.FactsStated)];

    private async Task ExpertAsync()
    {
        foreach (var call in (await asked.AllAsync(LeaderViews.Plans, new(Status: ["open"]))).Where(c => c.Panel.Any(e => e.Id == Me)))
        {
            foreach (var plan in call.Plans.Where(p => p.Round == call.Round && p.Status == "submitted"
                && p.Reviews.All(r => r.Expert != Me)))
            {
                Add("ReviewPlan", plan.Plan, $"/v1/plans/{plan.Plan}", null, category: call.Category);
            }
        }
    }

    private async Task RegulatorAsync()
    {
        await ComplaintsAsync();
        if (await asked.GetAsync(LeaderViews.KeyFields, $"{Today.Year}") is null)
        {
            Add("PublishKeyFieldList", $"{Today.Year}", "/v1/key-fields", null, query: $"cycle={Today.Year}");
        }
        foreach (var complaint in await asked.AllAsync(LeaderViews.Complaints, new()))
        {
            if (complaint.Stage == ComplaintStage.Appealed && complaint.AppealTo == Me)
            {
                Add(
                    "DecideComplaintAppeal",
                    complaint.Complaint,
                    $"/v1/complaints/{complaint.Complaint}",
                    complaint.DueOn,
                    complaint.Enterprise);
            }
            if (complaint.Overdue && complaint.Body != Me && complaint.Stage is ComplaintStage.Received or ComplaintStage.Accepted)
            {
                Add(
                    complaint.Stage == ComplaintStage.Received ? "AcceptComplaint" : "ConcludeComplaint",
                    complaint.Complaint,
                    $"/v1/complaints/{complaint.Complaint}",
                    complaint.DueOn,
                    complaint.Enterprise);
            }
        }
        foreach (var notice in await asked.AllAsync(LeaderViews.Notices, new(Status: ["open"])))
        {
            if (notice.Provisional) Add("AnnounceCalendar", notice.Notice, $"/v1/notices/{notice.Notice}", notice.LastDay);
        }
        foreach (var c in (await asked.AllAsync(LeaderViews.Cases, new(Status: Undecided))).Where(c => c.Overdue))
        {
            Add("DisqualifyBody", c.Body, $"/v1/cases/{c.Case}", null, c.Enterprise, title: c.Title);
        }
        await FindingsAsync();
        await InspectionsAsync();
        await SamplesAsync();
        await ReleasesAsync();
        await ActivitiesAsync();
        foreach (var proposal in await asked.AllAsync(LeaderViews.FieldProposals, new(Status: [Words.Of(FieldProposalStatus.Open)])))
        {
            Add(
                "PublishKeyFieldList",
                $"{proposal.Cycle}",
                $"/v1/field-proposals/{Uri.EscapeDataString(proposal.Proposal)}",
                null,
                query: $"cycle={proposal.Cycle}",
                since: proposal.ProposedOn);
        }
    }

    /// <summary>Of a department or region.</summary>
    private async Task AuthorityAsync()
    {
        await InspectionsAsync();
        if (by.Role == Role.LocalAuthority) await SamplesAsync();
        await ActivitiesAsync();
        foreach (var policy in await asked.AllAsync(LeaderViews.Policies, new(Body: [Me])))
        {
            if (policy.ValidTo is not { } last || !EndsSoon(last)) continue;
            Add("AmendPolicy", policy.Policy, $"/v1/policies/{policy.Policy}", last);
        }
    }

    /// <summary>What an organisation answers for, and all of the schemes that it issued itself (R110).</summary>
    private async Task MilestonesAsync()
    {
        foreach (var scheme in await asked.AllAsync(LeaderViews.ImplementingSchemes, new()))
        {
            foreach (var milestone in scheme.Milestones.Where(m => m.Status is MilestoneStatus.Due or MilestoneStatus.Overdue
                && (scheme.Issuer == Me || m.Responsible == Me)))
            {
                var id = Uri.EscapeDataString(scheme.ImplementingScheme);
                Add(
                    "ReportMilestone",
                    scheme.ImplementingScheme,
                    $"/v1/implementing-schemes/{id}",
                    milestone.DueOn,
                    query: $"id={id}&milestone={Uri.EscapeDataString(milestone.Milestone)}");
            }
        }
    }

    private bool EndsSoon(DateOnly last)
    {
        _days.UnionWith([last.AddDays(-DaysBefore), last.AddDays(1)]);
        return last.AddDays(-DaysBefore) <= Today && Today <= last;
    }

    /// <summary>Whoever holds one tells what came of it, on its last day or later (R105, R106, R108).</summary>
    private async Task ActivitiesAsync()
    {
        foreach (var one in await asked.AllAsync(LeaderViews.Activities, new(Body: [Me])))
        {
            var counted = one.Enterprises is not null || one.Persons is not null;
            var waits = one.Status == ActivityStatus.Announced ? EndsSoon(one.To)
                : one.Status == ActivityStatus.Held && !counted && Today <= one.To.AddDays(DaysBefore);
            _days.Add(one.To.AddDays(DaysBefore + 1));
            if (waits) Add("ReportActivity", one.Activity, $"/v1/activities/{one.Activity}", one.To, notBefore: one.To);
        }
    }

    /// <summary>The next release is due on the day that the last one names (R100).</summary>
    private async Task ReleasesAsync()
    {
        var last = (await asked.AllAsync(LeaderViews.Releases, new(Body: [Me])))
            .OrderBy(r => r.ReleasedOn).ThenBy(r => r.FiguresPosition).LastOrDefault();
        if (last?.NextOn is { } due) Add("ReleaseStatistics", last.Release, $"/v1/releases/{last.Release}", due, query: "");
    }

    /// <summary>Spot checks of a year are drawn and tested in it (R87).</summary>
    private async Task SamplesAsync()
    {
        foreach (var plan in await asked.AllAsync(LeaderViews.SamplingPlans, new(Body: [Me])))
        {
            var untested = plan.Samples.FirstOrDefault(s => s.Conforms is null);
            if (plan.Draw is not null && untested is null) continue;
            Add(
                plan.Draw is null ? "DrawSamples" : "RecordSampleResult",
                plan.SamplingPlan,
                $"/v1/sampling-plans/{plan.SamplingPlan}",
                new(plan.Year, 12, 31),
                plan.Draw is null ? null : untested!.Enterprise,
                notBefore: new(plan.Year, 1, 1),
                query: $"id={plan.SamplingPlan}"
                    + (plan.Draw is null ? "" : $"&subjectId={Uri.EscapeDataString(untested!.Title ?? untested.Declaration)}"));
        }
    }

    /// <summary>What has to be put right, and was not found so (R111).</summary>
    private async Task InspectionsAsync()
    {
        foreach (var one in await asked.AllAsync(LeaderViews.Inspections, new(Body: [Me], Status: ToPutRight)))
        {
            Add(
                "FollowUpInspection",
                one.Inspection,
                $"/v1/inspections/{one.Inspection}",
                one.PutRightBy,
                one.Subject == InspectedSubject.Enterprise ? one.SubjectId : null);
        }
    }

    private static readonly string[] ToPutRight = [Words.Of(InspectionStatus.Open), Words.Of(InspectionStatus.Overdue)];

    private async Task SupervisorAsync()
    {
        await FindingsAsync();
        await SamplesAsync();
        var reports = await asked.AllAsync(LeaderViews.Reports, new());
        var answered = reports.Count == 0 ? [] : (await asked.AllAsync(
            LeaderViews.Findings,
            new(Fields: [new("report", Compare.Is, [.. reports.Select(r => r.Report)])]))).Select(f => f.Report).ToHashSet();
        foreach (var report in reports.Where(r => !answered.Contains(r.Report)))
        {
            Add(
                "ReceiveFinding",
                report.Report,
                $"/v1/reports/{Uri.EscapeDataString(report.Report)}",
                null,
                report.Enterprise,
                Ids.ParseCall(report.Evaluation)?.Category,
                query: $"kind={Words.Of(FindingKind.QualitySupervision)}&enterprise={report.Enterprise}"
                    + $"&declaration={Uri.EscapeDataString(report.Declaration)}&report={Uri.EscapeDataString(report.Report)}",
                since: report.On);
        }
        if (!asked.IsOfNow) return;
        foreach (var alert in (await AlertsEndpoint.OfAsync(asked)).Items)
        {
            var id = alert.Enterprise ?? alert.Category ?? alert.Figure!;
            _items.Add(new(
                Noticed, id, alert.Rows, "/v1/statistics/alerts", "五(三)", null, null, false, alert.Enterprise, alert.Category,
                Since: alert.On));
        }
    }

    /// <summary>Something to look at: no command, but the list that it stands in.</summary>
    private const string Noticed = "ListAlerts";

    private async Task FindingsAsync()
    {
        foreach (var finding in await asked.AllAsync(LeaderViews.Findings, new(Body: [Me], Status: ["open"])))
        {
            Add("CloseFinding", finding.Finding, $"/v1/findings/{finding.Finding}", null, finding.Enterprise);
        }
    }

    /// <summary>Uses that rest on titles that have ended (Q62).</summary>
    private async Task UserAsync()
    {
        if (asked.IsOfNow)
        {
            await using var connection = await asked.Context.RequestServices.GetRequiredService<NpgsqlDataSource>()
                .OpenConnectionAsync(asked.Aborted);
            foreach (var watch in await WatchReader.OfAsync(connection, Me, null, asked.Aborted))
            {
                if (watch.Status != WatchStatus.Paused) continue;
                Add(
                    "ResumeWatch",
                    watch.Watch,
                    $"/v1/watches/{watch.Watch}",
                    null,
                    since: watch.FailingSince is { } failing ? Beijing.Day(failing) : null);
            }
        }
        foreach (var title in await asked.AllAsync(LeaderViews.Titles, new(Status: Ended)))
        {
            foreach (var use in (await asked.GetAsync(LeaderViews.Enterprises, title.Enterprise))?.Adoptions
                .Where(a => a.User == Me && a.Title == title.Title && a is { EndedOn: null, TitleEndedOn: not null }) ?? [])
            {
                Add(
                    "EndAdoption",
                    use.Adoption,
                    $"/v1/enterprises/{title.Enterprise}",
                    use.TitleEndedOn,
                    title.Enterprise,
                    title.Category,
                    title.Title,
                    query: $"id={Uri.EscapeDataString(use.Adoption)}&enterprise={title.Enterprise}");
            }
        }
    }

    private static readonly string[] Ended =
    [
        .. Enum.GetValues<TitleStatus>().Where(s => s is not (TitleStatus.InForce or TitleStatus.InGrace)).Select(s => Words.Of(s)),
    ];

    private void Case(string command, CaseDoc c, DateOnly? due, DateOnly? notBefore = null) =>
        Add(command, c.Case, $"/v1/cases/{c.Case}", due, c.Enterprise, title: c.Title, notBefore: notBefore);

    /// <param name="query">Of the form; the id in the address of the command, if not given.</param>
    private void Add(
        string command,
        string id,
        string subject,
        DateOnly? due,
        string? enterprise = null,
        string? category = null,
        string? title = null,
        DateOnly? notBefore = null,
        string? query = null,
        DateOnly? since = null) => _items.Add(new(
            command,
            id,
            subject,
            $"/desk/do/{JsonNamingPolicy.KebabCaseLower.ConvertName(command)}"
                + (query is "" ? "" : $"?{query ?? "id=" + Uri.EscapeDataString(id)}"),
            CommandWords.Of(command).Clause,
            notBefore > Today ? notBefore : null,
            due,
            due < Today,
            enterprise,
            category,
            title,
            since));
}
