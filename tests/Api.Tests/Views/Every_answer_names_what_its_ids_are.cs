using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsvHelper;
using Leader.Api.Tests.Seeding;
using Leader.Api.Tests.Time;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views;

namespace Leader.Api.Tests.Views;

/// <summary>Held against the tables of the demonstration, not against the view that the names come from.</summary>
[Collection("history")]
public class Every_answer_names_what_its_ids_are(HistoryFixture history)
{
    private static readonly string[] Addresses =
    [
        "/v1/bans", "/v1/titles?limit=300", "/v1/titles?status=revoked", "/v1/cases", "/v1/findings", "/v1/reports", "/v1/organisations",
        "/v1/enterprises", "/v1/categories", "/v1/calls", "/v1/evaluations?limit=300", "/v1/notices?limit=300", "/v1/policies",
        "/v1/key-fields", "/v1/declarations?limit=300", "/v1/complaints", "/v1/rule-sets", "/v1/statistics",
        "/v1/categories/air-purifier/ranking", "/v1/categories/air-purifier/leaders", "/v1/categories/air-purifier",
        "/v1/calls/2024-air-purifier", "/v1/evaluations/2024-air-purifier", "/v1/key-fields/2024",
        "/v1/enterprises/91350203M000LP016Q", "/v1/enterprises/91350203M000LP016Q/standing", "/v1/bans/91350203M000LP016Q",
        "/v1/titles/2020-air-purifier.91350203M000LP016Q",
        "/v1/changes?from=2025-06-01T00:00:00%2B08:00&limit=300",
    ];

