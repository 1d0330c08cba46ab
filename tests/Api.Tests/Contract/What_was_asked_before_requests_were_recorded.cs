using System.Text;
using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Process.Adoptions;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Record;
using Leader.Domain.Why;
using Leader.Projections.Log;

namespace Leader.Api.Tests.Contract;

/// <summary>
/// samples.requests.jsonl holds, line by line beside samples.jsonl, what is told from a fact of an act that was recorded without its
/// request. It is closed: no line is changed, and none is added. What has come since records its request.
/// </summary>
public class What_was_asked_before_requests_were_recorded
{
    private static readonly string Folder =
        Path.Combine(The_stored_facts_are_the_reviewed_ones.Repository(), "tests", "Api.Tests", "Contract");
    private static readonly string Requests = Path.Combine(Folder, "samples.requests.jsonl");

    [Fact]
    public void Is_told_from_the_facts_as_it_ever_was_and_of_no_fact_that_came_later()
    {
        var samples = File.ReadLines(Path.Combine(Folder, "samples.jsonl")).Select(l => JsonSerializer.Deserialize<JsonElement>(l));
        var now = samples.Select(s => Told(s.GetProperty("type").GetString()!, s.GetProperty("data").GetRawText())).ToArray();
        if (!File.Exists(Requests) && Environment.GetEnvironmentVariable("LEADER_WRITE_SAMPLES") == "1") File.WriteAllLines(Requests, now);
        var then = File.ReadAllLines(Requests);

        now[..then.Length].ShouldBe(then);
        now[then.Length..].ShouldAllBe(l => l == "null");
        then.Count(l => l != "null").ShouldBe(59);
    }

    private static string Told(string type, string data)
    {
        var sample = FactTypes.Read(type, Encoding.UTF8.GetBytes(data));
        // Kinds are stored as texts, of which a sample has any.
        var fact = sample switch
        {
            EntryAnnulled e => e with { Ground = nameof(AnnulmentGround.Fraud) },
            AdoptionRecorded e => e with { Kind = nameof(AdoptionKind.Procurement) },
            _ => sample,
        };
        var notice = (NoticeOpened)new Sample().Of(typeof(NoticeOpened));
        var act = new PastAct(new(fact.On, default, Actor.System), [new(1, fact), new(2, notice)]);
        return RequestsBeforeTheyWereRecorded.CommandOf(act) is { } command ? RequestTypes.Write(command).GetRawText() : "null";
    }
}
