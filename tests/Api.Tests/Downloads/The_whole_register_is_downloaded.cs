using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsvHelper;
using Leader.Api.Tests.Time;
using Leader.Projections.Views;
using Parquet;
using Parquet.Serialization;

namespace Leader.Api.Tests.Downloads;

/// <summary>The oracle is the list of the view, paged through in JSON.</summary>
[Collection("history")]
public class The_whole_register_is_downloaded(HistoryFixture history)
{
    private const string Then = "asOf=2022-01-18&position=3094", Later = "asOf=2024-06-01&position=5500";

    /// <summary>Views, and the lists that show them.</summary>
    private static readonly Dictionary<string, string> Lists = LeaderViews.Documents.Select(v => v.Name).ToDictionary(
        name => name,
        name => name switch { "rankings" => "/v1/evaluations", "plans" => "/v1/calls", _ => $"/v1/{name}" });

    /// <summary>Names of experts stand beside the view, and can be erased: no file has them.</summary>
    private const string Erasable = "panel";

    public static TheoryData<string> Views => [.. LeaderViews.Documents.Select(v => v.Name)];

    [Theory, Trait("Rule", "R6")]
    [MemberData(nameof(Views))]
    public async Task A_file_has_the_rows_of_the_list_each_with_its_key(string view)
    {
        var listed = await ListedAsync(view, Later);
        var lines = await LinesAsync($"/v1/downloads/{view}?{Later}&format=jsonl");
        lines.Select(l => l["key"]!.GetValue<string>()).Distinct().Count().ShouldBe(lines.Count, "every row has a key of its own");
        lines.Select(l => Without(l, "key", Erasable)).ShouldBe(
            listed.Select(d => Without(d, "links", "benefitsBarredUntil", Erasable)));

        var csv = await CsvAsync($"/v1/downloads/{view}?{Later}&format=csv");
        csv.Count.ShouldBe(listed.Count);
        var parquet = await ParquetAsync($"/v1/downloads/{view}?{Later}&format=parquet");
        parquet.Count.ShouldBe(listed.Count);
        for (var i = 0; i < listed.Count; i++)
        {
            parquet[i].Keys.ShouldBeSubsetOf(csv[i].Keys);
            (csv[i]["key"], csv[i]["asOf"], csv[i]["position"]).ShouldBe((lines[i]["key"]!.GetValue<string>(), "2024-06-01", "5500"));
            foreach (var (column, value) in parquet[i])
            {
                var cell = column is "key" or "asOf" or "knownAt" or "position" ? null : At(lines[i], column);
                if (cell is null) continue;
                csv[i][column].ShouldBeOneOf(Flat(cell), $"'{Flat(cell)}");
                Flat(value).ShouldBe(
                    value is DateTime ? Flat(DateTimeOffset.Parse(Flat(cell), CultureInfo.InvariantCulture).UtcDateTime) : Flat(cell));
            }
        }

        async Task<List<JsonObject>> ListedAsync(string of, string clocks)
        {
            var all = new List<JsonObject>();
            for (var next = $"{Lists[of]}?{clocks}&limit=150"; next is not null;)
            {
                var page = JsonNode.Parse(await history.Http.GetStringAsync(next))!;
                all.AddRange(page["items"]!.AsArray().Select(i => i!.AsObject()));
                next = page["next"]?.GetValue<string>();
            }
            return all;
        }
    }