    [Fact]
    public async Task In_Chinese_and_in_English_each_by_its_kind_and_nothing_else()
    {
        var (enterprises, organisations, categories, fields) = (Table("enterprises.csv", "code"), Table("organisations.csv", "id"),
            KeyFields().Categories, KeyFields().Fields);
        var missing = new List<string>();
        foreach (var address in Addresses)
        {
            var answer = JsonSerializer.Deserialize<JsonElement>(await (await history.AskAsync(address)).TextAsync());
            var names = answer.GetProperty("names");
            var texts = Texts(answer).ToHashSet();
            // the category that the id of a call, an evaluation or a title begins with: 2024-air-purifier.…
            var within = texts.Select(t => Regex.Match(t, "^20[0-9]{2}-([a-z-]+)(?:[.]|$)").Groups[1].Value).ToHashSet();
            Named("enterprises", enterprises);
            Named("organisations", organisations);
            Named("categories", categories);
            Named("fields", fields);

            void Named(string kind, Dictionary<string, (string Zh, string En)> known)
            {
                var told = names.TryGetProperty(kind, out var some)
                    ? some.EnumerateObject().ToDictionary(n => n.Name, n => n.Value)
                    : [];
                foreach (var (id, name) in told)
                {
                    (texts.Contains(id) || within.Contains(id)).ShouldBeTrue($"{address} names {kind} {id}, which it does not mention");
                    if (!known.TryGetValue(id, out var expected) || Renamed.Contains(id)) continue;
                    (name.GetProperty("zh").GetString(), name.GetProperty("en").GetString()).ShouldBe(expected, $"{address}: {id}");
                }
                missing.AddRange(known.Keys.Where(texts.Contains).Except(told.Keys).Select(id => $"{address} mentions {kind} {id}"));
            }
        }
        missing.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_category_too_that_an_id_begins_with()
    {
        var bans = await GetAsync("/v1/bans");
        bans.GetProperty("items").EnumerateArray().ShouldAllBe(b => !b.EnumerateObject().Any(m => m.Name == "category"));
        var named = bans.GetProperty("names").GetProperty("categories");
        foreach (var title in bans.GetProperty("items").EnumerateArray().Select(b => b.GetProperty("title").GetString()).OfType<string>())
        {
            named.TryGetProperty(title.Split('.')[0][5..], out _).ShouldBeTrue(title);
        }
    }

    [Fact]
    public async Task Each_indicator_by_the_plan_of_its_category()
    {
        var ranking = await GetAsync("/v1/categories/air-purifier/ranking");
        ranking.GetProperty("names").GetProperty("indicators").GetProperty("air-purifier/noise").GetProperty("en").GetString()
            .ShouldBe("Noise at full speed");

        var indicators = (await GetAsync("/v1/declarations?limit=1000")).GetProperty("names").GetProperty("indicators");
        indicators.GetProperty("three-phase-motor/efficiency").GetProperty("zh").GetString().ShouldBe("效率");
        indicators.GetProperty("photovoltaic-module/efficiency").GetProperty("zh").GetString().ShouldBe("组件效率");
    }

    [Fact]
    public async Task At_the_two_clocks_of_the_answer()
    {
        var renamed = Renamed[0];
        var day = await DayAsync(renamed);
        var (before, after) = (await NameAsync(day.AddDays(-1), history.Newest), await NameAsync(day, history.Newest));
        before.ShouldNotBe(after);
        (await NameAsync(day, (await PositionAsync(renamed)) - 1)).ShouldBe(before, "it was not known yet");

        async Task<string?> NameAsync(DateOnly asOf, long position) =>
            (await GetAsync($"/v1/enterprises/{renamed}/standing?asOf={asOf:yyyy-MM-dd}&position={position}"))
                .GetProperty("names").GetProperty("enterprises").GetProperty(renamed).GetProperty("zh").GetString();
    }

    [Fact]
    public async Task A_pinned_answer_has_the_same_names_for_ever_and_a_new_name_is_no_time_of_what_only_mentions_it()
    {
        var title = (await GetAsync($"/v1/titles?enterprise={Renamed[0]}")).GetProperty("items")[0].GetProperty("title").GetString();
        var day = await DayAsync(Renamed[0]);
        var map = await GetAsync($"/v1/titles/{title}/timemap", ("Accept", "application/json"));
        map.GetProperty("mementos").EnumerateArray().Select(m => m.GetProperty("asOf").GetString())
            .ShouldNotContain($"{day:yyyy-MM-dd}");
        foreach (var memento in map.GetProperty("mementos").EnumerateArray())
        {
            var address = memento.GetProperty("uri").GetString()!;
            var first = await (await history.AskAsync(new Uri(address).PathAndQuery)).TextAsync();
            (await (await history.AskAsync(new Uri(address).PathAndQuery)).TextAsync()).ShouldBe(first);
            first.ShouldContain("\"names\":");
        }
    }

    [Fact]
    public async Task Names_stand_behind_everything_and_many_standings_have_them_too()
    {
        var text = await (await history.AskAsync("/v1/bans?limit=1")).TextAsync();
        Regex.IsMatch(text, "\"next\":(null|\"[^\"]*\"),\"names\":\\{.*\\}\\}$").ShouldBeTrue(text);
        var posted = await (await history.Http.PostAsJsonAsync("/v1/standings", new { items = new[] { new { creditCode = Renamed[0] } } }))
            .JsonAsync();
        posted.GetProperty("names").GetProperty("enterprises").GetProperty(Renamed[0]).GetProperty("zh").GetString().ShouldNotBeNull();
    }

    /// <summary>Whoever adds a member decides whether it holds an id.</summary>
    [Fact]
    public void Every_text_of_an_answer_is_an_id_of_a_kind_or_known_to_be_none()
    {
        var undecided = new SortedSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<Type>();
        foreach (var view in LeaderViews.Documents) Look(view.Document);
        foreach (var type in new[] { typeof(Enterprises.StandingAnswer), typeof(Leader.Api.Statistics.FiguresDoc) }) Look(type);
        undecided.ShouldBeEmpty();

        void Look(Type type)
        {
            if (!seen.Add(type)) return;
            var info = LeaderJson.Http.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
            if (info.ElementType is { } element) Look(element);
            foreach (var member in info.Properties.Where(p => p.Get is not null))
            {
                var isText = member.PropertyType == typeof(string) || member.PropertyType.IsAssignableTo(typeof(IEnumerable<string>));
                if (isText && IdMembers.Of(member.DeclaringType, member) is null && !Plain.Contains(member.Name)
                    && !Plain.Contains($"{member.DeclaringType.Name}.{member.Name}"))
                {
                    undecided.Add($"{member.DeclaringType.Name}.{member.Name}");
                }
                if (!isText) Look(member.PropertyType);
            }
        }
    }

    /// <summary>Members that hold texts, words, digests, numbers of standards, and ids that nobody is led to.</summary>
    private static readonly HashSet<string> Plain =
    [
        "Disclosure.title", "ExpertDoc.id", "StandingAnswer.error", "ExternalFigureDoc.figure", "Figure.id",
        "ReleasedFigure.id", "ReleasedPart.part", "ReleasedParts.figure", "ReleasedParts.toldBy", "detailDigest",
        "Figure.rows", "IndependenceIncidentDoc.relation",
        "RankedEntryDoc.underReview", "RelationDoc.relation", "RuleSet.id", "abolitionReason", "activity", "adoption", "affiliation",
        "against",
        "announcement", "annulled", "awardedBy", "appealFacts", "appealReasons", "attestation", "baseline", "baselineChanged", "basis",
        "because",
        "benefit", "brand", "calendar", "candidatesDigest",
        "categoryName", "channel", "classes", "classesZh", "clause", "closedBecause", "commitment",
        "comparedStandards", "comparedWith", "comparison",
        "conditions", "conflict", "consumerAttention", "consumerNeeds", "contact", "contentHash", "definition", "definitionZh",
        "description",
        "detail",
        "differentiation", "disclosed", "DisclosedQuality.value", "easeOfChoice", "effectOnQuality", "end",
        "endReason", "digest",
        "enterpriseName", "evidence", "excluded", "expert", "explanation", "facts", "fee", "fieldName", "formerNames", "found", "grade",
        "ground",
        "gtin", "implementingScheme", "industrialDevelopment", "industryCode", "inspection", "kind", "laboratory", "lapseReason",
        "level", "link", "lookedAt",
        "meaning", "meaningZh", "measured", "method", "milestone",
        "model", "name",
        "nameZh", "noFeeUndertakingBy", "nothingToPublish", "number", "occasion", "opinion", "originId", "otherTitle", "outcome", "person",
        "priceUnit", "product", "products",
        "proposal", "publicKey", "qualityCredit",
        "rationale", "rawNumber", "reason", "reasons", "region", "release", "result", "retest", "revocationReason",
        "reviewFacts", "reviewOutcome", "reviewReason", "scale", "scheme", "scope", "searchEvidence",
        "samplingPlan", "secretHash", "SigningKeyDoc.key", "seed", "seedSource", "selfDeclaration", "service", "signer", "source",
        "specification",
        "stage", "standard", "standardsReason", "status",
        "substitute", "supersededBecause", "testMethod", "testReport", "text", "theme", "tieNote", "titleEnd", "toPutRight", "unit",
        "useUnit",
        "voidBecause",
        "withdrawalReason", "withdrawn",
    ];

    private static readonly string[] Renamed = [.. RenamedCodes()];

    private static IEnumerable<string> RenamedCodes() => The_demonstration_history.Played.Value.SelectMany(a => a.Facts)
        .OfType<EnterpriseRenamed>().Select(e => e.Enterprise).Distinct();

    private async Task<DateOnly> DayAsync(string enterprise)
    {
        await using var command = history.Database.CreateCommand(
            $"select (data->>'on')::date from leader.mt_events where stream_id = 'enterprise/{enterprise}' and type like '%renamed%'");
        return (DateOnly)(await command.ExecuteScalarAsync())!;
    }

    private async Task<long> PositionAsync(string enterprise)
    {
        await using var command = history.Database.CreateCommand(
            $"select seq_id from leader.mt_events where stream_id = 'enterprise/{enterprise}' and type like '%renamed%'");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<JsonElement> GetAsync(string address, params (string, string)[] headers) =>
        await (await history.AskAsync(address, headers)).JsonAsync();

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => element.EnumerateObject().Where(p => p.Name is not ("names" or "prov" or "channel"))
            .SelectMany(p => Texts(p.Value)),
        _ => [],
    };

    private static Dictionary<string, (string Zh, string En)> Table(string file, string id)
    {
        using var csv = new CsvReader(File.OpenText(Path.Combine(The_demonstration_history.Folder, file)), CultureInfo.InvariantCulture);
        return csv.GetRecords<dynamic>().Cast<IDictionary<string, object>>().ToDictionary(
            r => (string)r[id],
            r => ((string)r["name_zh"], (string)r["name"]));
    }

    private static (Dictionary<string, (string Zh, string En)> Categories, Dictionary<string, (string Zh, string En)> Fields) KeyFields()
    {
        var fields = JsonSerializer.Deserialize<JsonElement>(
            File.ReadAllText(Path.Combine(The_demonstration_history.Folder, "key-fields.json"))).GetProperty("fields").EnumerateArray()
            .ToArray();
        return (
            fields.SelectMany(f => f.GetProperty("categories").EnumerateArray()).ToDictionary(Id, Both),
            fields.ToDictionary(Id, Both));

        static string Id(JsonElement e) => e.GetProperty("id").GetString()!;
        static (string, string) Both(JsonElement e) => (e.GetProperty("nameZh").GetString()!, e.GetProperty("name").GetString()!);
    }
}
