using System.Globalization;
using Leader.Api.Http;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Supervision;

/// <summary>One complaint, appeal against the handling of a complaint, objection, finding or report.</summary>
/// <param name="Id">Of an appeal that of its complaint.</param>
/// <param name="By">Who raised it, by kind: never who it was (Q48).</param>
/// <param name="Authority">The authority that reported a finding; null of all others.</param>
/// <param name="SubjectId">What it is about; of an appeal the body whose handling it is.</param>
/// <param name="Body">Who deals with it; of a report the authority whose finding answers it, null before.</param>
/// <param name="Result">Null while it is open.</param>
/// <param name="ResultOn">The day of the result; null while it is open.</param>
/// <param name="Days">From the day on which it was raised to that of the result; 0 on the same day.</param>
public sealed record SupervisionMatter(
    string Kind,
    string Id,
    string By,
    string? Authority,
    string SubjectId,
    string? Body,
    DateOnly On,
    string? Result,
    DateOnly? ResultOn,
    int? Days);

/// <summary>
/// How many of a kind were raised by a kind of people, and what came of them. The parts add up to <paramref name="Raised"/>.
/// </summary>
/// <param name="Upheld">In whole or in part.</param>
/// <param name="NotTaken">Refused, or found inadmissible.</param>
/// <param name="MedianDays">Half of those with a result had it within so many days; null where none has one.</param>
public sealed record SupervisionCount(
    string Kind,
    string By,
    int Raised,
    int Open,
    int Upheld,
    int NotUpheld,
    int NotTaken,
    int Withdrawn,
    int Closed,
    decimal? MedianDays,
    int? LongestDays);

/// <summary>Spot checks of the year, as their plan says them.</summary>
public sealed record SpotChecks(
    string SamplingPlan,
    string Authority,
    string Name,
    int? Candidates,
    int Drawn,
    int Tested,
    int Conforming,
    decimal? ConformingPercent);

