using System.Globalization;
using System.Text.Json.Serialization;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using Leader.Domain.Why;

namespace Leader.Api.Why;

/// <summary>A sentence to be read aloud.</summary>
/// <param name="On">The day of the act that it tells of; null where it tells of none.</param>
/// <param name="DueOn">Last day, inclusive, on which that had to be done.</param>
/// <param name="Kept">Whether it was done by then; null where there was no such day, or it has not come yet.</param>
/// <param name="Event">Address of the fact.</param>
/// <param name="Clause">Clauses and rule that a line of the legal basis states, as 四(六), R71.</param>
public sealed record WhyLine(
    Wording Text,
    DateOnly? On = null,
    DateOnly? DueOn = null,
    bool? Kept = null,
    string? Event = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Clause = null);

/// <summary>One of the five parts of an answer: what was decided, on which facts, how, under which clause, and what follows.</summary>
/// <param name="Part">decision, facts, procedure, basis or consequences.</param>
public sealed record WhyPart(string Part, Wording Heading, IReadOnlyList<WhyLine> Lines);

/// <summary>What is asked about, for who tells the answer in five parts.</summary>
/// <param name="Ban">Its id.</param>
/// <param name="Declaration">Of an entry of the ranking of the evaluation.</param>
internal sealed record WhyAbout(
    string? Title = null,
    string? Ban = null,
    string? Enterprise = null,
    string? Evaluation = null,
    string? Declaration = null);

/// <summary>
/// An answer in five parts, as a supervisor reads it aloud (结论, 事由和证据, 程序, 依据, 后果): one source for page, text and JSON. The
/// procedure tells each step with its deadline, those that changed nothing too: the causes say why it is so, this says whether it was done
/// in order.
/// </summary>
/// <param name="day">In force on this day; what has effect later is not told.</param>
/// <param name="shows">Whether the reader may see all of a fact.</param>
internal sealed class WhyParts(IPast past, DateOnly day, Func<PastFact, bool> shows)
{
    private readonly LedgerOf _ledger = new(past);

    public IReadOnlyList<WhyPart> Of(WhyAbout about, Wording answer, IReadOnlyList<WhyDistance> distances)
    {
        var ban = about.Ban;
        var title = about.Title ?? (ban is null ? null : Revocations.TitleOf(ban));
        var told = title is not null && Read<Title>(Streams.Title(title)) is { Awarded: not null } state ? OfTitle(state, about)
            : about.Evaluation is { } evaluation ? OfPlace(Read<Evaluation>(Streams.Evaluation(evaluation)), about, distances)
            : OfStanding(about);
        return
        [
            Part("decision", "结论", "Decision", told.Decision.Count > 0 ? told.Decision : [new(answer)]),
            Part("facts", "事由和证据", "Facts and evidence", told.Facts),
            Part("procedure", "程序", "Procedure", told.Procedure),
            Part("basis", "依据", "Legal basis", [.. told.Basis.Select(Basis).OfType<WhyLine>()]),
            Part("consequences", "后果", "Consequences", told.Consequences),
        ];
    }

    private sealed record Told(
        IReadOnlyList<WhyLine> Decision,
        IReadOnlyList<WhyLine> Facts,
        IReadOnlyList<WhyLine> Procedure,
        IReadOnlyList<string> Basis,
        IReadOnlyList<WhyLine> Consequences);

    private static WhyPart Part(string part, string zh, string en, IReadOnlyList<WhyLine> lines) =>
        new(part, new(en, zh), lines.Count > 0 ? lines : [Line("无。", "None.")]);

