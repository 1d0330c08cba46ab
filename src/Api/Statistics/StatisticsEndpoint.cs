using Leader.Api.Http;
using Leader.Domain.Record;

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
public sealed record FigurePart(string Part, string? Category, string? Body, decimal Value, long Count, long? Of);

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

    private static readonly IReadOnlyList<Column> Columns = Tables.Columns(typeof(Figure)),
        PartColumns = Tables.Columns(typeof(FigurePart));

    public static void MapStatistics(this IEndpointRouteBuilder app)
    {
        app.MapView("/v1/statistics", new(async asked => ViewAnswer.Of(new FiguresDoc(await FiguresAsync(asked))), Costly: true))
            .Produces<FiguresDoc>().AsTable(_ => Columns);
        app.MapView("/v1/statistics/{id}", new(FigureAsync, Costly: true), By).Produces<FigureDoc>().ProducesProblem(404)
            .AlsoRefuses("unknown-figure").AsTable(_ => PartColumns, "parts");
        app.MapMargins();
        app.MapTrends();
        app.MapAlerts();
        app.MapReleases();
    }

    internal static async Task<List<Figure>> FiguresAsync(Asked asked)
    {
        var figures = new List<Figure>();
        foreach (var one in Counted.All)
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
        if (Counted.All.FirstOrDefault(f => f.Id == asked.Id) is not { } one) return ViewRoutes.Unknown("figure", asked.Id);
        var by = Projections.Log.Words.Known<FigureBy>(asked.Context.Request.Value("by"));
        if (by is { } wanted && !one.By.Contains(wanted))
        {
            return new(Problem: Problems.Malformed("by", $"is not one that '{one.Id}' can be told apart by; it can be by "
                + $"{string.Join(", ", one.By.Select(Projections.Log.Words.Of))}."));
        }
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
                p.Amount.Of))]));
    }
}
