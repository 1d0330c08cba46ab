using Leader.Api.Desk;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Statistics;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Statistics;

/// <summary>What is asked of a release; the figures are the register's.</summary>
/// <param name="AsOf">In force on this day, in Beijing; not a day to come.</param>
/// <param name="NextOn">The day on which the next release is to come, after this one; null where none is announced.</param>
/// <param name="Calendar">Releases to come, in the order of their days; the first of them is the next.</param>
public sealed record ReleaseRequest(
    string Name,
    DateOnly AsOf,
    DateOnly? NextOn = null,
    IReadOnlyList<AnnouncedRelease>? Calendar = null);

/// <summary>Releases of statistics, and figures of others. R100, D20; R13, R22–R24.</summary>
internal static class ReleaseEndpoints
{
    public static void MapReleases(this IEndpointRouteBuilder app)
    {
        app.MapCommand<ReleaseRequest, ReleaseStatistics>(
            "/v1/releases",
            async (asked, http, context) => (await OfAsync(asked, http), context),
            id => $"/v1/releases/{id}",
            [Role.Regulator, Role.WorkingBody]);
        app.MapList("/v1/releases", LeaderViews.Releases);
        app.MapDocument("/v1/releases/{id}", LeaderViews.Releases, "release");
        app.MapCommand<RecordExternalFigure>(
            "/v1/external-figures",
            (c, _) => c with { Figure = NewIds.Of("figure") },
            id => $"/v1/external-figures/{id}",
            [Role.Regulator, Role.WorkingBody, Role.Department]);
        app.MapList("/v1/external-figures", LeaderViews.ExternalFigures);
        app.MapDocument("/v1/external-figures/{id}", LeaderViews.ExternalFigures, "external-figure");
    }

    /// <summary>As the register counts them on the day, known where its views stand now.</summary>
    private static async Task<ReleaseStatistics> OfAsync(ReleaseRequest asked, HttpContext http)
    {
        var views = http.RequestServices.GetRequiredService<ViewReader>();
        var position = (await views.NewestAsync(http.RequestAborted)).Position;
        var at = new Asked(http, views, await views.PinnedAsync(asked.AsOf, position, http.RequestAborted));
        var figures = await StatisticsEndpoint.FiguresAsync(at, FigureSubject.Goals);
        return new(
            asked.Name,
            asked.AsOf,
            asked.NextOn,
            NewIds.Of("release"),
            position,
            Released(figures),
            Released(await StatisticsEndpoint.FiguresAsync(at, FigureSubject.Use)),
            await PartsAsync(at),
            asked.Calendar);
    }

    private static IReadOnlyList<ReleasedFigure> Released(IEnumerable<Figure> figures) =>
        [.. figures.Select(f => new ReleasedFigure(f.Id, f.Unit, f.Value))];

    /// <summary>By all that figures can be told apart by, but for years: those are other days.</summary>
    private static async Task<IReadOnlyList<ReleasedParts>> PartsAsync(Asked at)
    {
        var all = new List<ReleasedParts>();
        foreach (var (one, by) in Counted.All.SelectMany(f => f.By.Where(b => b != FigureBy.Year).Select(b => (f, b))))
        {
            var parts = await one.PartsAsync(at, by);
            all.Add(new(one.Id, Words.Of(by), [.. parts.Select(p => new ReleasedPart(p.Part, p.Amount.Count, p.Amount.Of))]));
        }
        return all;
    }
}