    private Told OfTitle(Title title, WhyAbout about)
    {
        var (facts, award) = (Facts(Streams.Title(title.Id)), title.Awarded!);
        var ended = facts.Where(f => f.Fact is TitleRevoked or RevocationReversed or TitleAnnulled or TitleWithdrawn or TitleLapsed
            or TitleSuperseded).ToArray();
        var decision = ended.Where(f => f.Fact is TitleRevoked or RevocationReversed or TitleAnnulled).Select(Said).ToList();
        if (facts.Select(f => f.Fact).OfType<TitleRevoked>().LastOrDefault() is { } revoked && revoked.On <= day)
        {
            return new(decision, Grounds(revoked, award), [.. Procedure(revoked.Case), .. Reversals(facts)],
                [
                    revoked.Ground == RevocationGround.Fraud ? "R70" : "R69", "R71", "R72", "R73", "R74", "R75",
                    .. ended.Where(f => f.Fact is RevocationReversed).Take(1).Select(_ => "Q33"),
                ],
                Consequences(revoked, about.Enterprise ?? revoked.Enterprise, about.Ban ?? revoked.Revocation));
        }
        var evaluation = Read<Evaluation>(Streams.Evaluation(award.Evaluation));
        return new(
            [.. ended.Select(Said)],
            Place(evaluation, award.Declaration),
            [
                .. Evaluated(evaluation, award.Declaration),
                .. facts.Select(f => f.Fact).OfType<TitleCaseOpened>().SelectMany(f => Procedure(f.Case)),
            ],
            ["R59", "R60", "R61", "R63", "R65"],
            [
                Line(
                    $"称号自 {award.On:yyyy-MM-dd} 起有效，至 {award.LastDay:yyyy-MM-dd}(含)止；"
                        + $"新名单未及时发布的，延续至 {title.Life?.GraceLastDay:yyyy-MM-dd}(含)。",
                    $"The title is held from {award.On:yyyy-MM-dd} to {award.LastDay:yyyy-MM-dd}, inclusive; if the next list is late, to "
                        + $"{title.Life?.GraceLastDay:yyyy-MM-dd}."),
                .. ended.Where(f => f.Fact is not TitleRevoked and not RevocationReversed).Select(Said),
            ]);
    }

    /// <summary>Indicator, disclosed and measured value, report, evidence.</summary>
    private List<WhyLine> Grounds(TitleRevoked revoked, TitleAwarded award)
    {
        var lines = new List<WhyLine>
        {
            Line($"{Ground(revoked.Ground).Zh}：{revoked.Facts}", $"{Ground(revoked.Ground).En}: {revoked.Facts}"),
        };
        if (revoked.Shortfall is { } s)
        {
            var name = Indicator(Read<Evaluation>(Streams.Evaluation(award.Evaluation)), s.Indicator);
            lines.Add(Line(
                $"指标“{name.Zh}”：公开值 {Http.Labels.Limit(s.Disclosed).Zh}{(s.Clause is { } c ? $"(第 {c} 条)" : "")}，"
                    + $"实测 {Http.Labels.Limit(s.Measured).Zh}，检验报告 {s.TestReport}。",
                $"{name.En}: disclosed {s.Disclosed}{(s.Clause is { } d ? $" (clause {d})" : "")}, measured {s.Measured}, test report "
                    + $"{s.TestReport}."));
        }
        if (revoked.Evidence.Count > 0)
        {
            var digests = string.Join(", ", revoked.Evidence.Select(d => d[..12]));
            lines.Add(Line(
                $"证据 {revoked.Evidence.Count} 件，文件摘要的开头：{digests}。",
                $"{revoked.Evidence.Count} files of evidence; their SHA-256 begin {digests}."));
        }
        foreach (var decided in Facts(Streams.Case(revoked.Case)).Where(f => f.Fact is CaseDecided && shows(f)))
        {
            var e = (CaseDecided)decided.Fact;
            lines.Add(Line($"认定理由：{e.Reasons}", $"Reasons of the decision: {e.Reasons}", decided));
        }
        return lines;
    }

