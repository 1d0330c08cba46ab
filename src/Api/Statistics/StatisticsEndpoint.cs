using System.Text.Json;
using Leader.Api.Http;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Statistics;

/// <summary>A figure that says what it counts. Two figures of different units never stand as one (trap 21).</summary>
/// <param name="Unit">What one is: standards, enterprises, titles, percent.</param>
/// <param name="Sector">Whose figure it is; null of those of the whole programme.</param>
/// <param name="Target">The programme's goal for the end of 2020, where there is one (R13–R20).</param>
/// <param name="OnTargetDay">Of one with a goal the value at the end of 2020, as known at the clock of the answer (R26).</param>
/// <param name="Rows">Where the rows that it counts are listed.</param>
public sealed record Figure(
    string Id,
    string Name,
    string NameZh,
    string Definition,
    string DefinitionZh,
    string Unit,
    decimal Value,
    decimal? Target,
    decimal? OnTargetDay,
    string Rows,
    GoalSector? Sector = null);

public sealed record FiguresDoc(IReadOnlyList<Figure> Items);

/// <summary>A part of a figure.</summary>
/// <param name="Part">Its word, id or day; the empty text where nothing is known.</param>
/// <param name="Category">Where it is a category.</param>
/// <param name="Body">Where it is an evaluation body.</param>
/// <param name="Value">In the unit of the figure.</param>
/// <param name="Count">What the value is, or is a share of.</param>
/// <param name="Of">The whole of the share; null of counts.</param>
/// <param name="Rows">Where what it counts is listed, one by one.</param>
public sealed record FigurePart(string Part, string? Category, string? Body, decimal Value, long Count, long? Of, string Rows);

/// <summary>One that a figure, or a part of it, counts.</summary>
/// <param name="Row">Its id: of a title, an enterprise, a standard, a use, a user; of a ban with the enterprise that it bars.</param>
/// <param name="Enterprise">Whose it is.</param>
/// <param name="Address">Where it stands.</param>
public sealed record FigureRow(string Row, string? Enterprise, string Address);

/// <summary>One figure, and its parts.</summary>
/// <param name="Count">What the value is, or is a share of.</param>
/// <param name="Of">The whole of the share; null of counts.</param>
/// <param name="TargetDay">The last day of the goals, inclusive; null where there is none.</param>
/// <param name="CanBeToldBy">What it can be told apart by.</param>
/// <param name="AddsUp">Whether the counts of the parts make that of the whole: not where one thing may be in several parts.</param>
public sealed record FigureDoc(
    string Id,
    string Name,
    string NameZh,
    string Definition,
    string DefinitionZh,
    string Unit,
    decimal Value,
    long Count,
    long? Of,
    decimal? Target,
    DateOnly? TargetDay,
    decimal? OnTargetDay,
    string Rows,
    GoalSector? Sector,
    IReadOnlyList<FigureBy> CanBeToldBy,
    FigureBy? By,
    bool? AddsUp,
    IReadOnlyList<FigurePart> Parts);

/// <summary>
/// The programme's goals as figures: each with its definition and counting unit, at any two clocks. R13–R26, R99, Q45, Q46.
/// </summary>
internal static class StatisticsEndpoint
{
    private static readonly Parameter By = new("by", "Tells the figure apart; the figure says by what it can be.",
        List: ClosedLists.Of(typeof(FigureBy)));

    private static readonly Parameter About = new("about", "What the figures are about; the goals of the programme, if not given.",
        List: ClosedLists.Of(typeof(FigureSubject)));

    private static readonly Parameter Part = new(
        "part",
        "Beside by: a part as the figure names it; if not given, what is in no part that has a name.");

    private static readonly IReadOnlyList<Column> Columns = Tables.Columns(typeof(Figure)),
        PartColumns = Tables.Columns(typeof(FigurePart));

    public static void MapStatistics(this IEndpointRouteBuilder app)
    {
        app.MapView("/v1/statistics", new(async asked => ViewAnswer.Of(new FiguresDoc(await FiguresAsync(
                asked, Words.Known<FigureSubject>(asked.Context.Request.Value("about")) ?? FigureSubject.Goals))),
            Costly: true), About).Produces<FiguresDoc>().AsTable(_ => Columns);
        app.MapView("/v1/statistics/{id}", new(FigureAsync, Costly: true), By).Produces<FigureDoc>().ProducesProblem(404)
            .AlsoRefuses("unknown-figure").AsTable(_ => PartColumns, "parts");
        app.MapView("/v1/statistics/{id}/rows", new(RowsAsync, Costly: true), By, Part, Parameters.Limit).ProducesList<FigureRow>()
            .ProducesProblem(404).AlsoRefuses("unknown-figure");
        app.MapMargins();
        app.MapTrends();
        app.MapAlerts();
        app.MapReleases();
    }

