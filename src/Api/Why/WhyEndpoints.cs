using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using Leader.Domain.Why;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;
using Microsoft.AspNetCore.Http.Timeouts;
using Npgsql;

namespace Leader.Api.Why;

public sealed record Wording(string En, string Zh);

/// <summary>A fact without which the answer would be another.</summary>
/// <param name="Because">Positions of earlier steps on which the act that recorded this one rests directly.</param>
/// <param name="Distance">0 for what is recorded of what was asked about; for others one more than for the nearest step that rests on it.
/// Null where only several together lead there.</param>
/// <param name="Actor">Null where the public may not know.</param>
/// <param name="Evidence">SHA-256 digests, lower-case hex.</param>
/// <param name="Event">Address of the event.</param>
/// <param name="Proof">Address of its proof in the transparency log.</param>
/// <param name="SignedWith">Thumbprints of the keys by which who acted signed the request; left out of an act that is not signed, and where
/// the public may not know who acted.</param>
public sealed record WhyStep(
    long Position,
    DateTimeOffset RecordedAt,
    DateOnly On,
    string Type,
    string Stream,
    string? Actor,
    string? Role,
    string Clause,
    Wording Text,
    IReadOnlyList<string> Evidence,
    IReadOnlyList<long> Because,
    int? Distance,
    string Event,
    string Proof,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? SignedWith = null);

/// <summary>How far one entry is from another.</summary>
/// <param name="Total">Of the points, first minus second.</param>
/// <param name="Decisive">The indicators with different points, the largest difference first; the tie-breaker's words where none
/// differs.</param>
public sealed record WhyDistance(string From, string To, decimal Total, IReadOnlyList<WhyIndicator> Decisive);

/// <param name="Points">First minus second.</param>
public sealed record WhyIndicator(string Indicator, decimal Points, string FromValue, string ToValue);

/// <param name="Parts">What was decided, on which facts, how, under which clause, and what follows: to be read aloud.</param>
/// <param name="Steps">The facts without any one of which the answer would be another, by their positions; no others.</param>
/// <param name="Distances">For places: to the neighbours in the ranking, and to the last leader.</param>
/// <param name="Prov">The same as W3C PROV-JSON; ids are the addresses of events.</param>
public sealed record WhyDoc(
    string Question,
    Wording Answer,
    IReadOnlyList<WhyPart> Parts,
    IReadOnlyList<WhyStep> Steps,
    IReadOnlyList<WhyDistance> Distances,
    IReadOnlyDictionary<string, object> Prov);

/// <summary>
/// Why a title, a ban, a place or a standing is as it is, and why an enterprise is no leader: <c>…/why</c>, as JSON or as a text to read
/// aloud (<c>text/plain</c> or <c>?format=text</c>, with <c>lang=zh</c> or <c>en</c>).
/// </summary>
internal static class WhyEndpoints
{
    public static void MapWhy(this IEndpointRouteBuilder app)
    {
        Map(app, "/v1/titles/{id}/why", (c, past, day) => Questions.Title(past, c.Id(), day));
        Map(app, "/v1/bans/{id}/why", (c, past, _) => Questions.Ban(past, c.Id(), c.Request.Value("enterprise")))
            .Reads(Parameters.Enterprise);
        Map(app, "/v1/evaluations/{id}/ranking/{declaration}/why", (c, past, _) => Questions.Place(past, c.Id(), c.Route("declaration")));
        Map(
            app,
            "/v1/enterprises/{creditCode}/standing/why",
            (c, past, day) => Questions.Standing(past, c.Route("creditCode"), c.Request.Value("category"), day))
            .Reads(Parameters.Standing[0]);
    }

