using System.Text.Json;
using Leader.Api.Tests.Time;
using Leader.Domain.Values;

namespace Leader.Api.Tests.Views;

/// <summary>
/// Whatever is asked of a list is what anybody finds by reading all of its documents at the same two clocks: the expectations are read from
/// those, by hand.
/// </summary>
[Collection("history")]
public class A_list_is_filtered_and_sorted_as_by_hand(HistoryFixture history)
{
    /// <summary>A parameter, and whether a document of the list answers to a value of it.</summary>
    private sealed record Asking(string Name, Func<JsonElement, IEnumerable<string>> Values, Func<JsonElement, string, bool> Fits);

    private static string? Text(JsonElement d, string member) => d.GetProperty(member) is { ValueKind: JsonValueKind.String } v
        ? v.GetString()
        : d.GetProperty(member).ValueKind == JsonValueKind.Null ? null : d.GetProperty(member).GetRawText();

    private static Asking Is(string name, string? member = null) => Of(name, d => Text(d, member ?? name) is { } t ? [Small(t)] : []);

    /// <summary>Some documents begin a word with a capital.</summary>
    private static string Small(string word) => word.Length > 0 && word.All(char.IsAsciiLetter) && word.Any(char.IsAsciiLetterLower)
        ? char.ToLowerInvariant(word[0]) + word[1..]
        : word;

    private static Asking Of(string name, Func<JsonElement, IEnumerable<string>> values) =>
        new(name, values, (d, v) => values(d).Contains(v));

    private static Asking[] Day(string member) =>
    [
        new(member + "Since", d => Text(d, member) is { } t ? [t] : [], (d, v) => string.CompareOrdinal(Text(d, member) ?? "", v) >= 0),
        new(
            member + "Until",
            d => Text(d, member) is { } t ? [t] : [],
            (d, v) => Text(d, member) is { } t && string.CompareOrdinal(t, v) <= 0),
    ];

    private static Asking Span(string name, string first, string last) => new(
        name,
        d => Text(d, first) is { } t ? [t] : [],
        (d, v) => string.CompareOrdinal(Text(d, first), v) <= 0 && string.CompareOrdinal(Text(d, last) ?? "9999", v) >= 0);

    private static string Call(string id) => id.Split('.')[0];

    private static readonly Dictionary<string, (Asking[] Asks, string[] Sorts, string[] Own)> Lists = new()
    {
        ["titles"] = (
            [
                Is("enterprise"), Is("category"), Is("cycle"), Is("sector"), Is("body"), Is("status"), Is("number"), Is("declaration"),
                Of("product", d => d.GetProperty("products").EnumerateArray().Select(p => p.GetString()!)),
                .. Day("from"), .. Day("lastDay"), .. Day("endedOn"),
            ],
            ["number", "from", "lastDay", "endedOn"],
            ["title"]),
        ["bans"] = (
            [
                Is("enterprise"), Is("body"), Is("status"), Is("ground"), Is("title"), Of("cycle", d => [Call(Text(d, "ban")!)[..4]]),
                Of("category", d => [Call(Text(d, "ban")!)[5..]]), .. Day("from"), .. Day("lastDay"), Span("covers", "from", "lastDay"),
            ],
            ["from", "lastDay"],
            ["ban", "enterprise"]),
        ["declarations"] = (
            [
                Is("enterprise"), Is("status"), Is("number"),
                Of("category", d => d.GetProperty("disclosure").GetProperty("categories").EnumerateArray().Select(c => c.GetString()!)),
            ],
            ["number"],
            ["declaration"]),
        ["notices"] = (
            [Is("body"), Is("status"), Is("subject"), Span("openOn", "openedOn", "lastDay"), .. Day("openedOn"), .. Day("lastDay")],
            ["openedOn", "lastDay"],
            ["notice"]),
        ["cases"] = (
            [
                Is("enterprise"), Is("body"), Is("origin"), Is("ground", "establishedGround"), Is("title"), .. Day("openedOn"),
                .. Day("decidedOn"),
            ],
            ["openedOn", "decidedOn"],
            ["case"]),
        ["findings"] = ([Is("enterprise"), Is("status"), Is("kind"), .. Day("on")], ["on"], ["finding"]),
        ["complaints"] = (
            [Is("body"), Is("status", "stage"), Is("subject"), Is("ground"), Is("source"), .. Day("receivedOn")],
            ["receivedOn"],
            ["complaint"]),
        ["calls"] = (
            [Is("category"), Is("cycle"), Is("status", "stage"), .. Day("openedOn"), .. Day("closesOn")],
            ["openedOn", "closesOn"],
            ["call"]),
        ["reports"] = ([Is("enterprise"), Is("declaration"), .. Day("on")], ["on"], ["report"]),
        ["policies"] = ([Span("validOn", "validFrom", "validTo")], [], ["policy"]),
        ["implementing-schemes"] = ([Span("validOn", "validFrom", "validTo")], [], ["implementingScheme"]),
        ["organisations"] = (
            [Of("kind", d => d.GetProperty("kinds").EnumerateArray().Select(k => Small(k.GetString()!)))],
            [],
            ["organisation"]),
    };