    /// <summary>From the complaint or the finding to the announcement, each step with its last day.</summary>
    private List<WhyLine> Procedure(string caseId)
    {
        var lines = new List<WhyLine>();
        var facts = Facts(Streams.Case(caseId))
            .Where(f => f.Fact is not (FactsStated or DefenceFiled or EvidenceFiled) || shows(f)).ToList();
        var whole = facts.All(shows);
        if (facts.Select(f => f.Fact).OfType<CaseOpened>().FirstOrDefault() is not { } opened) return lines;
        if (opened.Origin == CaseOrigin.Finding) lines.AddRange(Facts(Streams.Finding(opened.OriginId)).Select(Said));
        else lines.AddRange(Complaint(opened.OriginId));
        var course = new CaseCourse(CaseStage.None, "", default, null, null, false);
        FactsStated? stated = null;
        var answered = false;
        foreach (var f in facts)
        {
            switch (f.Fact)
            {
                case DefenceFiled e:
                    lines.Add(Said(f) with { DueOn = stated?.DefenceDueOn, Kept = !e.Late });
                    answered = true;
                    break;
                case CaseDecided:
                    if (!answered && stated is not null) lines.Add(NoDefence(stated));
                    lines.Add(Due(f, course.DueOn));
                    break;
                case CaseExecuted e:
                    lines.AddRange(Facts(Streams.Title(opened.Title)).Where(t => t.Fact is TitleRevoked r && r.Revocation == e.Revocation)
                        .Select(t => Due(t, course.DueOn)));
                    break;
                default:
                    lines.Add(Said(f));
                    break;
            }
            stated = f.Fact as FactsStated ?? stated;
            course = CaseCourse.Evolve(course, (CaseFact)f.Fact);
        }
        if ((whole ? course.DueOn : course.Stage is CaseStage.Decided or CaseStage.Executed ? null : course.DecisionDueOn) is { } due)
        {
            lines.Add(new(course.Stage == CaseStage.Decided
                ? new("The title is not cancelled yet.", "尚未取消称号。")
                : new("The case is not decided yet.", "尚未作出认定。"), DueOn: due, Kept: day > due ? false : null));
        }
        return [.. lines.OrderBy(l => l.On ?? DateOnly.MaxValue)];
    }

    private static WhyLine NoDefence(FactsStated stated) => new(
        new("The enterprise did not defend itself in time.", "企业未在期限内陈述申辩。"), stated.DefenceDueOn, stated.DefenceDueOn);

    private IEnumerable<WhyLine> Complaint(string id)
    {
        var course = new ComplaintCourse(ComplaintStage.None, null, false, false);
        foreach (var f in Facts(Streams.Complaint(id)))
        {
            yield return f.Fact is ComplaintAccepted or ComplaintRefused or ComplaintConcluded or ComplaintAnswered
                    or ComplaintAppealDecided
                ? Due(f, course.DueOn)
                : Said(f);
            if (f.Fact is ComplaintFact fact) course = ComplaintCourse.Evolve(course, fact);
        }
        if (course.DueOn is { } due)
        {
            yield return new(new("The complaint waits for its next step.", "投诉举报尚待办理。"), DueOn: due, Kept: day > due ? false : null);
        }
    }

    private IEnumerable<WhyLine> Reversals(IEnumerable<PastFact> title) => title.Where(f => f.Fact is RevocationReversed).Select(Said);

    private List<WhyLine> Consequences(TitleRevoked revoked, string enterprise, string ban)
    {
        var lines = new List<WhyLine>();
        var file = Read<Enterprise>(Streams.Enterprise(enterprise));
        if (file.Bans.FirstOrDefault(b => b.Ban == ban) is { } entry)
        {
            var name = InBoth(file.Name);
            lines.Add(entry.Void
                ? Line("惩戒自始无效，称号恢复。", "The ban is void from its start, and the title is restored.")
                : Line(
                    $"“{name.Zh}”自 {entry.From:yyyy-MM-dd} 至 {entry.LastDay:yyyy-MM-dd}(首尾两日均含)不得参与排行榜和领跑者评估，不得继续享受优惠政策。",
                    $"From {entry.From:yyyy-MM-dd} to {entry.LastDay:yyyy-MM-dd}, both inclusive, {name.En} takes part in no ranking and "
                        + "no leader evaluation, and enjoys no benefits."));
            if (!entry.Void)
            {
                var left = entry.LastDay.DayNumber - day.DayNumber + 1;
                lines.Add(left > 0
                    ? Line($"截至 {day:yyyy-MM-dd}，尚余 {left} 日。", $"On {day:yyyy-MM-dd} {left} days are left, that day included.")
                    : Line($"期限已于 {entry.LastDay:yyyy-MM-dd} 届满，自动解除。", $"It ended by itself on {entry.LastDay:yyyy-MM-dd}."));
            }
        }
        lines.Add(Line(
            $"取消称号自 {revoked.On:yyyy-MM-dd} 公告之日起生效。决定确有错误的，由监管部门说明理由予以撤回，称号恢复，惩戒自始无效。",
            $"The revocation has effect from its announcement on {revoked.On:yyyy-MM-dd}. If it was wrong, the regulator sets it aside "
                + "with reasons: the title is restored and the ban is void from its start."));
        return lines;
    }