    private static RouteHandlerBuilder Map(
        IEndpointRouteBuilder app,
        string pattern,
        Func<HttpContext, LogPast, DateOnly, Question?> ask) =>
        app.MapGet(pattern, async (
            HttpContext context,
            ViewReader views,
            NpgsqlDataSource database,
            ActFollower acts,
            FoundCauses found) =>
        {
            var (clocks, problem) = await views.ClocksAsync(context.Request, context.RequestAborted);
            if (clocks is null) return problem!;
            var text = context.Request.Accepted("application/json", "text/plain") == "text/plain";
            var doc = await AnswerAsync(
                database,
                acts.ReachAsync,
                found,
                clocks,
                (past, day) => ask(context, past, day),
                await context.WhoAsync(),
                context.RequestAborted,
                () => context.MadeFrom().Reader = true);
            if (context.MadeFrom().Reader) await context.ReaderAsync();
            if (doc is null)
            {
                return Problems.Of(
                    404,
                    "nothing-to-explain",
                    "There is nothing to explain.",
                    "The register knows nothing of it at this position.");
            }
            return text
                ? ViewAnswers.Bytes(
                    context,
                    Encoding.UTF8.GetBytes(Text(doc, clocks, context.Request.Value("lang") == "zh")),
                    "text/plain; charset=utf-8",
                    clocks.Pinned)
                : await ViewAnswers.WriteAsync(context, clocks, ViewAnswer.Of(doc));
        }).CountsAs(Budget.Why).WithMetadata(new RequestTimeoutAttribute(RequestLimits.Explaining))
            .Produces<WhyDoc>().ProducesProblem(400).AlsoAs("text/plain").ProducesProblem(404).ProducesProblem(429)
            .Reads([.. Parameters.Clocks, Parameters.Language]).WithMetadata(new StatesItsClocks())
            .AlsoRefuses("nothing-to-explain");

