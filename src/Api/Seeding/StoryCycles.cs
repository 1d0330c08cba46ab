using System.Globalization;
using Leader.Domain;
using Leader.Domain.Process.EvaluationPlans;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Process.LeaderLists;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Api.Seeding;

/// <summary>
/// The regular course of a category and cycle, one row of <c>cycles.csv</c>: the row ends at the first step without a day, and what is out
/// of the ordinary stands in the stories.
/// </summary>
internal static class StoryCycles
{
    public static IEnumerable<ScriptedAct> Acts(IEnumerable<CsvRow> rows, IEnumerable<CsvRow> experts, StoryPlans plans, StoryWords words)
    {
        var panel = experts.ToDictionary(
            e => e["id"],
            e => new Expert(e["id"], StoryPersons.Reference(e["id"]), e["affiliation"]),
            StringComparer.Ordinal);
        return rows.SelectMany((row, i) => new Course(row, i, panel, plans, words).Acts());
    }

    private sealed class Course(CsvRow row, int index, Dictionary<string, Expert> panel, StoryPlans plans, StoryWords words)
    {
        private readonly int _cycle = row.Number("cycle");
        private readonly string _category = row["category"];
        private readonly string _body = row["body"];
        private readonly int _round = row.Number("round");
        private string Call => Ids.Call(_cycle, _category);
        private string Plan => Ids.Plan(Call, _body, _round);
        private Actor Body => new(_body, Role.EvaluationBody);
        private Actor WorkingBody => new(row["working_body"], Role.WorkingBody);

        public IEnumerable<ScriptedAct> Acts() =>
            Steps().TakeWhile(s => row.OrNull(s.Column) is not null)
                .Select(s => new ScriptedAct(At(s.Column, s.Hour), $"{row.Where}, {s.Column}", null, s.Requests));

        /// <summary>A few minutes apart from row to row, as clerks are.</summary>
        private DateTimeOffset At(string column, int hour) => Beijing.Start(row.Day(column)).AddHours(hour).AddMinutes(index * 7 % 53);

        private IEnumerable<(string Column, int Hour, Func<ILedger, IEnumerable<(Actor, ICommand)>> Requests)> Steps() =>
        [
            ("called", 9, _ => [(WorkingBody, new OpenPlanCall(_cycle, row.Day("closes"), row["conditions"], _category))]),
            ("submitted", 14, _ => Submissions()),
            ("reviewed", 10, _ => Reviews()),
            ("selected", 11, _ => [(WorkingBody, new SelectPlan(Reasons(), Plan))]),
            ("official", 9, _ => [(WorkingBody, new MakePlanOfficial(Plan))]),
            ("opened", 10, _ => [(Body, new OpenEvaluation(_cycle, _category))]),
            ("values", 14, Values),
            ("ranking_notice", 8, _ => [(Body, new OpenRankingNotice(row["channel"], Call))]),
            ("ranking_published", 9, _ => [(Body, new PublishRanking(Call))]),
            (
                "number_decided",
                15,
                _ =>
                    [(Body, new DecideLeaderNumber(
                        row.Number("leaders"),
                        row["ease_of_choice"],
                        row["industrial_development"],
                        row["standards_reason"],
                        Call))]),
            ("leader_notice", 8, _ => [(Body, new OpenLeaderNotice(row["channel"], Call))]),
            ("commitments", 13, Commitments),
            ("list_published", 9, _ => [(Body, new PublishLeaderList(Call))]),
        ];

        private IReadOnlyList<string> Bodies => [_body, .. row.List("rivals")];

        private IEnumerable<(Actor, ICommand)> Submissions()
        {
            var plan = plans.Plan(_category, _cycle, Beijing.Start(row.Day("cut_off")), row.Where);
            foreach (var (i, body) in Bodies.Index())
            {
                // A rival proposes the same indicators with less to compare them with; that is why it comes second.
                var content = i == 0
                    ? plan
                    : plan with
                    {
                        ComparedStandards = [plan.ComparedStandards[0]],
                        TieBreakers = [.. plan.TieBreakers.Take(1)],
                        Decimals = 1,
                    };
                yield return (
                    new(body, Role.EvaluationBody),
                    new SubmitPlan(content, new($"Legal representative of {body}", row.Day("submitted")), body, Call));
            }
        }

