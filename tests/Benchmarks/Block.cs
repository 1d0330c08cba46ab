using System.Globalization;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Benchmarks;

internal enum What
{
    Register, Declare, File, Revise, Open, Freeze, Draft, Notice, Publish, CloseNotice, Amend, Award, Enter, Rest, Revoke, Ban, Strike,
    Restore, Void,
}

/// <param name="At">The recorded instant.</param>
/// <param name="Of">Which enterprise or declaration of the block.</param>
/// <param name="No">How often before.</param>
/// <param name="Late">Days between the fact and its entry.</param>
internal readonly record struct Step(DateTimeOffset At, What What, int Of, int No, int Late);

/// <summary>The facts around one evaluation, within a year: its enterprises, their standards, the ranking, titles and bans.</summary>
internal sealed class Block
{
    public const int Enterprises = 80, Declarations = 120, Ranked = 50, Titles = 10, Banned = 12;

    /// <summary>Days of the block: all have declared, the ranking is out.</summary>
    public const int DeclaredBy = 60, PublishedBy = 100, Days = 360;

    private readonly int _category;
    private readonly DateTimeOffset _begin;
    private RankingResult? _result;

    public int Number { get; }
    public string Category { get; }
    public int Cycle { get; }
    public string Evaluation { get; }
    public List<Step> Steps { get; } = [];

    /// <param name="first">Added to the numbers of all that is named by a number.</param>
    /// <param name="categories">How many take turns.</param>
    public static Block Of(int number, int first, DateTimeOffset begin, int categories, int versions) =>
        new(number, first, begin, categories, versions);

    private Block(int number, int first, DateTimeOffset begin, int categories, int versions)
    {
        (Number, _begin, _category) = (first + number, begin, first + number % categories);
        Category = string.Create(CultureInfo.InvariantCulture, $"category-{_category:D5}");
        Cycle = 2018 + number / categories;
        Evaluation = Ids.Call(Cycle, Category);
        var random = new Random(20_180_101 + number);
        for (var i = 0; i < Enterprises; i++) Add(What.Register, i, 0, random.Next(0, 20 * 1440));
        for (var i = 0; i < Declarations; i++)
        {
            var at = random.Next(21 * 1440, (DeclaredBy - 12) * 1440);
            Add(What.Declare, i, 0, at);
            Add(What.File, i, 0, at);
            if (i % 4 == 3) Add(What.Revise, i, 0, at + 1440 * 11);
        }
        Add(What.Open, 0, 0, 62 * 1440);
        Add(What.Freeze, 0, 0, 63 * 1440);
        Add(What.Draft, 0, 0, 80 * 1440);
        Add(What.Notice, 0, 0, 80 * 1440);
        Add(What.CloseNotice, 0, 0, (PublishedBy - 2) * 1440);
        Add(What.Publish, 0, 0, (PublishedBy - 2) * 1440);
        for (var i = 0; i < Titles; i++)
        {
            var place = Ranked - 1 - i; // those who are amended most stand first
            Add(What.Award, place, 0, 120 * 1440);
            Add(What.Enter, place, 0, 120 * 1440);
            Add(What.Rest, place, 0, 120 * 1440);
            if (i < 2) Add(What.Revoke, place, 0, (150 + i) * 1440);
        }
        for (var i = 0; i < Ranked; i++)
        {
            for (var no = 1; no < versions; no++) Add(What.Amend, i, no, Spread(no, i * 17));
        }
        for (var i = 0; i < Banned; i++)
        {
            Add(What.Ban, Enterprises - 1 - i, 0, (PublishedBy + i) * 1440);
            for (var no = 1; no < versions; no++) Add(What.Void, Enterprises - 1 - i, no, Spread(no, i * 29) + 12 * 1440);
        }
        for (var no = 4; no < versions; no++) Add(no % 2 == 0 ? What.Strike : What.Restore, no / 2 % Ranked, no, Spread(no, 3));
        var all = Steps.ToArray();
        Steps = [.. all.OrderBy(s => s.At)];

        // Over the rest of the block, each on a day of its own.
        int Spread(int no, int minutes) => (PublishedBy + 10) * 1440 + (int)((Days - PublishedBy - 30) * 1440L * no / versions) + minutes;

        void Add(What what, int of, int no, int minutes) =>
            Steps.Add(new(
                begin.AddMinutes(minutes).AddMicroseconds(Steps.Count * 7),
                what,
                of,
                no,
                random.Next(20) == 0 ? random.Next(2, 9) : 0));
    }