    /// <param name="reach">Ends when all acts up to a position are followed.</param>
    internal static async Task<WhyDoc?> AnswerAsync(
        NpgsqlDataSource database,
        Func<long, CancellationToken, Task> reach,
        FoundCauses found,
        Clocks clocks,
        Func<LogPast, DateOnly, Question?> ask,
        Reader reader,
        CancellationToken ct,
        Action? differs = null)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var past = new LogPast(connection, clocks.Position, ct);
        if (await Task.Run(() => ask(past, clocks.AsOf), ct) is not { } question) return null;
        await reach(clocks.Position, ct);
        return await Task.Run(() => Doc(question, clocks.AsOf, past, found.Of(question, past, clocks.AsOf, ct), reader, differs), ct);
    }

    /// <summary>Of what the reader may not see at the position, a step says that it is there, and no more.</summary>
    /// <param name="differs">Told where others may see more.</param>
    private static WhyDoc Doc(Question question, DateOnly day, LogPast past, IReadOnlyList<Cause> causes, Reader reader, Action? differs)
    {
        var (distances, ledger) = (Distances(question.Subject, causes), new LedgerOf(past));
        var steps = causes.Select(c =>
        {
            var fact = c.Fact.Fact;
            var (seal, shown) = (Seals.Of(fact.GetType()), Shows(c.Fact));
            var text = shown ? StepTexts.Of(fact) : StepTexts.Withheld(fact);
            var hidden = !shown || seal == Seal.Sender && !reader.IsRegulator;
            return new WhyStep(
                c.Fact.Position,
                past.RecordedAt[c.Fact.Position].ToOffset(Beijing.Offset),
                fact.On,
                FactTypes.NameOf(fact.GetType()),
                fact.Stream(),
                hidden ? null : c.Act.Act.By.Subject,
                hidden ? null : Identity.Name(c.Act.Act.By.Role),
                text.Clause,
                new(text.En, text.Zh),
                shown ? StepTexts.Evidence(fact) : [],
                c.Because,
                distances.TryGetValue(c.Fact.Position, out var d) ? d : null,
                At(c.Fact.Position),
                string.Create(CultureInfo.InvariantCulture, $"/v1/log/proofs/inclusion?position={c.Fact.Position}"),
                hidden || c.Act.Act.Signatures.Count == 0 ? null : [.. c.Act.Act.Signatures.Select(s => s.Key)]);
        }).ToArray();
        var parts = new WhyParts(past, day, Shows).Of(question.About, question.Says, question.Distances);
        return new(question.Name, question.Says, parts, steps, question.Distances, Prov(steps));

        bool Shows(PastFact fact)
        {
            var (stream, seal) = (fact.Fact.Stream(), Seals.Of(fact.Fact.GetType()));
            if (seal == Seal.Open) return true;
            var version = past.ActsOn(stream).SelectMany(a => a.Facts).Count(f => f.Position <= fact.Position && f.Fact.Stream() == stream);
            bool To(Reader one) => Seals.Shows(fact.Fact, version, int.MaxValue, one, ledger);
            var all = seal != Seal.Sender && To(Reader.Anyone);
            if (!all) differs?.Invoke();
            return all || seal == Seal.Sender || To(reader);
        }
    }

    private static Dictionary<long, int> Distances(Subject subject, IReadOnlyList<Cause> causes)
    {
        var (known, byPosition, open) = (new Dictionary<long, int>(), causes.ToDictionary(c => c.Fact.Position), new Queue<Cause>());
        foreach (var cause in causes.Where(c => subject.Streams.Contains(c.Fact.Fact.Stream()) && subject.About?.Invoke(c.Act) != false))
        {
            if (known.TryAdd(cause.Fact.Position, 0)) open.Enqueue(cause);
        }
        while (open.TryDequeue(out var cause))
        {
            foreach (var earlier in cause.Because)
            {
                if (known.TryAdd(earlier, known[cause.Fact.Position] + 1)) open.Enqueue(byPosition[earlier]);
            }
        }
        return known;
    }

    private static string At(long position) => string.Create(CultureInfo.InvariantCulture, $"/v1/events/{position}");

    /// <summary>Facts are entities, the acts that recorded them activities, who acted agents.</summary>
    private static Dictionary<string, object> Prov(WhyStep[] steps)
    {
        var (entity, activity, agent, generated, associated, used) = (
            new Dictionary<string, object>(),
            new Dictionary<string, object>(),
            new Dictionary<string, object>(),
            new Dictionary<string, object>(),
            new Dictionary<string, object>(),
            new Dictionary<string, object>());
        foreach (var step in steps)
        {
            var (id, act) = ($"leader:{step.Event}", $"leader:{step.Event}#act");
            entity[id] = new Dictionary<string, object> { ["prov:type"] = step.Type, ["prov:label"] = step.Text.En };
            activity[act] = new Dictionary<string, object> { ["prov:startTime"] = step.RecordedAt, ["prov:endTime"] = step.RecordedAt };
            generated[$"_:g{step.Position}"] = new Dictionary<string, object> { ["prov:entity"] = id, ["prov:activity"] = act };
            if (step.Actor is { Length: > 0 } by)
            {
                agent[$"leader:{by}"] = new Dictionary<string, object> { ["leader:role"] = step.Role! };
                associated[$"_:a{step.Position}"] = new Dictionary<string, object>
                {
                    ["prov:activity"] = act,
                    ["prov:agent"] = $"leader:{by}",
                };
            }
            foreach (var from in step.Because)
            {
                used[$"_:u{step.Position}."
                    + $"{from}"] = new Dictionary<string, object> { ["prov:activity"] = act, ["prov:entity"] = $"leader:{At(from)}" };
            }
        }
        return new()
        {
            ["prefix"] = new Dictionary<string, object> { ["prov"] = "http://www.w3.org/ns/prov#", ["leader"] = "urn:leader:" },
            ["entity"] = entity,
            ["activity"] = activity,
            ["agent"] = agent,
            ["wasGeneratedBy"] = generated,
            ["wasAssociatedWith"] = associated,
            ["used"] = used,
        };
    }

    internal static string Text(WhyDoc doc, Clocks clocks, bool chinese)
    {
        var text = new StringBuilder();
        text.AppendLine(chinese ? doc.Answer.Zh : doc.Answer.En);
        text.AppendLine(chinese
            ? string.Create(CultureInfo.InvariantCulture, $"({clocks.AsOf:yyyy-MM-dd}，以第 {clocks.Position} 号记录为止所知)")
            : string.Create(CultureInfo.InvariantCulture, $"(on {clocks.AsOf:yyyy-MM-dd}, as known at position {clocks.Position})"));
        foreach (var part in doc.Parts)
        {
            text.AppendLine();
            text.AppendLine(chinese ? part.Heading.Zh : part.Heading.En);
            foreach (var line in part.Lines) text.Append("  ").AppendLine(WhyParts.Text(line, chinese));
        }
        if (doc.Distances.Count > 0) text.AppendLine();
        foreach (var d in doc.Distances)
        {
            var decisive = d.Decisive.Select(i => string.Create(
                CultureInfo.InvariantCulture,
                $"{i.Indicator} {i.FromValue} / {i.ToValue} ({i.Points:+0.##;-0.##;0})"));
            text.Append(chinese
                ? string.Create(CultureInfo.InvariantCulture, $"{d.From} 与 {d.To} 相差 {d.Total} 分")
                : string.Create(CultureInfo.InvariantCulture, $"{d.From} is {d.Total} points from {d.To}"));
            if (d.Decisive.Count > 0) text.Append(chinese ? "：" : ": ").AppendJoin(chinese ? "；" : "; ", decisive);
            text.AppendLine();
        }
        text.AppendLine();
        text.AppendLine(chinese ? "缺少下列任何一项，结果即不同。直接依据：" : "Remove any one of these and the result changes. It rests directly on");
        foreach (var step in doc.Steps.Where(s => s.Distance <= 1)) Line(step);
        if (doc.Steps.All(s => s.Distance <= 1)) return text.ToString();
        text.AppendLine();
        text.AppendLine(chinese ? "上述各项又依据：" : "and these rest on");
        foreach (var step in doc.Steps.Where(s => s.Distance is null or > 1)) Line(step);
        return text.ToString();

        void Line(WhyStep s) => text.AppendLine(string.Create(CultureInfo.InvariantCulture,
            $"  {s.On:yyyy-MM-dd}  {(chinese ? s.Text.Zh : s.Text.En)} "
                + $"[{(s.Clause.Length > 0 ? s.Clause + "; " : "")}{(s.Actor is { Length: > 0 } by ? by + "; " : "")}"
                + $"{(s.SignedWith is { } keys ? (chinese ? "签名密钥 " : "signed with key ") + string.Join(", ", keys) + "; " : "")}"
                + $"{(chinese ? $"第 {s.Position} 号" : $"position {s.Position}")}]"));
    }
}