    private Told OfPlace(Evaluation evaluation, WhyAbout about, IReadOnlyList<WhyDistance> distances)
    {
        var declaration = about.Declaration ?? evaluation.Pool.FirstOrDefault(c => c.Enterprise == about.Enterprise)?.Declaration;
        var number = evaluation.Number?.Number;
        var leader = evaluation.Lists.SelectMany(l => l.Leaders).FirstOrDefault(l => l.Declaration == declaration);
        var consequences = new List<WhyLine>();
        if (leader is not null)
        {
            consequences.Add(Line("据此列入领跑者名单，授予称号。", "By this it is on the leader list and has the title."));
        }
        else if (evaluation.Lists.Count > 0)
        {
            consequences.Add(Line("未列入领跑者名单。", "It is not on the leader list."));
            if (distances.Where(d => d.Total < 0).MinBy(d => d.Total) is { } short_)
            {
                var to = InBoth(short_.To);
                consequences.Add(Line(
                    $"与名单末位“{to.Zh}”相差 {-short_.Total:0.##} 分：须再得 {-short_.Total:0.##} 分方可并列。",
                    $"It is {-short_.Total:0.##} points short of {to.En}, the last leader: so many more would have drawn level."));
                consequences.AddRange(short_.Decisive.Where(i => i.Points < 0).Select(i =>
                {
                    var name = Indicator(evaluation, i.Indicator);
                    return Line(
                        $"“{name.Zh}”公开值 {Http.Labels.Limit(i.FromValue).Zh}，对方 {Http.Labels.Limit(i.ToValue).Zh}：少 {-i.Points:0.##} 分。",
                        $"{name.En}: {Http.Labels.Limit(i.FromValue).En} against {Http.Labels.Limit(i.ToValue).En}, "
                            + $"{-i.Points:0.##} points less.");
                }));
            }
        }
        return new(
            number is { } n ? [Line($"领跑者数量确定为 {n}。", $"The number of leaders is {n}.")] : [],
            declaration is null ? [] : Place(evaluation, declaration),
            Evaluated(evaluation, declaration),
            leader is null && evaluation.Lists.Count > 0 ? ["R53", "R54", "R59", "R60", "R61"] : ["R52", "R53", "R54", "R56", "R57"],
            consequences);
    }