    public string Enterprise(int i)
    {
        var first = string.Create(CultureInfo.InvariantCulture, $"91350100M{Number * (long)Enterprises + i:D8}");
        return first + CreditCode.CheckCharacter(first);
    }

    public Fact Fact(Step s)
    {
        var (on, i) = (Beijing.Day(s.At).AddDays(-s.Late), s.Of);
        return s.What switch
        {
            What.Register => new EnterpriseRegistered(Enterprise(i), IdentifierKind.CreditCode, Name(i), "350100", null, on),
            What.Declare => new StandardDeclared(
                Declaration(i), Enterprise(Owner(i)), Standard(i), Standard(i), StandardKind.Enterprise, Disclosed(i, 1), null, s.At, on),
            What.File => new StandardFiled(Category, Declaration(i), on),
            What.Revise => new DeclarationRevised(Declaration(i), 2, Disclosed(i, 2), s.At, on),
            What.Open => new EvaluationOpened(
                Evaluation, Cycle, Category, $"品种 {_category}", $"field-{_category % 40}", (GoalSector)(_category % 3), Plan, Body, Content,
                Rules, on),
            What.Freeze => new PoolFrozen(Evaluation, s.At, [.. Enumerable.Range(0, Ranked)
                .Select(c => new Candidate(Declaration(c), Version(c), Enterprise(c), Name(c), Standard(c)))], [], on),
            What.Draft => new RankingDrafted(Evaluation, 1, Result, Hash, NoticeId, Rules, on),
            What.Notice => new NoticeOpened(
                NoticeId, NoticeSubject.Ranking, Evaluation, 1, Hash, Body, [.. Enumerable.Range(0, Ranked).Select(Declaration)], "leader",
                15, on.AddDays(15), "2018-2026", false, Rules, on),
            What.CloseNotice => new NoticeClosed(NoticeId, on),
            What.Publish => new RankingPublished(Evaluation, 1, Result, Hash, NoticeId, Body, on),
            What.Amend => Amended(i, s.No, on),
            What.Award => new TitleAwarded(
                Title(i), Enterprise(i), Name(i), Declaration(i), Version(i), Standard(i), Evaluation, Cycle, Category, $"品种 {_category}",
                (GoalSector)(_category % 3), Body, i
                    + 1, [$"型号 {i}"], on.AddMonths(24).AddDays(-1), on.AddMonths(27).AddDays(-1), Rules, on),
            What.Enter => new TitleEntered(Enterprise(i), Title(i), Category, on),
            What.Rest => new DeclarationTitled(Declaration(i), Title(i), on),
            What.Revoke => new TitleRevoked(
                Title(i), $"{Title(i)}.r1", Enterprise(i), Category, Evaluation, Body, $"case-{Number}-{i}",
                RevocationGround.BelowDisclosedLevel, "抽查两台样品,洁净空气量均低于公开值。", new("cadr", "≥ 500 m³/h", "431 m³/h", Hash), [Hash],
                $"取消{Name(i)}的“领跑者”称号。", Rules, on),
            What.Ban => new BanStarted(
                Enterprise(i), Ban(i), $"{Evaluation}.{Enterprise(i)}", Body, "belowDisclosedLevel", on.AddYears(3), Rules, on),
            What.Void => new BanVoided(Enterprise(i), Ban(i), string.Create(CultureInfo.InvariantCulture, $"复核意见第 {s.No} 号"), on),
            What.Strike => new EntryStruck(Evaluation, Enterprise(i), $"ban-{i}", on, on),
            What.Restore => new EntryRestored(Evaluation, Enterprise(i), $"ban-{i}", on),
            _ => throw new ArgumentOutOfRangeException(nameof(s)),
        };
    }