    public static TheoryData<string> Names => [.. Lists.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task At_any_two_clocks_and_on_pages_of_any_size(string list)
    {
        var (asks, sorts, own) = Lists[list];
        var drawn = new Random(20261126);
        string[] at =
        [
            $"asOf=2026-11-23&position={history.Newest}", "knownAt=2022-03-01T12:00:00%2B08:00",
            $"asOf=2021-06-30&position={history.Newest}",
        ];
        string?[] orders = [null, .. sorts, .. sorts.Select(s => "-" + s)];
        var all = new Dictionary<string, List<JsonElement>>();
        var found = 0;
        for (var i = 0; i < 25; i++)
        {
            var (clocks, sort) = (at[drawn.Next(3)], orders[drawn.Next(orders.Length)]);
            var (limit, other) = (drawn.Next(1, 20), drawn.Next(10_000));
            var asked = Enumerable.Range(0, drawn.Next(4)).Select(_ => (asks[drawn.Next(asks.Length)], drawn.Next(10_000))).ToList();
            if (!all.TryGetValue(clocks, out var whole)) all[clocks] = whole = await PagesAsync($"/v1/{list}?{clocks}&limit=1000");
            var conditions = asked.DistinctBy(a => a.Item1.Name).Select(a =>
            {
                var known = all.Values.SelectMany(d => d).SelectMany(a.Item1.Values).Distinct().ToArray();
                return known.Length == 0 ? default : (Ask: a.Item1, Value: known[a.Item2 % known.Length], Two: known[other % known.Length]);
            }).Where(c => c.Ask is not null).ToArray();
            var two = conditions.Length == 1 && Several.Contains(conditions[0].Ask.Name);
            var query = string.Concat(conditions.Select(c =>
                $"&{c.Ask.Name}={Uri.EscapeDataString(c.Value)}{(two ? "," + Uri.EscapeDataString(c.Two) : "")}"));
            var expected = whole.Where(d => conditions.All(c => c.Ask.Fits(d, c.Value) || (two && c.Ask.Fits(d, c.Two))));
            if (sort is not null)
            {
                var member = sort.TrimStart('-');
                expected = expected.OrderBy(d => Text(d, member) ?? "", StringComparer.Ordinal)
                    .ThenBy(d => string.Join('@', own.Select(o => Text(d, o))), StringComparer.Ordinal);
                if (sort[0] == '-') expected = expected.Reverse();
            }
            var expectedIds = expected.Select(d => string.Join('@', own.Select(o => Text(d, o)))).ToArray();
            found += expectedIds.Length;
            if (expectedIds.Length / limit > 40) limit = 50;
            var address = $"/v1/{list}?{clocks}&limit={limit}{query}{(sort is null ? "" : "&sort=" + sort)}&total=exact";
            var got = await PagesAsync(address, expectedIds.Length);
            got.Select(d => string.Join('@', own.Select(o => Text(d, o)))).ShouldBe(expectedIds, address);
        }
        found.ShouldBeGreaterThan(10, "the questions find something");
    }

    /// <summary>What may have several values, any of which counts.</summary>
    private static readonly string[] Several =
    [
        "enterprise", "category", "cycle", "sector", "body", "status", "subject", "ground", "source", "kind", "origin", "title",
        "declaration", "number",
    ];

    private async Task<List<JsonElement>> PagesAsync(string address, int? total = null)
    {
        var (items, next) = (new List<JsonElement>(), (string?)address);
        while (next is not null)
        {
            using var answer = await history.AskAsync(next);
            answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, $"{next}: {await answer.TextAsync()}");
            var page = await answer.JsonAsync();
            items.AddRange(page.GetProperty("items").EnumerateArray());
            if (total is { } exact) page.GetProperty("total").GetInt32().ShouldBe(exact, next);
            next = page.GetProperty("next").GetString();
        }
        return items;
    }