/// <summary>States as they were at the end of a past.</summary>
internal sealed class LedgerOf(IPast past) : ILedger
{
    public T Read<T>(string stream) where T : IState<T> =>
        past.ActsOn(stream).SelectMany(a => a.Facts).Where(f => f.Fact.Stream() == stream).OrderBy(f => f.Position).Aggregate(
            T.Initial,
            (state, f) => T.Evolve(state, f.Fact));
}

/// <summary>A question with its answer in words.</summary>
internal sealed record Question(string Name, Wording Says, Subject Subject, IReadOnlyList<WhyDistance> Distances, WhyAbout About);

/// <summary>The questions that can be asked, answered from the past by the domain's own states.</summary>
internal static class Questions
{
    public static Question? Title(IPast past, string id, DateOnly day)
    {
        if (State<Title>(past, Streams.Title(id)) is not { Awarded: { } a } title) return null;
        var state = title.StateOn(day);
        var (en, zh) = state switch
        {
            TitleState.Held or TitleState.InGrace => ("is held", "有效"),
            TitleState.Revoked => ($"was revoked on {title.Revocation?.On:yyyy-MM-dd}", $"已于 {title.Revocation?.On:yyyy-MM-dd} 取消"),
            TitleState.Expired => ($"has expired; its last day was {a.LastDay:yyyy-MM-dd}", $"已到期(至 {a.LastDay:yyyy-MM-dd})"),
            TitleState.Superseded => ($"was superseded on {title.EndedOn:yyyy-MM-dd}", $"已于 {title.EndedOn:yyyy-MM-dd} 被替代"),
            TitleState.Withdrawn => ($"was given up on {title.EndedOn:yyyy-MM-dd}", $"已于 {title.EndedOn:yyyy-MM-dd} 放弃"),
            TitleState.Lapsed => ($"lapsed on {title.EndedOn:yyyy-MM-dd}", $"已于 {title.EndedOn:yyyy-MM-dd} 失效"),
            TitleState.Annulled => ("was annulled from the start", "自始无效"),
            _ => ("is not awarded yet", "尚未授予"),
        };
        var (holder, category) = (InBoth(a.EnterpriseName), CategoryZh(past, a.Cycle, a.Category, a.CategoryName));
        return new($"Why is the title {id} what it is?", new(
            $"The title of {holder.En} for {a.CategoryName} {a.Cycle} ({id}) {en}.",
            $"“{holder.Zh}”{a.Cycle} 年度“{category}”领跑者称号({id}){zh}。"), Subjects.Title(id, day), [], new(Title: id));
    }