    [Theory]
    [InlineData("titles")]
    [InlineData("bans")]
    [InlineData("enterprises")]
    [InlineData("cases")]
    public async Task The_changes_between_two_files_make_the_later_out_of_the_earlier(string view)
    {
        var rows = (await LinesAsync($"/v1/downloads/{view}?{Then}&format=jsonl"))
            .ToDictionary(l => l["key"]!.GetValue<string>(), l => Without(l, "key"), StringComparer.Ordinal);
        var changes = await LinesAsync($"/v1/downloads/{view}/changes?from=2022-01-18@3094&to=2024-06-01@5500&format=jsonl");
        changes.ShouldNotBeEmpty();
        foreach (var change in changes)
        {
            var (key, what) = (change["key"]!.GetValue<string>(), change["change"]!.GetValue<string>());
            rows.ContainsKey(key).ShouldBe(what != "added", key);
            change["cause"]!["position"]!.GetValue<long>().ShouldBeGreaterThan(0);
            rows.Remove(key);
            if (what != "gone") rows[key] = change["row"]!.ToJsonString();
        }
        var later = (await LinesAsync($"/v1/downloads/{view}?{Later}&format=jsonl"))
            .ToDictionary(l => l["key"]!.GetValue<string>(), l => Without(l, "key"), StringComparer.Ordinal);
        rows.OrderBy(r => r.Key).ShouldBe(later.OrderBy(r => r.Key));

        var csv = await CsvAsync($"/v1/downloads/{view}/changes?from=2022-01-18@3094&to=2024-06-01@5500&format=csv");
        csv.Select(c => (c["key"], c["change"])).ShouldBe(
            changes.Select(c => (c["key"]!.GetValue<string>(), c["change"]!.GetValue<string>())));
        (await ParquetAsync($"/v1/downloads/{view}/changes?from=2022-01-18@3094&to=2024-06-01@5500&format=parquet")).Count
            .ShouldBe(changes.Count);
    }

    [Fact]
    public async Task The_list_of_files_says_how_many_rows_each_has_and_leads_to_it()
    {
        var all = JsonNode.Parse(await history.Http.GetStringAsync($"/v1/downloads?{Then}"))!;
        all["position"]!.GetValue<long>().ShouldBe(3094);
        all["items"]!.AsArray().Select(i => i!["view"]!.GetValue<string>()).ShouldBe(Lists.Keys, ignoreOrder: true);
        foreach (var of in all["items"]!.AsArray().Where(i => i!["view"]!.GetValue<string>() is "titles" or "notices" or "reports"))
        {
            foreach (var file in of!["files"]!.AsArray())
            {
                var (format, to) = (file!["format"]!.GetValue<string>(), file["address"]!.GetValue<string>());
                var rows = of["rows"]!.GetValue<int>();
                if (format == "jsonl") (await LinesAsync(to)).Count.ShouldBe(rows);
                if (format == "csv") (await CsvAsync(to)).Count.ShouldBe(rows);
                if (format != "parquet") continue;
                (await ParquetAsync(to)).Count.ShouldBe(rows);
                await using var parquet = await ParquetReader.CreateAsync(
                    new MemoryStream(await history.Http.GetByteArrayAsync(to)));
                parquet.Schema.DataFields.Select(f => f.Name)
                    .ShouldBe(of["columns"]!.AsArray().Select(c => c!["name"]!.GetValue<string>()));
            }
        }
    }

