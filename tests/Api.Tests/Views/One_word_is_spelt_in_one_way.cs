using System.Text.Json;
using System.Text.RegularExpressions;
using Leader.Api.Tests.Time;
using Leader.Domain;

namespace Leader.Api.Tests.Views;

[Collection("history")]
public partial class One_word_is_spelt_in_one_way(HistoryFixture history)
{
    internal static readonly string[] Addresses =
    [
        "/v1/bans", "/v1/titles?limit=1000", "/v1/leaders?limit=20", "/v1/cases", "/v1/findings", "/v1/reports", "/v1/organisations",
        "/v1/enterprises", "/v1/categories", "/v1/calls", "/v1/evaluations?limit=300", "/v1/notices?limit=300", "/v1/policies",
        "/v1/key-fields", "/v1/declarations?limit=300", "/v1/complaints", "/v1/rule-sets", "/v1/search?q=air",
        "/v1/categories/air-purifier/ranking", "/v1/categories/air-purifier", "/v1/calls/2024-air-purifier",
        "/v1/evaluations/2024-air-purifier", "/v1/key-fields/2024", "/v1/enterprises/91350203M000LP016Q",
        "/v1/enterprises/91350203M000LP016Q/standing", "/v1/titles/2020-air-purifier.91350203M000LP016Q",
        "/v1/changes?from=2025-06-01T00:00:00%2B08:00&limit=300", "/v1/statistics",
    ];

    /// <summary>Names of the enumerations in the code: facts hold them, answers the words of the closed lists.</summary>
    private static readonly HashSet<string> InTheCode =
    [
        .. typeof(Fact).Assembly.GetTypes().Where(t => t.IsEnum && t.IsPublic).SelectMany(Enum.GetNames)
            .Where(n => char.IsAsciiLetterUpper(n[0]) && n.Length > 2),
    ];

    [Fact]
    public async Task As_in_the_closed_lists_whatever_the_facts_hold()
    {
        InTheCode.ShouldContain("BelowDisclosedLevel");
        foreach (var address in Addresses)
        {
            Words(await GetAsync(address)).Where(InTheCode.Contains).Distinct().ShouldBeEmpty(address);
        }
        var events = (await GetAsync("/v1/events?limit=1000")).GetProperty("items").EnumerateArray().ToArray();
        events.Select(e => e.TryGetProperty("role", out var role) ? role.GetString() : null).OfType<string>().Distinct()
            .ShouldAllBe(r => Regex.IsMatch(r, "^[a-z]+(-[a-z]+)*$"));
        (await GetAsync("/v1/statistics")).GetProperty("items").EnumerateArray().Select(f => f.GetProperty("name").GetString())
            .ShouldContain("Leaders: Consumer goods");
    }

    [Fact]
    public async Task Every_instant_is_that_of_Beijing_in_one_form()
    {
        foreach (var address in Addresses)
        {
            var instants = Words(await GetAsync(address)).Where(t => Instant().IsMatch(t)).ToArray();
            instants.Where(i => !InBeijing().IsMatch(i)).ShouldBeEmpty(address);
        }
    }

    [Fact]
    public async Task Why_a_title_ended_is_told_apart_ground_or_list_or_words()
    {
        var titles = (await GetAsync("/v1/titles?limit=1000")).GetProperty("items").EnumerateArray()
            .Where(t => t.GetProperty("endReason").ValueKind == JsonValueKind.Object).ToArray();
        foreach (var title in titles)
        {
            var (status, reason) = (title.GetProperty("status").GetString(), title.GetProperty("endReason"));
            reason.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String).Select(p => p.Name).ShouldBe(
                [status switch { "revoked" => "ground", "superseded" => "evaluation", _ => "text" }],
                title.ToString());
        }
        titles.Select(t => t.GetProperty("status").GetString()).ShouldContain("revoked");
        titles.Select(t => t.GetProperty("status").GetString()).ShouldContain("superseded");
        titles.Single(t => t.GetProperty("title").GetString() == "2020-air-purifier.91350203M000LP016Q").GetProperty("endReason")
            .GetProperty("ground").GetString().ShouldBe("fraud");
    }

    private async Task<JsonElement> GetAsync(string address) => await (await history.AskAsync(address)).JsonAsync();

    private static IEnumerable<string> Words(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Words),
        JsonValueKind.Object => element.EnumerateObject().Where(p => p.Name is not ("names" or "name" or "en"))
            .SelectMany(p => Words(p.Value)),
        _ => [],
    };

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT")]
    private static partial Regex Instant();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d*[1-9])?\+08:00$")]
    private static partial Regex InBeijing();
}