    internal static async Task<List<Figure>> FiguresAsync(Asked asked, FigureSubject about)
    {
        var figures = new List<Figure>();
        foreach (var one in Counted.About(about))
        {
            figures.Add(new(
                one.Id,
                one.Name,
                one.NameZh,
                one.Definition,
                one.DefinitionZh,
                one.Unit,
                (await one.AmountAsync(asked)).Value,
                one.Target,
                await OnTargetDayAsync(one, asked),
                one.Rows,
                one.Sector));
        }
        return figures;
    }

    /// <summary>Null where there is no goal, and on days before it was due.</summary>
    private static async Task<decimal?> OnTargetDayAsync(Counted one, Asked asked) =>
        one.Target is null || asked.Clocks.AsOf < Counted.TargetDay ? null : (await one.AmountAsync(asked, Counted.TargetDay)).Value;

    private static async Task<ViewAnswer> FigureAsync(Asked asked)
    {
        var (one, by, problem) = Meant(asked);
        if (problem is { } wrong) return wrong;
        var whole = await one.AmountAsync(asked);
        var parts = by is { } apart ? await one.PartsAsync(asked, apart) : [];
        return ViewAnswer.Of(new FigureDoc(
            one.Id,
            one.Name,
            one.NameZh,
            one.Definition,
            one.DefinitionZh,
            one.Unit,
            whole.Value,
            whole.Count,
            whole.Of,
            one.Target,
            one.Target is null ? null : Counted.TargetDay,
            await OnTargetDayAsync(one, asked),
            one.Rows,
            one.Sector,
            one.By,
            by,
            by is { } told ? one.AddsUp(told) : null,
            [.. parts.Select(p => new FigurePart(
                p.Part,
                by == FigureBy.Category && p.Part.Length > 0 ? p.Part : null,
                by == FigureBy.Body && p.Part.Length > 0 ? p.Part : null,
                p.Amount.Value,
                p.Amount.Count,
                p.Amount.Of,
                RowsOf(one, by, p.Part)))]));
    }

    /// <summary>The figure, and by what it is to be told apart; or why not.</summary>
    private static (Counted One, FigureBy? By, ViewAnswer? Problem) Meant(Asked asked)
    {
        if (Counted.All.FirstOrDefault(f => f.Id == asked.Id) is not { } one)
        {
            return (Counted.All[0], null, ViewRoutes.Unknown("figure", asked.Id));
        }
        var by = Words.Known<FigureBy>(asked.Context.Request.Value("by"));
        return by is { } wanted && !one.By.Contains(wanted)
            ? (one, by, new(Problem: Problems.Malformed("by", $"is not one that '{one.Id}' can be told apart by; it can be by "
                + $"{string.Join(", ", one.By.Select(Words.Of))}.")))
            : (one, by, null);
    }

    /// <summary>Where what a part counts is listed: of a past day on that day.</summary>
    private static string RowsOf(Counted one, FigureBy? by, string part) => $"/v1/statistics/{one.Id}/rows" + by switch
    {
        FigureBy.Year => $"?asOf={part}",
        { } told when part.Length > 0 => $"?by={Words.Of(told)}&part={Uri.EscapeDataString(part)}",
        { } told => $"?by={Words.Of(told)}",
        _ => "",
    };

    private static async Task<ViewAnswer> RowsAsync(Asked asked)
    {
        var request = asked.Context.Request;
        var (limit, after, part) = (100, request.Value("after"), request.Value("part"));
        if (request.Limit(ref limit) is { } many) return new(Problem: many);
        var place = $"{asked.Id} {request.Value("by")} {part}";
        if (after is not null && !Cursor.IsOne(after, place))
        {
            return new(Problem: Problems.Malformed("after", "is not a cursor of this list in this order; follow its next link."));
        }
        var (one, by, problem) = Meant(asked);
        if (problem is { } wrong) return wrong;
        if (by == FigureBy.Year) return new(Problem: Problems.Malformed("by", "is no year here: ask with asOf for the day."));
        if (part is not null && by is null) return new(Problem: Problems.Malformed("part", "is one only beside by."));
        if (part is not null && by is { } apart)
        {
            var known = (await one.PartsAsync(asked, apart)).Select(p => p.Part).Where(p => p.Length > 0).ToList();
            var meant = one.WordsOf(apart) is { } words ? ClosedLists.Of(words).Meant(part) : null; // as a release named it
            if (known.Find(p => p == part || p == meant) is { } exact) part = exact;
            else if (known.Where(p => p.Equals(part, StringComparison.OrdinalIgnoreCase)).ToList() is [var spelt]) part = spelt;
            else return new(Problem: Problems.Malformed("part", $"is no part that '{one.Id}' has at these clocks."));
        }
        var rows = await one.RowsAsync(asked, by, part ?? "", after is null ? "" : Cursor.Read(after, place).Key, limit + 1);
        var more = rows.Count > limit;
        if (more) rows.RemoveAt(limit);
        return new(Page: new(
            [.. rows.Select(r => JsonSerializer.SerializeToUtf8Bytes(
                new FigureRow(r.Id, r.Enterprise, one.AddressOf(r.Id)), LeaderJson.Http))],
            after is null && !more ? rows.Count : null,
            more ? Cursor.Write(("", rows[^1].Id), place) : null));
    }
}
