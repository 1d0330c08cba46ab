using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Tests.Contract;

/// <summary>
/// samples.jsonl holds a fact of every stored name that was ever written, as it was written then. Lines are added, never changed.
/// samples.rows.jsonl holds what the views made of them, at every position: what a past instant looked like.
/// </summary>
public class Facts_of_every_version_still_give_the_same_answers
{
    private static readonly string Folder = Path.Combine(
        The_stored_facts_are_the_reviewed_ones.Repository(),
        "tests",
        "Api.Tests",
        "Contract");
    private static readonly string Samples = Path.Combine(Folder, "samples.jsonl"), Rows = Path.Combine(Folder, "samples.rows.jsonl");
    private static readonly DateTimeOffset At = new(2026, 5, 11, 1, 0, 0, TimeSpan.Zero);

    private sealed record Line(string Type, JsonElement Data);

    [Fact]
    public void There_is_a_sample_of_every_name_that_can_be_read()
    {
        var lines = File.Exists(Samples) ? Read() : [];
        var missing = FactTypes.Readable.Except(lines.Select(l => l.Type)).ToArray();
        if (Environment.GetEnvironmentVariable("LEADER_WRITE_SAMPLES") == "1")
        {
            File.AppendAllLines(Samples, missing.Where(FactTypes.ByName.ContainsKey).OrderBy(n => FactTypes.ByName[n].MetadataToken)
                .Select(n =>
                    (Name: n, Data: JsonSerializer.Serialize(new Sample().Of(FactTypes.ByName[n]), FactTypes.ByName[n], LeaderJson.Stored)))
                .Select(s => $$"""{"type":"{{s.Name}}","data":{{s.Data}}}"""));
        }
        else
        {
            missing.ShouldBeEmpty("LEADER_WRITE_SAMPLES=1 dotnet test adds them");
        }
    }

    [Fact]
    public void Each_is_read_as_the_fact_that_it_has_become() =>
        Read().Select(l => FactTypes.Read(l.Type, Encoding.UTF8.GetBytes(l.Data.GetRawText())))
            .ShouldAllBe(f => FactTypes.ByName.Values.Contains(f.GetType()));

    /// <summary>The digests of notices rest on it.</summary>
    [Fact]
    public void Their_canonical_text_is_the_one_that_a_second_way_gives()
    {
        var plain = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            IgnoreReadOnlyProperties = true,
            Converters = { new JsonStringEnumConverter(), new AsText() },
        };
        foreach (var line in Read())
        {
            var fact = FactTypes.Read(line.Type, Encoding.UTF8.GetBytes(line.Data.GetRawText()));
            Canonical.Json(fact).ShouldBe(Sorted(JsonSerializer.SerializeToNode(fact, fact.GetType(), plain)), line.Type);
        }