    [Theory]
    [InlineData("jsonl")]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task A_file_says_its_digest_and_is_the_same_however_it_is_asked_for_and_taken(string format)
    {
        var address = $"/v1/downloads/titles?{Then}&format={format}";
        var whole = await history.AskAsync(address);
        var bytes = await whole.Content.ReadAsByteArrayAsync();
        whole.Content.Headers.ContentLength.ShouldBe(bytes.Length);
        whole.Content.Headers.ContentLocation!.ToString().ShouldBe(address);
        whole.Headers.GetValues("Repr-Digest").ShouldBe([$"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:"]);
        whole.Headers.CacheControl!.ToString().ShouldContain("immutable");

        var known = await history.AskAsync("/v1/events/3094");
        var instant = JsonNode.Parse(await known.Content.ReadAsStringAsync())!["time"]!.GetValue<string>();
        var other = await history.AskAsync(
            $"/v1/downloads/titles?asOf=2022-01-18&knownAt={Uri.EscapeDataString(instant)}",
            ("Accept", whole.Content.Headers.ContentType!.MediaType!));
        other.Content.Headers.ContentLocation!.ToString().ShouldBe(address);
        (await other.Content.ReadAsByteArrayAsync()).ShouldBe(bytes);
        other.Headers.CacheControl!.ToString().ShouldNotContain("immutable");

        var half = bytes.Length / 2;
        var rest = await history.AskAsync(
            address, ("Range", $"bytes={half}-"), ("If-Range", whole.Headers.ETag!.Tag), ("Accept-Encoding", "gzip, br"));
        rest.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        rest.Content.Headers.ContentRange!.ToString().ShouldBe($"bytes {half}-{bytes.Length - 1}/{bytes.Length}");
        (await rest.Content.ReadAsByteArrayAsync()).ShouldBe(bytes[half..]);
        (await history.AskAsync(address, ("Range", $"bytes={bytes.Length + 1}-"))).StatusCode
            .ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
        (await history.AskAsync(address, ("If-None-Match", whole.Headers.ETag.Tag))).StatusCode.ShouldBe(HttpStatusCode.NotModified);

        using var head = await history.Http.SendAsync(new(HttpMethod.Head, address));
        (head.Content.Headers.ContentLength, head.Headers.ETag!.Tag, head.Headers.GetValues("Repr-Digest").Single())
            .ShouldBe((bytes.Length, whole.Headers.ETag.Tag, whole.Headers.GetValues("Repr-Digest").Single()));
    }

    [Theory]
    [InlineData("/v1/downloads/nothing", HttpStatusCode.NotFound)]
    [InlineData("/v1/downloads/names", HttpStatusCode.NotFound)]
    [InlineData("/v1/downloads/titles?format=xlsx", HttpStatusCode.NotAcceptable)]
    [InlineData("/v1/downloads/titles?position=99999999", HttpStatusCode.BadRequest)]
    [InlineData("/v1/downloads/titles/changes", HttpStatusCode.BadRequest)]
    [InlineData("/v1/downloads/titles/changes?from=4000&to=3000", HttpStatusCode.BadRequest)]
    public async Task What_cannot_be_had_is_said(string address, HttpStatusCode status)
    {
        var answer = await history.AskAsync(address);
        answer.StatusCode.ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    private async Task<List<JsonObject>> LinesAsync(string address) =>
        [.. (await history.Http.GetStringAsync(address)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonNode.Parse(l)!.AsObject())];

    private async Task<List<Dictionary<string, string>>> CsvAsync(string address)
    {
        using var text = new StringReader(Encoding.UTF8.GetString(await history.Http.GetByteArrayAsync(address)));
        using var csv = new CsvReader(text, CultureInfo.InvariantCulture);
        return [.. csv.GetRecords<dynamic>().Select(r => ((IDictionary<string, object>)r).ToDictionary(c => c.Key, c => (string)c.Value))];
    }

    private async Task<List<Dictionary<string, object?>>> ParquetAsync(string address)
    {
        var read = await ParquetSerializer.DeserializeUntypedAsync(new MemoryStream(await history.Http.GetByteArrayAsync(address)));
        return [.. read.Data.Select(r => r.ToDictionary(c => c.Key, c => (object?)c.Value))];
    }

    /// <summary>What stands under the name of a column: a member, or members of an object in it.</summary>
    private static JsonNode? At(JsonObject row, string column) =>
        column.Split('.').Aggregate((JsonNode?)row, (at, member) => (at as JsonObject)?[member]);

    private static string Flat(object? cell) => cell switch
    {
        null => "",
        JsonValue v when v.GetValueKind() == JsonValueKind.String => v.GetValue<string>(),
        JsonNode n => n.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }),
        bool truth => truth ? "true" : "false",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime instant => instant.ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture)!,
    };

    private static string Without(JsonObject document, params string[] members)
    {
        var copy = document.DeepClone().AsObject();
        foreach (var member in members) copy.Remove(member);
        return copy.ToJsonString();
    }
}
