using System.Net;
using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Record;

namespace Leader.Api.Tests.Watches;

/// <summary>Watch lists: clause 五(一), R84, R86, Q62. The clock is the fixture's own, which a revocation and an expiry move on.</summary>
public sealed class WatchFixture : IAsyncLifetime
{
    public static readonly DateOnly Start = new(2026, 6, 1);
    public static readonly Actor Mall = new("mall", Role.ResultUser), Bank = new("bank", Role.ResultUser);

    public ApiFixture Api { get; } = new()
    {
        Configure = b =>
        {
            b.Configuration["Watches:AnyAddress"] = "true"; // the receivers of the tests are on this machine
            b.Configuration["Watches:RetrySeconds"] = "0.02";
            b.Configuration["Watches:AnswerSeconds"] = "1";
        },
    };

    public Receiver Receiver { get; } = new();
    public Programme Programme { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Api.InitializeAsync();
        await Receiver.StartAsync();
        Programme = await new Programme(new(Api), Start).UpToAsync(Station.Adopted);
        await Api.KnownAsync(Bank, OrganisationKind.FinancialInstitution);
        await Api.GetAsync("/v1/rule-sets", Programme.World.Position); // the views know the titles from here on
    }

    public async Task DisposeAsync()
    {
        await Api.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    /// <summary>Keeps a watch, and answers its id and secret.</summary>
    public async Task<(string Id, string? Secret)> KeepAsync(object watch, Actor? by = null)
    {
        var answer = await Api.PostAsync("/v1/watches", watch, by ?? Bank);
        var json = await answer.JsonAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, json.ToString());
        answer.Headers.Location!.ToString().ShouldBe($"/v1/watches/{json.GetProperty("id").GetString()}");
        return (json.GetProperty("id").GetString()!, json.TryGetProperty("secret", out var s) ? s.GetString() : null);
    }

    public async Task<JsonElement> ReadAsync(string address, Actor? by = null) =>
        await (await AskAsync(address, by)).JsonAsync();

    public Task<HttpResponseMessage> AskAsync(string address, Actor? by = null) => Api.SendAsync(
        HttpMethod.Get,
        address,
        ("Authorization", $"Bearer {ApiFixture.Token((by ?? Bank).Role, (by ?? Bank).Subject)}"));

    public Task<HttpResponseMessage> DoAsync(string address, object? body = null, Actor? by = null) =>
        Api.PostAsync(address, body ?? new { }, by ?? Bank);

    /// <summary>What stands in the feed of the watch.</summary>
    public async Task<JsonElement[]> FeedAsync(string id, Actor? by = null) =>
        [.. (await ReadAsync($"/v1/watches/{id}/events", by)).GetProperty("items").EnumerateArray()];

    /// <summary>Waits until it holds; watchers are told by another thread than who asks.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> holds)
    {
        for (var start = TimeProvider.System.GetTimestamp(); ; await Task.Delay(20))
        {
            var seen = await look();
            if (holds(seen)) return seen;
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(20)) throw new TimeoutException($"{seen}");
        }
    }

    public Task<JsonElement[]> FeedAsync(string id, int atLeast, Actor? by = null) =>
        UntilAsync(() => FeedAsync(id, by), f => f.Length >= atLeast);

    public Task<IReadOnlyList<Arrived>> ArrivedAsync(string path, int atLeast) =>
        UntilAsync(() => Task.FromResult(Receiver.At(path)), a => a.Count(x => x.Answered == 204) >= atLeast);
}

[CollectionDefinition("watches")]
public class SharedWatches : ICollectionFixture<WatchFixture>;

[Collection("watches")]
public class Watchers_are_told_of_what_happens(WatchFixture at)
{
    private ApiFixture Api => at.Api;

    private static string[] Types(IEnumerable<JsonElement> feed) =>
        [.. feed.Select(e => e.GetProperty("event").GetProperty("type").GetString()!)];

    private static JsonElement Data(JsonElement item) => item.GetProperty("event").GetProperty("data");