/// <summary>Who raised what in a year, with what result and in how many days; and its spot checks. 五(二), R68, R87, R98.</summary>
/// <param name="Matters">The newest first.</param>
/// <param name="SpotChecks">Plans of the year, the first announced first.</param>
public sealed record SupervisionDoc(
    int Year,
    IReadOnlyList<SupervisionCount> Counts,
    IReadOnlyList<SupervisionMatter> Matters,
    IReadOnlyList<SpotChecks> SpotChecks)
{
    internal const string Complaint = "complaint", Appeal = "appeal", Objection = "objection", Finding = "finding", Report = "report";

    /// <summary>Those who raise something, by kind.</summary>
    internal const string Authorities = "supervisionAuthority", Register = "register";

    internal const string Closed = "closed";

    internal static readonly Parameter[] Reads =
    [
        new("year", "Of what was raised in this year; the year of the day asked for, if not given.", Parameters.Whole),
    ];

    internal static async Task<ViewAnswer> AnswerAsync(Asked asked)
    {
        var year = asked.Clocks.AsOf.Year;
        if (asked.Context.Request.Value("year") is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out year) || year is < 1949 or > 9999))
        {
            return new(Problem: Problems.Malformed("year", "must be a year as 2026."));
        }
        var (first, last) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        var complaints = await asked.AllAsync(LeaderViews.Complaints, new(Fields: Within("receivedOn", first, last)));
        var appealed = await asked.AllAsync(LeaderViews.Complaints, new(Fields: Within("appealedOn", first, last)));
        var findings = await asked.AllAsync(LeaderViews.Findings, new(Fields: Within("on", first, last)));
        var reports = await asked.AllAsync(LeaderViews.Reports, new(Fields: Within("on", first, last)));
        // an objection is lodged while its notice is open, and no notice is open for a year
        var notices = await asked.AllAsync(
            LeaderViews.Notices, new(Fields: Within("openedOn", first.AddDays(-Math.Min(366, first.DayNumber)), last)));
        // a plan is announced in its year, or in the year before
        var plans = await asked.AllAsync(
            LeaderViews.SamplingPlans, new(Fields: Within("announcedOn", first.AddDays(-Math.Min(366, first.DayNumber)), last)));
        // a report is answered by a finding, in its year or later; the first that is closed closes it
        var answers = (reports.Count == 0 ? [] : await asked.AllAsync(
            LeaderViews.Findings, new(Fields: [new("report", Compare.Is, [.. reports.Select(r => r.Report)])])))
            .GroupBy(f => f.Report!, StringComparer.Ordinal).ToDictionary(g => g.Key, First, StringComparer.Ordinal);
        SupervisionMatter[] matters =
        [
            .. complaints.Select(c => Of(
                Complaint, c.Complaint, Words.Of(c.Source), null, c.SubjectId, c.Body, c.ReceivedOn, c.Outcome, c.ConcludedOn)),
            .. appealed.Select(c => Of(
                Appeal, c.Complaint, Words.Of(c.Source), null, c.Body, c.AppealTo, c.AppealedOn!.Value,
                c.AppealUpheld is { } upheld ? Words.Of(upheld ? ComplaintOutcome.Upheld : ComplaintOutcome.NotUpheld) : null,
                c.AppealDecidedOn)),
            .. notices.SelectMany(n => n.Objections.Select(o => Of(
                Objection, o.Objection, Words.Of(o.Kind), null, o.Target ?? o.Notice, n.Body, o.On,
                o.OutcomeOn is null ? null : Words.Of(o.Stage), o.OutcomeOn))).Where(m => m.On.Year == year),
            .. findings.Select(f => Of(
                Finding, f.Finding, Authorities, f.Authority, f.Product ?? f.Title ?? f.Declaration ?? f.Enterprise, f.Authority, f.On,
                f.ClosedOn is null ? null : Closed, f.ClosedOn)),
            .. reports.Select(r => (Of: r, Answer: answers.GetValueOrDefault(r.Report))).Select(r => Of(
                Report, r.Of.Report, Register, null, r.Of.Declaration, r.Answer?.Authority, r.Of.On,
                r.Answer?.ClosedOn is null ? null : Closed, r.Answer?.ClosedOn)),
        ];
        return ViewAnswer.Of(new SupervisionDoc(
            year,
            [.. matters.GroupBy(m => (m.Kind, m.By)).OrderBy(g => g.Key.Kind, StringComparer.Ordinal)
                .ThenBy(g => g.Key.By, StringComparer.Ordinal).Select(g => Count(g.Key.Kind, g.Key.By, [.. g]))],
            [.. matters.OrderByDescending(m => m.On).ThenBy(m => m.Kind, StringComparer.Ordinal)
                .ThenBy(m => m.Id, StringComparer.Ordinal)],
            [.. plans.Where(p => p.Year == year).OrderBy(p => p.AnnouncedOn).ThenBy(p => p.SamplingPlan, StringComparer.Ordinal)
                .Select(p => new SpotChecks(
                    p.SamplingPlan, p.Authority, p.Name, p.Draw?.Candidates, p.Drawn, p.Tested, p.Conforming, p.ConformingPercent))]));
    }

    private static FindingDoc First(IEnumerable<FindingDoc> findings) =>
        findings.OrderBy(f => f.ClosedOn ?? DateOnly.MaxValue).ThenBy(f => f.On).ThenBy(f => f.Finding, StringComparer.Ordinal).First();

    private static IReadOnlyList<Condition> Within(string field, DateOnly first, DateOnly last) =>
        [new(field, Compare.Since, [$"{first:yyyy-MM-dd}"]), new(field, Compare.Until, [$"{last:yyyy-MM-dd}"])];

    private static SupervisionMatter Of(string kind, string id, string by, string? authority, string subject, string? body, DateOnly on,
        string? result, DateOnly? resultOn) =>
        new(kind, id, by, authority, subject, body, on, result, resultOn, resultOn is { } day ? day.DayNumber - on.DayNumber : null);

    private static SupervisionCount Count(string kind, string by, IReadOnlyList<SupervisionMatter> all)
    {
        int[] days = [.. all.Select(m => m.Days).OfType<int>().Order()];
        return new(
            kind,
            by,
            all.Count,
            all.Count(m => m.Result is null),
            all.Count(m => m.Result is "upheld" or "partlyUpheld"),
            all.Count(m => m.Result is "notUpheld" or "dismissed"),
            all.Count(m => m.Result is "refused" or "inadmissible"),
            all.Count(m => m.Result == "withdrawn"),
            all.Count(m => m.Result == Closed),
            days.Length == 0 ? null : (days[(days.Length - 1) / 2] + days[days.Length / 2]) / 2m,
            days.Length == 0 ? null : days[^1]);
    }
}
