using System.Text;
using System.Text.Json;
using Leader.Domain;
using Leader.Projections;
using Leader.Projections.Log;
using Leader.Projections.Views;

namespace Leader.Api.Tests.Contract;

/// <summary>
/// samples.jsonl holds a fact of every stored name that was ever written, as it was written then. Lines are added, never changed.
/// samples.rows.jsonl holds what the views made of them, at every position: what a past instant looked like.
/// </summary>
public class Facts_of_every_version_still_give_the_same_answers
{
    private static readonly string Folder = Path.Combine(The_stored_facts_are_the_reviewed_ones.Repository(), "tests", "Api.Tests", "Contract");
    private static readonly string Samples = Path.Combine(Folder, "samples.jsonl"), Rows = Path.Combine(Folder, "samples.rows.jsonl");
    private static readonly DateTimeOffset At = new(2026, 5, 11, 1, 0, 0, TimeSpan.Zero);

    private sealed record Line(string Type, JsonElement Data);

    [Fact]
    public void There_is_a_sample_of_every_name_that_can_be_read()
    {
        var lines = File.Exists(Samples) ? Read() : [];
        var missing = FactTypes.Readable.Except(lines.Select(l => l.Type)).ToArray();
        if (Environment.GetEnvironmentVariable("LEADER_WRITE_SAMPLES") == "1")
            File.AppendAllLines(Samples, missing.Where(FactTypes.ByName.ContainsKey).OrderBy(n => FactTypes.ByName[n].MetadataToken)
                .Select(n => $$"""{"type":"{{n}}","data":{{JsonSerializer.Serialize(new Sample().Of(FactTypes.ByName[n]), FactTypes.ByName[n], LeaderJson.Stored)}}}"""));
        else missing.ShouldBeEmpty("LEADER_WRITE_SAMPLES=1 dotnet test adds them");
    }

    [Fact]
    public void Each_is_read_as_the_fact_that_it_has_become() => Read().Select(l => FactTypes.Read(l.Type, Encoding.UTF8.GetBytes(l.Data.GetRawText()))).ShouldAllBe(f => FactTypes.ByName.Values.Contains(f.GetType()));

    [Fact]
    public void Replayed_they_give_the_rows_that_they_gave_when_they_were_written()
    {
        var facts = Read().Select((l, i) => FactTypes.Read(l.Type, Encoding.UTF8.GetBytes(l.Data.GetRawText())) is var f ? new Recorded(i + 1, f.Stream(), 0, At.AddHours(i), f) : null!).ToArray();
        var text = new StringBuilder();
        foreach (var view in LeaderViews.All)
        {
            var fold = new ViewFold(view);
            foreach (var fact in facts) fold.Apply(fact);
            fold.Finish();
            foreach (var r in fold.Opened.OrderBy(r => r.KnownFrom).ThenBy(r => r.Row.Key, StringComparer.Ordinal).ThenBy(r => r.Row.From))
                text.Append(JsonSerializer.Serialize(new { view = view.Name, key = r.Row.Key, from = r.Row.From, to = r.Row.To, knownFrom = r.KnownFrom, knownTo = r.KnownTo, document = JsonSerializer.Deserialize<JsonElement>(r.Row.Payload) }, LeaderJson.Http)).Append('\n');
        }
        if (Environment.GetEnvironmentVariable("LEADER_WRITE_SAMPLES") == "1") File.WriteAllText(Rows, text.ToString());
        File.ReadAllText(Rows).Split('\n').ShouldBe(text.ToString().Split('\n'), "what a past instant looked like has changed; a new property of a document may be reviewed and written with LEADER_WRITE_SAMPLES=1, nothing else");
    }

    private static Line[] Read() => [.. File.ReadAllLines(Samples).Select(l => JsonSerializer.Deserialize<Line>(l, LeaderJson.Stored)!)];
}