    /// <summary>What the ranking says of it: its values, or why it has no place.</summary>
    private static List<WhyLine> Place(Evaluation evaluation, string declaration)
    {
        var lines = new List<WhyLine>();
        var result = evaluation.Ranking?.Result ?? evaluation.Draft?.Result;
        if (result?.Entries.FirstOrDefault(e => e.Declaration == declaration) is { } entry)
        {
            lines.Add(Line(
                $"{entry.Number} 总分 {entry.Total:0.##}，第 {entry.Place} 名，共 {result.Entries.Count} 项。",
                $"{entry.Number} has {entry.Total:0.##} points, place {entry.Place} of {result.Entries.Count}."));
            foreach (var r in entry.Results)
            {
                var name = Indicator(evaluation, r.Indicator);
                var value = Limit(r.Value, evaluation, r.Indicator);
                var floor = r.BaselineLimit is { } limit ? Limit(limit, evaluation, r.Indicator) : ((string Zh, string En)?)null;
                lines.Add(Line(
                    $"“{name.Zh}”公开值 {value.Zh}(第 {r.Clause} 条)，得 {r.Points:0.##} 分"
                        + $"{(floor is { } b ? $"；基准 {b.Zh}" : "")}。",
                    $"{name.En}: disclosed {value.En} (clause {r.Clause}), {r.Points:0.##} points"
                        + $"{(floor is { } c ? $"; baseline {c.En}" : "")}."));
            }
        }
        else if (result?.Excluded.FirstOrDefault(e => e.Declaration == declaration) is { } x)
        {
            lines.Add(Line($"{x.Number} 被排除：{Reasons.InChinese(x.Detail)}", $"{x.Number} is excluded: {Reasons.InEnglish(x.Detail)}"));
        }
        else if (result?.NotEvaluable.FirstOrDefault(e => e.Declaration == declaration) is { } n)
        {
            var missing = n.MissingIndicators.Select(i => Indicator(evaluation, i)).ToArray();
            lines.Add(Line(
                $"{n.Number} 无法评估，未公开：{string.Join("、", missing.Select(m => m.Zh))}。",
                $"{n.Number} cannot be evaluated; it does not disclose {string.Join(", ", missing.Select(m => m.En))}."));
        }
        if (evaluation.ListDraft?.TieNote is { } tie) lines.Add(Line($"并列的处理：{Reasons.InChinese(tie)}", $"The tie: {tie}"));
        return lines;
    }

    /// <summary>From the opening of the evaluation to its list, with the public notices and what was objected.</summary>
    private List<WhyLine> Evaluated(Evaluation evaluation, string? declaration)
    {
        var lines = new List<WhyLine>();
        foreach (var f in Facts(Streams.Evaluation(evaluation.Id)))
        {
            switch (f.Fact)
            {
                case EvaluationOpened or PoolFrozen or RankingPublished or LeaderNumberDecided or LeaderListPublished
                    or EvaluationWithdrawn:
                    lines.Add(Said(f));
                    break;
                case CandidateExcluded e when e.Declaration == declaration:
                case CandidateReadmitted r when r.Declaration == declaration:
                case EntryAnnulled a when a.Declaration == declaration:
                    lines.Add(Said(f));
                    break;
                case RankingDrafted e:
                    lines.Add(Said(f));
                    lines.AddRange(Notice(e.Notice));
                    break;
                case LeaderListDrafted e:
                    lines.Add(Said(f));
                    lines.AddRange(Notice(e.Notice));
                    break;
            }
        }
        return [.. lines.OrderBy(l => l.On)];
    }

    private IEnumerable<WhyLine> Notice(string notice)
    {
        var due = new Dictionary<string, DateOnly>(StringComparer.Ordinal);
        foreach (var f in Facts(Streams.Notice(notice)))
        {
            switch (f.Fact)
            {
                case ObjectionLodged e: due[e.Objection] = e.AnswerDueOn; break;
                case ObjectionAnswerExtended e: due[e.Objection] = e.AnswerDueOn; break;
            }
            yield return f.Fact switch
            {
                ObjectionUpheld e => Due(f, At(e.Objection)),
                ObjectionDismissed e => Due(f, At(e.Objection)),
                ObjectionFoundInadmissible e => Due(f, At(e.Objection)),
                _ => Said(f),
            };
        }

        DateOnly? At(string objection) => due.TryGetValue(objection, out var d) ? d : null;
    }