        /// <summary>
        /// <c>e01 92 85; e02 - 80</c>: the expert's score for each plan, the selected one first; a dash where the expert recuses.
        /// </summary>
        private IEnumerable<(Actor, ICommand)> Reviews()
        {
            var reviews = row.List("reviews").Select(r => r.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
            yield return (
                WorkingBody,
                new FormExpertPanel(
                    [.. reviews.Select(r =>
                        panel.GetValueOrDefault(r[0]) ?? throw new StoryException(row.Where, "", $"there is no expert '{r[0]}'."))],
                    Call));
            foreach (var review in reviews)
            {
                foreach (var (i, body) in Bodies.Index())
                {
                    var score = i + 1 < review.Length && Domain.Values.WrittenNumber.TryParse(review[i + 1], out var s)
                        ? s
                        : (decimal?)null;
                    yield return (new(review[0], Role.Expert), new ReviewPlan(score, score is null ? "No opinion." : Opinion(score.Value),
                        score is null ? "Works with the body that proposes the plan." : null, Ids.Plan(Call, body, _round)));
                }
            }
        }

        private static string Opinion(decimal score) => score switch
        {
            >= 90 => "The core indicators are what buyers ask for, the scale parts good from best, and the baselines are complete.",
            >= 80 => "Sound; the scale could part the upper half better.",
            >= 70 => "The indicators are right, but compared with too few standards.",
            _ => "Not developed enough: ties are left open.",
        };

        private Dictionary<string, string> Reasons() => Bodies.Index().ToDictionary(b => Ids.Plan(Call, b.Item, _round), b =>
            b.Index == 0
                ? "Scored highest by the panel: indicators that matter to buyers, all baselines, and a scale that separates."
                : "Scored lower: fewer standards compared and ties left open.");

        /// <summary>What each standard in the pool states for the indicators of the plan; nothing where it is out already.</summary>
        private IEnumerable<(Actor, ICommand)> Values(ILedger ledger)
        {
            var evaluation = ledger.Evaluation(Call);
            foreach (var candidate in evaluation.Pool.OrderBy(c => c.Declaration, StringComparer.Ordinal))
            {
                if (evaluation.Exclusions.ContainsKey(candidate.Declaration) || evaluation.Values.ContainsKey(candidate.Declaration))
                {
                    continue;
                }
                if (ledger.Enterprise(candidate.Enterprise).BanWithin(evaluation.CutOffDay, row.Day("values")) is not null) continue;
                var disclosed = ledger.Declaration(candidate.Declaration).Versions.First(v => v.Number == candidate.Version).Disclosure;
                yield return (Body, new RecordValues(candidate.Declaration,
                    [
                        .. disclosed.Indicators.Where(i => evaluation.Plan.Indicators.Any(p => p.Code == i.Code))
                            .Select(i => new EvaluatedValue(i.Code, i.Limit, i.Clause)),
                        .. evaluation.Plan.Indicators.Where(i => i.Classes is not null)
                            .Select(i => (i.Code, Of: StatedClass.Of(disclosed, i))).Where(i => i.Of is not null)
                            .Select(i => new EvaluatedValue(i.Code, i.Of!.Value.Limit, i.Of.Value.Clause)),
                    ], Call));
            }
        }

        /// <summary>Everyone whom the notice of the list covers, except those who would not.</summary>
        private IEnumerable<(Actor, ICommand)> Commitments(ILedger ledger)
        {
            var draft = ledger.Evaluation(Call).ListDraft;
            var without = row.List("no_commitment").Select(k => words.Code(k, row.Where)).ToHashSet(StringComparer.Ordinal);
            foreach (var (i, entry) in (draft is null ? [] : draft.Leaders.Concat(draft.Reserves)).Index())
            {
                if (without.Contains(entry.Enterprise) || ledger.Enterprise(entry.Enterprise).HasCommitment(_category)) continue;
                yield return (new(entry.Enterprise, Role.Enterprise), new GiveCommitment(
                    $"我单位郑重承诺：产品和服务达到 {entry.Number} 公开的水平。 We answer for every product and service meeting the level disclosed in "
                        + $"{entry.Number}.",
                    "Legal representative "
                        + "法定代表人", _category, entry.Enterprise, string.Create(CultureInfo.InvariantCulture, $"commitment-{Call}-{i + 1}")));
            }
        }
    }
}