    public static Question? Ban(IPast past, string ban, string? enterprise)
    {
        enterprise ??= Domain.Rules.Revocations.TitleOf(ban) is { } title
            ? State<Title>(past, Streams.Title(title)).Awarded?.Enterprise
            : null;
        if (enterprise is null
            || State<Enterprise>(past, Streams.Enterprise(enterprise)) is not { } holder
            || holder.Bans.FirstOrDefault(b => b.Ban == ban) is not { } entry)
        {
            return null;
        }
        return new($"Why is {enterprise} barred by {ban}?", entry.Void
            ? new($"The ban {ban} of {InBoth(holder.Name).En} is void: it never barred anyone.",
                $"“{InBoth(holder.Name).Zh}”的惩戒 {ban} 自始无效。")
            : new(
                $"{InBoth(holder.Name).En} ({enterprise}) is barred from {entry.From:yyyy-MM-dd} to "
                    + $"{entry.LastDay:yyyy-MM-dd}, both inclusive.",
                $"“{InBoth(holder.Name).Zh}”({enterprise})自 {entry.From:yyyy-MM-dd} 至 "
                    + $"{entry.LastDay:yyyy-MM-dd}(含)不得参与。"), Subjects.Ban(ban, enterprise), [], new(Ban: ban, Enterprise: enterprise));
    }

    public static Question? Place(IPast past, string evaluation, string declaration)
    {
        var state = State<Evaluation>(past, Streams.Evaluation(evaluation));
        if (!state.Exists || (state.Ranking?.Result ?? state.Draft?.Result) is not { } result) return null;
        return Said(state, result, declaration) is { } said ? new(
            $"Why does {declaration} stand where it stands in {evaluation}?",
            said,
            Subjects.Place(evaluation, declaration),
            Distances(state, result, declaration),
            new(Evaluation: evaluation, Declaration: declaration)) : null;
    }