    private Told OfStanding(WhyAbout about)
    {
        var file = Read<Enterprise>(Streams.Enterprise(about.Enterprise!));
        var ban = file.BanOn(day);
        if (ban is not null && Revocations.TitleOf(ban.Ban) is { } title
            && Read<Title>(Streams.Title(title)) is { Awarded: not null } state)
        {
            return OfTitle(state, about with { Title = title, Ban = ban.Ban });
        }
        var facts = Facts(Streams.Enterprise(about.Enterprise!));
        return new(
            [],
            [.. facts.Where(f => f.Fact is EnterpriseRegistered or TitleEntered or EnterpriseSucceeded or BanInherited).Select(Said)],
            [.. facts.Where(f => f.Fact is BanStarted or BanVoided or CommitmentGiven or CommitmentWithdrawn).Select(Said)],
            ["R73", "R74", "R75"],
            [
                file.MergedAwayBy(day) is not null
                    ? Line("企业已并入他企业，不再参与。", "The enterprise has merged into another and takes no part any more.")
                    : Line("可以参与排行榜和领跑者评估。", "It may take part in rankings and in leader evaluation."),
            ]);
    }

    /// <summary>What a rule says, in the words of the rule book, which are not those of the clause.</summary>
    private static WhyLine? Basis(string number) => PolicyText.Rule(number) is not { } rule ? null : Line(
        $"{string.Join("、", rule.Clauses)}{(rule.Clauses.Count > 0 ? "，" : "")}{number}：{rule.Sentence.Zh}。",
        $"{string.Join(", ", rule.Clauses)}{(rule.Clauses.Count > 0 ? ", " : "")}{number}: {rule.Sentence.En}") with
    {
        Clause = string.Join(", ", [.. rule.Clauses, number]),
    };

    private T Read<T>(string stream) where T : IState<T> => _ledger.Read<T>(stream);

    /// <summary>Of the stream, in effect by the day, in their order.</summary>
    private List<PastFact> Facts(string stream) =>
    [
        .. past.ActsOn(stream).SelectMany(a => a.Facts).Where(f => f.Fact.Stream() == stream && f.Fact.On <= day).OrderBy(f => f.Position),
    ];

    private WhyLine Said(PastFact f)
    {
        var text = shows(f) ? StepTexts.Of(f.Fact) : StepTexts.Withheld(f.Fact);
        return new(new(text.En, text.Zh), f.Fact.On, Event: At(f));
    }

    /// <summary>What had to be done by a day.</summary>
    private WhyLine Due(PastFact f, DateOnly? due) => Said(f) with { DueOn = due, Kept = due is null ? null : f.Fact.On <= due };

    private static WhyLine Line(string zh, string en, PastFact? of = null) =>
        new(new(en, zh), of?.Fact.On, Event: of is null ? null : At(of));
    private static string At(PastFact f) => string.Create(CultureInfo.InvariantCulture, $"/v1/events/{f.Position}");

    private static (string Zh, string En) Ground(RevocationGround ground) => ground == RevocationGround.Fraud
        ? ("弄虚作假", "Fraud")
        : ("未达到其公开标准水平", "Below the level of its disclosed standard");

    private static (string Zh, string En) InBoth(string written) =>
        NameInBoth.Of(written) is var name ? (name.Zh ?? written, name.En ?? written) : default;

    private static (string Zh, string En) Limit(Limit limit, Evaluation evaluation, string code) =>
        Http.Labels.Limit(limit, evaluation.Plan?.Indicators.FirstOrDefault(i => i.Code == code));

    private static (string Zh, string En) Indicator(Evaluation evaluation, string code) =>
        evaluation.Plan?.Indicators.FirstOrDefault(i => i.Code == code) is { } i ? (i.NameZh ?? i.Name, i.Name) : (code, code);

    /// <summary>A line as text, in one language.</summary>
    public static string Text(WhyLine line, bool chinese)
    {
        var text = chinese ? line.Text.Zh : line.Text.En;
        var on = line.On is { } day ? $"{day:yyyy-MM-dd} " : "";
        var kept = line.DueOn is not { } due ? "" : chinese
            ? $"(期限 {due:yyyy-MM-dd}{line.Kept switch { true => "，按期", false => "，逾期", _ => "" }})"
            : $" (due {due:yyyy-MM-dd}{line.Kept switch { true => ", kept", false => ", not kept", _ => "" }})";
        return on + text + kept;
    }
}
