using System.Text.Json;
using System.Text.Json.Nodes;
using Leader.Api.Http;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Evaluations;

/// <summary>A ranking as a table: in the order of any of its columns, and with all that stands on its page as rows.</summary>
internal static class RankingTable
{
    private static readonly Dictionary<string, Func<RankedEntryDoc, IComparable?>> OfEntries = new(StringComparer.OrdinalIgnoreCase)
    {
        ["place"] = e => e.Place,
        ["enterpriseName"] = e => new Letters(e.EnterpriseName),
        ["number"] = e => new Letters(e.Number),
        ["total"] = e => e.Total,
        ["toNext"] = e => e.ToNext,
    };

    /// <summary>
    /// Its entries in the order that was asked for. Equal ones stand in the order of the ranking; behind all others stand those that have
    /// nothing in the column.
    /// </summary>
    public static ViewAnswer Ordered(byte[] ranking, string? sort)
    {
        if (Order.Read(sort) is not { } order) return new(ranking);
        var doc = JsonSerializer.Deserialize<RankingDoc>(ranking, LeaderJson.Http)!;
        var code = doc.Indicators.FirstOrDefault(i => i.Code.Equals(order.Field, StringComparison.OrdinalIgnoreCase))?.Code;
        if (!OfEntries.TryGetValue(order.Field, out var of) && code is null)
        {
            return new(Problem: Problems.Malformed(
                "sort",
                $"must be one of: {string.Join(", ", [.. OfEntries.Keys, .. doc.Indicators.Select(i => i.Code)])}."));
        }
        of ??= e => e.Results.FirstOrDefault(r => r.Indicator == code) is { } result
            ? (result.Points, result.Margin ?? decimal.MinValue)
            : null;
        var (some, none) = (doc.Entries.Where(e => of(e) is not null), doc.Entries.Where(e => of(e) is null));
        return ViewAnswer.Of(doc with
        {
            Entries = [.. order.Descending ? some.OrderByDescending(of) : some.OrderBy(of), .. none],
        });
    }

    /// <summary>Text in the order of its code points, as everywhere.</summary>
    private sealed record Letters(string Text) : IComparable
    {
        public int CompareTo(object? other) => string.CompareOrdinal(Text, (other as Letters)?.Text);
    }

    /// <summary>
    /// The evaluation, the entry, how it stands, whether the newest list names it, and what was found for each indicator of the evaluation.
    /// </summary>
    public static IReadOnlyList<Column> Columns(JsonElement ranking)
    {
        var newest = Items(ranking, "lists").LastOrDefault();
        var leaders = Items(newest, "leaders").Select(l => l.GetProperty("declaration").GetString()!).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. OfEvaluation.Select(c => c with { Of = _ => c.Of(ranking) }),
            .. OfEntry,
            new("onLeaderList", Cells.Truth, e => JsonSerializer.SerializeToElement(
                leaders.Contains(e.GetProperty("declaration").GetString()!))),
            .. Standing,
            .. Items(ranking, "indicators").Select(i => JsonSerializer.Deserialize<PlanIndicator>(i, LeaderJson.Http)!)
                .SelectMany(i => OfResult.Concat(OfClass(i)).Select(c => c with
                {
                    Name = $"{i.Code}.{c.Name}",
                    Of = entry => Items(entry, "results").FirstOrDefault(r => r.GetProperty("indicator").GetString() == i.Code) is
                        { ValueKind: JsonValueKind.Object } result ? c.Of(result) : default,
                })),
        ];
    }

    /// <summary>Of an indicator in words the class in both languages, beside its place.</summary>
    private static IEnumerable<Column> OfClass(PlanIndicator indicator) => indicator.Classes is null ? []
        : new[] { (Name: "class", Zh: false), (Name: "classZh", Zh: true) }.Select(c => new Column(
            c.Name,
            Cells.Text,
            result => JsonSerializer.SerializeToElement(
                StatedClass.Word(result.GetProperty("value").Deserialize<Limit>(LeaderJson.Http)!, indicator, c.Zh))));

    /// <summary>
    /// The entries in their order; behind them what is not in the order, as on the page: what was excluded, left out of the pool, or could
    /// not be evaluated.
    /// </summary>
    public static IEnumerable<JsonElement> Rows(JsonElement ranking)
    {
        foreach (var entry in Items(ranking, "entries"))
        {
            yield return Column.At(entry, "annulled") is { ValueKind: JsonValueKind.Object } annulled
                ? Row(entry, "annulled", Text(annulled, "ground"), Text(annulled, "detail"))
                : Items(entry, "struckBy") is { Length: > 0 }
                    ? Row(entry, "struck", "barred", $"Barred since {Text(entry, "barredSince")}.")
                    : Row(entry, "ranked", null, null);
        }
        var left = Items(ranking, "leftOutOfPool").Select(x => Text(x, "declaration")).ToHashSet(StringComparer.Ordinal);
        foreach (var one in Items(ranking, "excluded").Concat(Items(ranking, "leftOutOfPool")).DistinctBy(x => Text(x, "declaration")))
        {
            yield return Row(
                one,
                left.Contains(Text(one, "declaration")) ? "leftOutOfPool" : "excluded",
                Text(one, "ground"),
                Text(one, "detail"));
        }
        foreach (var one in Items(ranking, "notEvaluable"))
        {
            yield return Row(
                one,
                "notEvaluable",
                "missingIndicators",
                string.Join(", ", Items(one, "missingIndicators").Select(i => i.GetString())));
        }
    }

    private static JsonElement Row(JsonElement of, string state, string? ground, string? detail)
    {
        var row = JsonObject.Create(of)!;
        (row["state"], row["ground"], row["detail"]) = (state, ground, detail);
        return JsonSerializer.SerializeToElement(row);
    }

    private static readonly Column[] Standing = [.. new[] { "state", "ground", "detail" }.Select(name => Column.Member(Cells.Text, name))];
    private static readonly Column[] OfEvaluation =
    [
        .. new[] { "evaluation", "stage", "category", "cycle", "body", "version", "publishedOn" }
            .Select(name => Tables.Columns(typeof(RankingDoc)).Single(c => c.Name == name)),
    ];
    private static readonly Column[] OfEntry = [.. Tables.Columns(typeof(RankedEntryDoc)).Where(c => c.Name != "results")];
    private static readonly Column[] OfResult = [.. Tables.Columns(typeof(IndicatorResult)).Where(c => c.Name != "indicator")];

    private static string? Text(JsonElement of, string member) => Column.At(of, member) is { ValueKind: JsonValueKind.String } text
        ? text.GetString() : null;

    private static JsonElement[] Items(JsonElement of, string member) =>
        Column.At(of, member) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];
}
