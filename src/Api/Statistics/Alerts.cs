using System.Globalization;
using Leader.Api.Http;
using Leader.Domain.Rules;
using Leader.Projections.Views;

namespace Leader.Api.Statistics;

/// <summary>What monitoring noticed.</summary>
public enum AlertKind
{
    /// <summary>One enterprise declared, revised or abolished many standards on one day.</summary>
    BulkChange,

    /// <summary>A count fell by a tenth or more within the days that are looked at.</summary>
    SuddenDrop,
}

/// <summary>What happened to the standards of a bulk change.</summary>
public enum BulkOf { Declared, Revised, Abolished }

/// <summary>Something to look at; nobody is accused by it. R99.</summary>
/// <param name="Of">Of a bulk change what was done.</param>
/// <param name="Enterprise">Of a bulk change by whom.</param>
/// <param name="Figure">Of a drop the figure that fell.</param>
/// <param name="Category">Of a drop of the leaders of one category.</param>
/// <param name="On">Of a bulk change its day, of a drop the day of the answer.</param>
/// <param name="Before">Of a drop the count on the first of the days.</param>
/// <param name="Count">Of a bulk change how many standards, of a drop the count now.</param>
/// <param name="Rows">Where they are listed.</param>
public sealed record Alert(
    AlertKind Kind,
    BulkOf? Of,
    string? Enterprise,
    string? Figure,
    string? Category,
    DateOnly On,
    long? Before,
    long Count,
    string Rows);

/// <param name="Since">The first day that is looked at, inclusive.</param>
public sealed record AlertsDoc(string Definition, DateOnly Since, IReadOnlyList<Alert> Items);

internal static class AlertsEndpoint
{
    private static readonly string Definition = string.Create(CultureInfo.InvariantCulture,
        $"Of the {Monitoring.Days} days up to the day of the answer: enterprises that declared, revised or abolished {Monitoring.Many} "
            + $"standards or more on one day; and counts of standards, and of titles by category, that fell by a tenth or more and by "
            + $"{Monitoring.Many} or more. R99.");

    private static readonly IReadOnlyList<Column> Columns = Tables.Columns(typeof(Alert));

    public static void MapAlerts(this IEndpointRouteBuilder app) =>
        app.MapView("/v1/statistics/alerts", new(async asked => ViewAnswer.Of(await OfAsync(asked)), Costly: true)).Produces<AlertsDoc>()
            .AsTable(_ => Columns);

    /// <summary>Kept while no standard and no title changes: a desk asks for it at each look.</summary>
    internal static Task<AlertsDoc> OfAsync(Asked asked) =>
        asked.KeptAsync("alerts", [LeaderViews.Declarations, LeaderViews.Titles], () => MadeAsync(asked));

    private static async Task<AlertsDoc> MadeAsync(Asked asked)
    {
        var since = asked.Clocks.AsOf.AddDays(-Monitoring.Days);
        List<Alert> alerts = [.. await DropsAsync(asked, since)];
        foreach (var of in Enum.GetValues<BulkOf>()) alerts.AddRange(await BulksAsync(asked, of, since));
        return new(Definition, since.AddDays(1),
        [
            .. alerts.OrderBy(a => a.On).ThenBy(a => a.Kind).ThenBy(a => a.Of).ThenBy(a => a.Enterprise, StringComparer.Ordinal)
                .ThenBy(a => a.Figure, StringComparer.Ordinal).ThenBy(a => a.Category, StringComparer.Ordinal),
        ]);
    }

    /// <summary>By enterprise and day, from what each standard says of its own days.</summary>
    private static async Task<IEnumerable<Alert>> BulksAsync(Asked asked, BulkOf of, DateOnly since)
    {
        const string day = "to_char(in_force_from, 'YYYY-MM-DD')", newest = "payload->'versions'->-1->>'from'";
        var such = of switch
        {
            BulkOf.Abolished => $"status = 'abolished' and payload->>'abolishedOn' = {day}",
            BulkOf.Declared => $"payload->>'version' = '1' and {newest} = {day}",
            _ => $"payload->>'version' <> '1' and {newest} = {day}",
        };
        // among the days themselves, where a standard changed twice on one day the last row counts
        var within = string.Create(
            CultureInfo.InvariantCulture,
            $"in_force_from > '{since:yyyy-MM-dd}' and in_force_from <= '{asked.Clocks.AsOf:yyyy-MM-dd}'");
        return (await asked.BeganAsync(LeaderViews.Declarations, "distinct key", $"{within} and {such}", $"enterprise || ' ' || {day}"))
            .Where(p => p.Count >= Monitoring.Many)
            .Select(p => p.Part.Split(' ') is [var enterprise, var on]
                ? new Alert(AlertKind.BulkChange, of, enterprise, null, null,
                    DateOnly.ParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture), null, p.Count,
                    $"/v1/declarations?enterprise={enterprise}&asOf={on}")
                : throw new InvalidOperationException(p.Part));
    }

    private static async Task<List<Alert>> DropsAsync(Asked asked, DateOnly since)
    {
        var alerts = new List<Alert>();
        foreach (var one in Counted.All.Where(f => f.View == LeaderViews.Declarations && f.Of is null))
        {
            var (before, now) = ((await one.AmountAsync(asked, since)).Count, (await one.AmountAsync(asked)).Count);
            if (!Monitoring.Fell(before, now)) continue;
            alerts.Add(new(AlertKind.SuddenDrop, null, null, one.Id, null, asked.Clocks.AsOf, before, now, one.Rows));
        }
        foreach (var one in Counted.All.Where(f => f.View == LeaderViews.Titles && f.What == "*"))
        {
            var then = await asked.CountByAsync(one.View, one.What, one.And, "category", on: since);
            var now = (await asked.CountByAsync(one.View, one.What, one.And, "category"))
                .ToDictionary(p => p.Part, p => p.Count, StringComparer.Ordinal);
            foreach (var (category, before) in then)
            {
                var left = now.GetValueOrDefault(category);
                if (!Monitoring.Fell(before, left)) continue;
                alerts.Add(new(AlertKind.SuddenDrop, null, null, one.Id, category, asked.Clocks.AsOf, before, left,
                    $"/v1/titles?category={category}"));
            }
        }
        return alerts;
    }
}