    /// <summary>The standing; and where the enterprise is no leader of a category that is asked about, why not.</summary>
    public static Question? Standing(IPast past, string code, string? category, DateOnly day)
    {
        var enterprise = State<Enterprise>(past, Streams.Enterprise(code));
        if (!enterprise.Exists) return null;
        var titles = enterprise.Titles.Where(t => category is null || t.Category == category)
            .Select(t => State<Title>(past, Streams.Title(t.Title)))
            .ToArray();
        var held = titles.Where(t => t.IsHeldOn(day)).ToArray();
        var (ban, merger) = (enterprise.BanOn(day), enterprise.MergedAwayBy(day));
        if (held.Length == 0 && ban is null && category is not null && Latest(past, category, day) is { } latest)
        {
            return NotLeader(past, latest, code, enterprise.Name, category);
        }
        var barred = ban is null && merger is not null
            ? (
                $"merged into {merger.Heirs[0]} on {merger.On:yyyy-MM-dd}, so that it neither takes part nor benefits",
                $"已于 {merger.On:yyyy-MM-dd} 并入 {merger.Heirs[0]}，不得参与，不享受激励政策")
            : ban is null ? ("may take part", "可以参与") : ($"is barred until {ban.LastDay:yyyy-MM-dd}", $"惩戒期至 {ban.LastDay:yyyy-MM-dd}");
        return new($"Why is the standing of {code} what it is?",
            new(
                $"{InBoth(enterprise.Name).En} holds "
                    + $"{(held.Length == 0 ? "no title" : string.Join(", ", held.Select(t => t.Id)))}"
                    + $"{(category is null ? "" : $" in {category}")} on {day:yyyy-MM-dd}, and {barred.Item1}.",
                $"“{InBoth(enterprise.Name).Zh}”在 "
                    + $"{day:yyyy-MM-dd}{(held.Length == 0 ? "没有领跑者称号" : $"持有 {string.Join("、", held.Select(t => t.Id))}")}，"
                    + $"{barred.Item2}。"),
            Subjects.Standing(code, day, [.. titles.Select(t => t.Id)]), [], new(Enterprise: code));
    }

    private static Question NotLeader(IPast past, Evaluation evaluation, string code, string name, string category)
    {
        var result = evaluation.Ranking?.Result ?? evaluation.Draft?.Result;
        var own = evaluation.Pool.FirstOrDefault(c => c.Enterprise == code);
        var left = evaluation.LeftOutOfPool.FirstOrDefault(x => x.Enterprise == code);
        var number = evaluation.Lists.Sum(l => l.Leaders.Count);
        var said = own is not null && result is not null && Said(evaluation, result, own.Declaration) is { } s ? s
            : left is not null ? new Wording(
                $"It was left out of the pool ({left.Ground}): {left.Detail}",
                $"未入围({Called(left.Ground)})：{Reasons.InChinese(left.Detail)}")
            : new Wording(
                $"It had declared no standard in {category} in force at the cut-off, {Beijing.Day(evaluation.CutOff):yyyy-MM-dd}.",
                $"截止日 {Beijing.Day(evaluation.CutOff):yyyy-MM-dd} 前没有该类别的有效声明。");
        return new($"Why is {code} no leader of {category}?", new(
            $"{InBoth(name).En} is no leader of {evaluation.CategoryName} {evaluation.Cycle}. {said.En}"
                + $"{(number > 0 ? $" The number of leaders was {number}." : "")}",
            $"“{InBoth(name).Zh}”不是 {evaluation.Cycle} 年度“"
                + $"{CategoryZh(past, evaluation.Cycle, evaluation.Category, evaluation.CategoryName)}”领跑者。{said.Zh}"
                + $"{(number > 0 ? $"领跑者数量为 {number}。" : "")}"),
            Subjects.NotLeader(evaluation.Id, code), own is null || result is null ? [] : Distances(evaluation, result, own.Declaration),
            new(Enterprise: code, Evaluation: evaluation.Id));
    }

