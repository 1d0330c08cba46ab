using System.Security.Cryptography;
using System.Text;
using Leader.Projections.Proof;

namespace Leader.Projections.Tests.Proof;

/// <summary>These bytes are kept for ever, as those of the golden log, which is of the time before requests were recorded.</summary>
public class A_request_is_in_the_leaf_of_its_act
{
    private const string Open = """{"name": "withdraw_title.v1", "command": {"title": "t-1", "reason": "Enough."}}""";
    private const string Closed = """{"name": "accept_complaint.v1", "salt": "00ff", "command": {"complaint": "c-1", "accepted": true}}""";

    private static readonly StoredFact Fact = new(7, "title/t-1", 2, new(2026, 11, 26, 1, 2, 3, TimeSpan.Zero), "title_withdrawn.v1",
        "{}"u8.ToArray(), "e-1", "Enterprise", null, null, null, "act-1");

    private const string Before = """{"act":"act-1","actor":"e-1","data":{},"position":7,"recorded":"2026-11-26T01:02:03.000000Z",""";
    private const string Behind = "\"role\":\"Enterprise\",\"stream\":\"title/t-1\",\"type\":\"title_withdrawn.v1\",\"version\":2}";

    private static StoredFact With(string request) => Fact with { Request = Encoding.UTF8.GetBytes(request) };
    private static string Text(StoredFact fact) => Encoding.UTF8.GetString(LogEntry.Of(fact));
    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void The_entry_of_an_act_without_one_is_as_it_ever_was() => Text(Fact).ShouldBe(
        Before + Behind);

    [Fact]
    public void A_request_for_everybody_is_in_it_whole_and_canonical() => Text(With(Open)).ShouldBe(
        Before + "\"request\":" + """{"command":{"reason":"Enough.","title":"t-1"},"name":"withdraw_title.v1"},""" + Behind);

    [Fact]
    public void Of_one_that_is_not_the_entry_has_the_digest_over_its_salt()
    {
        var digest = Sha256("""{"command":{"accepted":true,"complaint":"c-1"},"name":"accept_complaint.v1","salt":"00ff"}""");
        Text(With(Closed)).ShouldBe($$"""{{Before}}"request":{"sha256":"{{digest}}"},{{Behind}}""");
    }

    [Fact]
    public void So_has_all_that_is_recorded_of_the_fact_for_whom_it_is_opened_later()
    {
        var closed = With(Closed) with { Salt = "aa11" };
        Encoding.UTF8.GetString(LogEntry.Whole(closed)).ShouldNotContain("complaint");
        var digest = LogEntry.Digest(LogEntry.Whole(closed));
        Text(closed).ShouldBe(
            $$"""{"position":7,"recorded":"2026-11-26T01:02:03.000000Z","sha256":"{{digest}}","type":"title_withdrawn.v1"}""");
    }

    [Fact]
    public void A_request_that_is_too_large_for_a_bundle_leaves_the_fact_in_its_entry()
    {
        var large = With($$$"""{"name":"withdraw_title.v1","command":{"title":"t-1","reason":"{{{new string('x', 65_400)}}}"}}""");
        Text(large).ShouldContain("\"request\":{\"sha256\":\"");
        Text(large).ShouldContain("\"data\":{}");
        LogEntry.RequestApart(large)!.Length.ShouldBeGreaterThan(65_400);
        LogEntry.RequestApart(With(Open)).ShouldBeNull();
        LogEntry.RequestApart(Fact).ShouldBeNull();
    }

    [Fact]
    public void What_is_read_back_from_an_entry_gives_the_same_entry()
    {
        foreach (var fact in new[] { Fact, With(Open), With(Closed) })
        {
            LogEntry.Of(LogEntry.Read(LogEntry.Of(fact)).Fact!).ShouldBe(LogEntry.Of(fact));
        }
        LogEntry.Digest(LogEntry.RequestApart(With(Closed))).ShouldBe(LogEntry.Read(LogEntry.Of(With(Closed))).Fact!.RequestDigest);
    }

    [Fact]
    public void A_digest_that_is_stored_in_place_of_a_request_does_not_fit_its_leaf()
    {
        var digest = LogEntry.Read(LogEntry.Of(With(Closed))).Fact!.RequestDigest;
        LogEntry.Of(With($$"""{"sha256":"{{digest}}"}""")).ShouldNotBe(LogEntry.Of(With(Closed)));
        LogEntry.Of(With(Closed.Replace("\"salt\": \"00ff\", ", "", StringComparison.Ordinal))).ShouldNotBe(LogEntry.Of(With(Closed)));
    }
}