    [Fact, Trait("Rule", "R84"), Trait("Rule", "R86"), Trait("Rule", "Q62")]
    public async Task A_revocation_and_its_reversal_reach_all_whom_they_concern_and_an_expiry_comes_with_its_day()
    {
        var p = at.Programme;
        var titleOfB = Ids.Title(p.Evaluation, p.B);
        var address = at.Receiver.Address;
        var (byTitle, secret) = await at.KeepAsync(new { name = "title", titles = new[] { p.TitleOfA }, address = address + "/title" });
        var (byCode, _) = await at.KeepAsync(new { name = "enterprise", enterprises = new[] { p.A.ToLowerInvariant() } });
        var (byCategory, _) = await at.KeepAsync(new { name = "category", categories = new[] { p.Category } });
        var (byUses, _) = await at.KeepAsync(new { name = "uses", uses = true }, WatchFixture.Mall);
        var (noUses, _) = await at.KeepAsync(new { name = "uses", uses = true });
        var (other, _) = await at.KeepAsync(new { name = "other", enterprises = new[] { p.C }, titles = new[] { titleOfB } });

        var badge = await Api.Http.GetAsync($"/v1/titles/{p.TitleOfA}/badge.svg");
        await p.UpToAsync(Station.Revoked);

        var log = await Api.LogAsync();
        var (revoked, banned, ended) = (log.First<TitleRevoked>()!, log.First<BanStarted>()!, log.First<AdoptionEnded>()!);
        var revocation = (TitleRevoked)revoked.Fact;
        foreach (var id in new[] { byTitle, byCode, byCategory })
        {
            var feed = await at.FeedAsync(id, 2);
            Types(feed).ShouldBe(["titleRevoked", "banStarted"]);
            var data = Data(feed[0]);
            data.GetProperty("event").GetInt64().ShouldBe(revoked.Position);
            data.GetProperty("title").GetString().ShouldBe(p.TitleOfA);
            data.GetProperty("enterprise").GetString().ShouldBe(p.A);
            data.GetProperty("on").GetString().ShouldBe($"{revocation.On:yyyy-MM-dd}");
            data.GetProperty("late").GetBoolean().ShouldBeFalse();
            Data(feed[1]).GetProperty("event").GetInt64().ShouldBe(banned.Position);
            Data(feed[1]).GetProperty("lastDay").GetString().ShouldBe($"{((BanStarted)banned.Fact).LastDay:yyyy-MM-dd}");
        }

        // whoever rests something on it is told which of its uses that is, and that it ended with it
        var uses = await at.FeedAsync(byUses, 3, WatchFixture.Mall);
        Types(uses).Order(StringComparer.Ordinal).ShouldBe(["banStarted", "titleRevoked", "useEnded"]);
        var adoption = ((AdoptionEnded)ended.Fact).Adoption;
        uses.ShouldAllBe(e => Data(e).GetProperty("adoptions").EnumerateArray().Single().GetString() == adoption);
        (await at.FeedAsync(noUses)).ShouldBeEmpty();
        (await at.FeedAsync(other)).ShouldBeEmpty();

        // whoever kept the badge is told at once that it says something else
        var now = await Api.SendAsync(
            HttpMethod.Get,
            $"/v1/titles/{p.TitleOfA}/badge.svg",
            ("If-None-Match", badge.Headers.ETag!.ToString()));
        (now.StatusCode, (await now.TextAsync()).Contains("取消")).ShouldBe((HttpStatusCode.OK, true));

        // the same by webhook, signed, known again by its id
        var arrived = await at.ArrivedAsync("/title", 2);
        arrived.Select(a => a.Type).Order(StringComparer.Ordinal).ShouldBe(["banStarted", "titleRevoked"]);
        var told = await at.FeedAsync(byTitle);
        arrived.Select(a => a.Id).ShouldBe(told.Select(e => e.GetProperty("message").GetString()), ignoreOrder: true);
        foreach (var one in arrived)
        {
            (one.IsSignedBy(secret!), one.IsSignedBy(secret!, one.Body + " ")).ShouldBe((true, false));
            one.Json.ToString().ShouldBe(told.Single(e => e.GetProperty("message").GetString() == one.Id).GetProperty("event").ToString());
        }

        var announced = await Api.GetAsync($"/v1/revocations/{p.RevocationOfA}");
        var reversed = await Api.RecordAsync(
            $"/v1/revocations/{p.RevocationOfA}/reversal",
            new { reasons = "The sample was mixed up." },
            Asking.Samr);
        var still = await Api.GetAsync($"/v1/revocations/{p.RevocationOfA}", reversed.Position);
        foreach (var member in new[] { "on", "ground", "facts", "announcement" })
        {
            still.GetProperty(member).ToString().ShouldBe(announced.GetProperty(member).ToString());
        }
        still.GetProperty("setAside").GetProperty("on").GetString().ShouldBe(announced.GetProperty("on").GetString(), "the same day");

        Types(await at.FeedAsync(byCode, 4))[2..].Order(StringComparer.Ordinal).ShouldBe(["banVoided", "titleRestored"]);

        // no fact says that a title has run out: its day does
        var title = await Api.GetAsync($"/v1/titles/{titleOfB}");
        var first = DateOnly.Parse(title.GetProperty("graceLastDay").GetString()!).AddDays(1);
        Api.Clock.Now = Beijing.Start(first).AddMinutes(-1);
        await Task.Delay(1200); // the scan has looked since
        (await at.FeedAsync(other)).ShouldBeEmpty();
        Api.Clock.Now = Beijing.Start(first).AddMinutes(1);
        var expired = await at.FeedAsync(other, 1);
        Types(expired).ShouldBe(["titleExpired"]);
        (Data(expired[0]).GetProperty("on").GetString(), Data(expired[0]).GetProperty("event").ValueKind)
            .ShouldBe(($"{first:yyyy-MM-dd}", JsonValueKind.Null));
        var all = await at.FeedAsync(byCategory, 6);
        Types(all)[4..].ShouldBe(["titleExpired", "titleExpired"]);

        // and nothing is told twice, whoever looks through the log again
        await Api.ExecuteAsync("update leader.watch_progress set at = 1, day = '2026-06-01'");
        await Api.KnownAsync(Asking.Registrar, OrganisationKind.Registrar); // a fact that wakes whoever looks
        await WatchFixture.UntilAsync(
            () => Api.ScalarAsync<long>("select at from leader.watch_progress"),
            position => position >= log[^1].Position);
        (await at.FeedAsync(byCategory)).Length.ShouldBe(6);
        (await at.FeedAsync(byTitle)).Length.ShouldBe(5);
        at.Receiver.At("/title").Select(a => a.Id).Distinct().Count().ShouldBe(at.Receiver.At("/title").Count);
    }
}