        string Sorted(JsonNode? node) => node switch
        {
            JsonObject members => "{" + string.Join(',', members.OrderBy(m => m.Key, StringComparer.Ordinal)
                .Select(m => $"{JsonSerializer.Serialize(m.Key, plain)}:{Sorted(m.Value)}")) + "}",
            JsonArray items => "[" + string.Join(',', items.Select(Sorted)) + "]",
            _ => node?.ToJsonString(plain) ?? "null",
        };
    }

    private sealed class AsText : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue($"{value}");
    }

    [Fact]
    public void Replayed_they_give_the_rows_that_they_gave_when_they_were_written()
    {
        var facts = Read().Select((l, i) => FactTypes.Read(l.Type, Encoding.UTF8.GetBytes(l.Data.GetRawText())) is var f
            ? new Recorded(i + 1, f.Stream(), 0, At.AddHours(i), f)
            : null!).ToArray();
        var text = new StringBuilder(JsonSerializer.Serialize(
            new Heading(facts.Length, LeaderViews.All.ToDictionary(v => v.Name, v => v.Version)),
            LeaderJson.Http)).Append('\n');
        foreach (var view in LeaderViews.All)
        {
            var fold = new ViewFold(view);
            foreach (var fact in facts) fold.Apply(fact);
            fold.Finish();
            foreach (var r in fold.Opened.OrderBy(r => r.KnownFrom).ThenBy(r => r.Row.Key, StringComparer.Ordinal).ThenBy(r => r.Row.From))
            {
                text.Append(JsonSerializer.Serialize(
                    new
                    {
                        view = view.Name,
                        key = r.Row.Key,
                        from = r.Row.From,
                        to = r.Row.To,
                        knownFrom = r.KnownFrom,
                        knownTo = r.KnownTo,
                        document = JsonSerializer.Deserialize<JsonElement>(r.Row.Payload),
                    },
                    LeaderJson.Http))
                    .Append('\n');
            }
        }
        var (before, now) = (File.ReadAllText(Rows).Split('\n'), text.ToString().Split('\n'));
        if (Environment.GetEnvironmentVariable("LEADER_WRITE_SAMPLES") == "1")
        {
            File.WriteAllText(Rows, text.ToString());
        }
        else
        {
            now.Skip(1).ShouldBe(before.Skip(1), "what a past instant looked like has changed; a new property of a document may be "
                + "reviewed and written with LEADER_WRITE_SAMPLES=1, nothing else");
        }
        var then = JsonSerializer.Deserialize<Heading>(before[0], LeaderJson.Http)!;
        foreach (var view in LeaderViews.All)
        {
            // of facts that were not there before, every fold may make something
            if (then.Views.TryGetValue(view.Name, out var version)
                && (then.Facts != facts.Length || Of(view, now).SequenceEqual(Of(view, before))))
            {
                view.Version.ShouldBeGreaterThanOrEqualTo(version);
                continue;
            }
            view.Version.ShouldBeGreaterThan(
                then.Views.Values.Max(),
                $"{view.Name} is new, or its fold makes something else of the same facts: it takes the next Version, or none rebuilds it");
        }
        if (then.Views.Keys.Except(LeaderViews.All.Select(v => v.Name)).FirstOrDefault() is { } gone)
        {
            LeaderViews.Version.ShouldBeGreaterThan(then.Views.Values.Max(), $"{gone} is gone: some view takes the next Version");
        }

        static IEnumerable<string> Of(View view, string[] lines) =>
            lines.Where(l => l.StartsWith($"{{\"view\":\"{view.Name}\",", StringComparison.Ordinal));
    }

    /// <param name="Views">The version of each.</param>
    private sealed record Heading(int Facts, Dictionary<string, int> Views);

    [Fact]
    public async Task The_daemon_of_Marten_reads_earlier_versions_as_we_do()
    {
        await using var database = Npgsql.NpgsqlDataSource.Create(await TestDatabase.EmptyAsync());
        await using var marten = Marten.DocumentStore.For(o => { o.UseLeader(() => database); o.Connection(database); });
        await marten.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        foreach (var line in Read().Where(l => !FactTypes.ByName.ContainsKey(l.Type)))
        {
            var written = FactTypes.Read(line.Type, Encoding.UTF8.GetBytes(line.Data.GetRawText()));
            var stream = $"sample/{line.Type}";
            await using (var session = marten.LightweightSession())
            {
                session.Events.StartStream(stream, written);
                await session.SaveChangesAsync();
            }
            await using (var old = database.CreateCommand($"update {LeaderStore.Schema}.mt_events set type = $1, data = $2::jsonb where "
                + $"stream_id = $3"))
            {
                foreach (var value in new[] { line.Type, line.Data.GetRawText(), stream }) old.Parameters.Add(new() { Value = value });
                (await old.ExecuteNonQueryAsync()).ShouldBe(1);
            }
            await using var reading = marten.QuerySession();
            // records compare lists by identity
            Canonical.Json((await reading.Events.FetchStreamAsync(stream)).Single().Data).ShouldBe(Canonical.Json(written));
            (await new LogStreams(database).ReadAsync([stream], CancellationToken.None))[stream]
                .Select(Canonical.Json)
                .ShouldBe([Canonical.Json(written)]);
        }
    }

    [Fact]
    public void What_was_overdue_in_words_is_read_as_a_step()
    {
        Read("decision").Step.ShouldBe(CaseStep.Decision);
        Read("revocation").Step.ShouldBe(CaseStep.Revocation);
        Should.Throw<InvalidDataException>(() => Read("dinner"));

        static CaseOverdue Read(string what) =>
            FactTypes.Read("case_overdue.v1", Encoding.UTF8.GetBytes($$"""{"case": "c", "what": "{{what}}", "on": "2024-06-15"}"""))
                .ShouldBeOfType<CaseOverdue>();
    }

    [Fact, Trait("Rule", "Q48")]
    public void A_panel_of_the_time_when_facts_held_names_is_read_without_them()
    {
        var old = FactTypes.Read(
            "expert_panel_formed.v1",
            """
            {"call": "2024-fan", "experts": [{"id": "e01", "name": "Wang Fang", "affiliation": "Tsinghua University"}], "on": "2024-03-11"}
            """u8)
            .ShouldBeOfType<ExpertPanelFormed>();

        old.Experts.ShouldBe([new Expert("e01", null, "Tsinghua University")]);
        (old.Call, old.On).ShouldBe(("2024-fan", new DateOnly(2024, 3, 11)));
        Canonical.Json(old).ShouldNotContain("Wang");
    }

    private static Line[] Read() => [.. File.ReadAllLines(Samples).Select(l => JsonSerializer.Deserialize<Line>(l, LeaderJson.Stored)!)];
}