    private Fact Amended(int i, int no, DateOnly on) => (no % 4) switch
    {
        1 => new EnterpriseRenamed(Enterprise(i), string.Create(CultureInfo.InvariantCulture, $"{Name(i)}第 {no} 次更名"), "更名登记", on),
        2 => new CommitmentGiven(
            Enterprise(i), string.Create(CultureInfo.InvariantCulture, $"c{no}"), Category, "产品质量不低于公开的标准。", "法定代表人", on),
        3 => new FindingEntered(Enterprise(i), string.Create(CultureInfo.InvariantCulture, $"f{no}"), false, on),
        _ => new FindingCleared(Enterprise(i), string.Create(CultureInfo.InvariantCulture, $"f{no - 1}"), "已整改", on),
    };

    private static int Owner(int declaration) => declaration % Enterprises;
    private static int Version(int declaration) => declaration % 4 == 3 ? 2 : 1;
    private static string Rules => "rules-2018.1";
    private static string Body => "body-a";
    private static string Hash => "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private string Plan => Ids.Plan(Evaluation, Body, 1);
    private string NoticeId => Ids.Notice(Evaluation, "ranking", 1);
    private string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"福州第{Number * (long)Enterprises + i}电器有限公司");
    private string Standard(int i) => string.Create(CultureInfo.InvariantCulture, $"Q/LB {Number:D6}{i:D3}-{Cycle}");
    private string Declaration(int i) =>
        string.Create(CultureInfo.InvariantCulture, $"{Enterprise(Owner(i))}.q-lb-{Number:D6}{i:D3}-{Cycle}");
    private string Title(int i) => Ids.Title(Evaluation, Enterprise(i));
    private string Ban(int i) => string.Create(CultureInfo.InvariantCulture, $"{Evaluation}.{Enterprise(i)}.r1");

    private Disclosure Disclosed(int i, int version) => new("家用空气净化器", [Category], [$"型号 {i}"],
    [
        new(
            "cadr", "洁净空气量", DisclosedKind.Performance, "performance", new(Operator.AtLeast, 500m + i + version, null, "m³/h"),
            "GB/T 18801-2022", "5.2"),
        new("noise", "噪声", DisclosedKind.Performance, "comfort", new(Operator.AtMost, 58.5m, null, "dB(A)"), "GB/T 18801-2022", "5.4"),
    ], ["GB/T 18801-2022"], null, false);

    private EvaluationPlan Content => new("消费者关注净化能力和噪声。", ["GB/T 18801-2022"],
    [
        new(
            "cadr", "CADR", "洁净空气量", IndicatorClass.Core, "performance", Direction.HigherIsBetter, "m³/h", 60m, "GB/T 18801-2022",
            [new(600m, 100m), new(500m, 80m), new(400m, 60m)]),
        new(
            "noise", "Noise", "噪声", IndicatorClass.Core, "comfort", Direction.LowerIsBetter, "dB(A)", 40m, "GB/T 18801-2022",
            [new(55m, 100m), new(60m, 80m), new(65m, 60m)]),
    ], [new(
        "GB/T 18801-2022",
        BaselineKind.RecommendedNational,
        new(2015, 1, 1),
        null,
        [new("cadr", new(Operator.AtLeast, 400m, null, "m³/h"), "5.2")])], null,
        _begin.AddDays(DeclaredBy), 24, RankingForm.Composite, null, StricterRule.AtLeastOneStricter, ComparisonMethod.FullValue, 2, []);

    /// <summary>Noticed once, published once; then let go.</summary>
    private RankingResult Result =>
        _result ??=
            new([.. Enumerable.Range(0, Ranked)
                .Select(i =>
                    new RankedEntry(i
                        + 1, i / 10 + 1, Declaration(i), Version(i), Enterprise(i), Name(i), Standard(i), 98.5m - i * 0.75m, 1, 0, 24.5m,
                    [
                        new(
                            "cadr", new(Operator.AtLeast, 500m + i, null, "m³/h"), "5.2", 80m, 2, "GB/T 18801-2022",
                            new(Operator.AtLeast, 400m, null, "m³/h"), 100m + i, Verdict.Stricter),
                        new("noise", new(Operator.AtMost, 58.5m, null, "dB(A)"), "5.4", 80m, 2, null, null, null, null),
                    ]))], [], [], [], false, null);
}