    private static Wording? Said(Evaluation evaluation, RankingResult result, string declaration)
    {
        var published = evaluation.Ranking is null ? ("under public notice", "公示中") : ("published", "已发布");
        if (result.Entries.FirstOrDefault(e => e.Declaration == declaration) is { } entry)
        {
            return new(
                $"{InBoth(entry.EnterpriseName).En} with {entry.Number} has place {entry.Place} of {result.Entries.Count} with "
                    + $"{entry.Total} points in the ranking of {evaluation.Id} ({published.Item1}).",
                $"“{InBoth(entry.EnterpriseName).Zh}”({entry.Number})在 {evaluation.Id} 排行榜({published.Item2})以 {entry.Total} 分列第 "
                    + $"{entry.Place} 名，共 {result.Entries.Count} 项。");
        }
        if (result.Excluded.FirstOrDefault(e => e.Declaration == declaration) is { } x)
        {
            return new(
                $"{x.Number} of {x.Enterprise} is excluded ({x.Ground}): {Reasons.InEnglish(x.Detail)}",
                $"{x.Enterprise} 的 {x.Number} 被排除({Called(x.Ground)})：{Reasons.InChinese(x.Detail)}");
        }
        return result.NotEvaluable.FirstOrDefault(e => e.Declaration == declaration) is { } n ? new(
            $"{n.Number} of {n.Enterprise} cannot be evaluated; it lacks {string.Join(", ", n.MissingIndicators)}.",
            $"{n.Enterprise} 的 {n.Number} 无法评估，缺少 {string.Join("、", n.MissingIndicators)}。") : null;
    }

    private static string Called(ExclusionGround ground) => Labels.Value(nameof(ExclusionGround), Words.Of(ground)).Zh;

    /// <summary>To the entry before, to the one behind, and to the last leader.</summary>
    private static List<WhyDistance> Distances(Evaluation evaluation, RankingResult result, string declaration)
    {
        var at = result.Entries.ToList().FindIndex(e => e.Declaration == declaration);
        if (at < 0) return [];
        var leaders = evaluation.Lists.SelectMany(l => l.Leaders).Select(l => l.Declaration).ToHashSet(StringComparer.Ordinal);
        var last = result.Entries.ToList().FindLastIndex(e => leaders.Contains(e.Declaration));
        return [.. new[] { at - 1, at + 1, last }.Where(i => i >= 0 && i < result.Entries.Count && i != at)
            .Distinct()
            .Select(i => Between(evaluation.Plan, result.Entries[at], result.Entries[i]))];

        static WhyDistance Between(
            EvaluationPlan plan,
            RankedEntry one,
            RankedEntry other) => new(one.EnterpriseName, other.EnterpriseName, one.Total - other.Total, [.. one.Results.Join(
                other.Results,
                r => r.Indicator,
                r => r.Indicator,
                (a, b) => new WhyIndicator(a.Indicator, a.Points - b.Points, Said(plan, a), Said(plan, b)))
            .Where(i => i.Points != 0 || one.Total == other.Total && i.FromValue != i.ToValue).OrderByDescending(i => Math.Abs(i.Points))]);
    }

    private static string Said(EvaluationPlan plan, IndicatorResult result) =>
        plan.Indicators.FirstOrDefault(i => i.Code == result.Indicator) is { } by && StatedClass.Told(result.Value, by) is { } word
            ? word
            : result.Value.ToString();

    /// <summary>The newest evaluation of the category that had been opened by the day.</summary>
    private static Evaluation? Latest(IPast past, string category, DateOnly day)
    {
        for (var cycle = day.Year; cycle > day.Year - 6; cycle--)
        {
            if (State<Evaluation>(past, Streams.Evaluation(Ids.Call(cycle, category))) is { Exists: true } evaluation
                && evaluation.OpenedOn <= day)
            {
                return evaluation;
            }
        }
        return null;
    }

    private static (string Zh, string En) InBoth(string written) =>
        NameInBoth.Of(written) is var name ? (name.Zh ?? written, name.En ?? written) : default;

    /// <summary>As the key fields of the cycle name it in Chinese.</summary>
    private static string CategoryZh(IPast past, int cycle, string category, string otherwise) =>
        State<KeyFieldList>(past, Streams.KeyFields(cycle)).Category(category)?.NameZh ?? otherwise;

    private static T State<T>(IPast past, string stream) where T : IState<T> => new LedgerOf(past).Read<T>(stream);
}