    [Theory]
    [InlineData("/v1/bans?sort=-from&limit=1", "/v1/bans?sort=from&limit=1")]
    [InlineData("/v1/bans?limit=1", "/v1/bans?sort=from&limit=1")]
    [InlineData("/v1/bans?limit=1", "/v1/titles?limit=1")]
    [InlineData("/v1/titles?sort=from&limit=1", "/v1/cases?limit=1")]
    public async Task A_cursor_of_another_order_or_list_is_refused(string one, string another)
    {
        using var answer = await history.AskAsync(one);
        var next = (await answer.JsonAsync()).GetProperty("next").GetString()!;
        var cursor = next[next.IndexOf("after=", StringComparison.Ordinal)..];

        (await history.AskAsync(next)).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        using var refused = await history.AskAsync($"{another}&{cursor}");
        await refused.ShouldBeMalformedAsync("after");
    }

    [Theory]
    [InlineData("bans?sort=ground", "sort")]
    [InlineData("bans?fromSince=yesterday", "fromSince")]
    [InlineData("bans?fromSince=2023-02-30", "fromSince")]
    [InlineData("bans?ground=none", "ground")]
    [InlineData("bans?title=2019-air-purifier.nobody", "title")]
    [InlineData("titles?number=abc", "number")]
    [InlineData("titles?declaration=abc", "declaration")]
    [InlineData("titles?product=a&product=b", "product")]
    [InlineData("leaders?ground=fraud", "ground")] // whose title is revoked leads no more
    [InlineData("policies?sort=benefit", "sort")]
    [InlineData("enterprises?status=barred", "status")]
    [InlineData("enterprises?barredOn=2026", "barredOn")]
    [InlineData("sampling-plans?year=26", "year")]
    [InlineData("signing-keys?revoked=yes", "revoked")]
    [InlineData("notices?openOn=2026", "openOn")]
    [InlineData("cases?allegedGround=fraud", "allegedGround")] // sealed until the decision (Q32)
    public async Task What_no_list_can_be_asked_is_refused(string address, string parameter)
    {
        using var answer = await history.AskAsync("/v1/" + address);
        await answer.ShouldBeMalformedAsync(parameter);
    }

    [Theory]
    [InlineData("titles?number=q/be%20001—2024", "titles?number=Q/BE%20001-2024")]
    [InlineData("bans?ground=FRAUD", "bans?ground=fraud")]
    [InlineData("bans?Sort=-From", "bans?sort=-from")]
    public async Task However_it_is_spelt(string typed, string read)
    {
        var (one, other) = (await PagesAsync("/v1/" + typed), await PagesAsync("/v1/" + read));
        one.Select(d => d.GetRawText()).ShouldBe(other.Select(d => d.GetRawText()));
        one.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Of_a_case_that_is_not_decided_the_public_learns_nothing_by_asking_for_its_stage()
    {
        var at = "knownAt=2020-07-15T12:00:00%2B08:00&asOf=2020-07-15"; // the facts are stated, and nothing is decided
        var stages = new List<string>();
        foreach (var status in new[] { "opened", "factsStated", "underReview" })
        {
            stages.Add(string.Concat((await PagesAsync($"/v1/cases?{at}&status={status}")).Select(d => d.GetRawText())));
        }
        stages[0].ShouldNotBeEmpty();
        stages.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_standard_number_that_is_asked_for_is_read_as_the_register_reads_it() =>
        StandardNumber.Parse("q/be 001—2024")!.Normalised.ShouldBe("Q/BE 001-2024");
}
