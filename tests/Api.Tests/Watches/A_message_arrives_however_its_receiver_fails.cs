using System.Net;
using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Record;
using Npgsql;

namespace Leader.Api.Tests.Watches;

/// <summary>
/// Webhooks as Standard Webhooks has them: at least once, under an id that stays, until the receiver takes it or the time is over.
/// </summary>
[Collection("watches")]
public class A_message_arrives_however_its_receiver_fails(WatchFixture at)
{
    private static int _merged;
    private ApiFixture Api => at.Api;

    /// <summary>Two enterprises of which one merges into the other, so that who watches the first is told one thing.</summary>
    private async Task<(string Enterprise, Func<Task> Merge)> SomethingAsync()
    {
        await Api.KnownAsync(Asking.Registrar, OrganisationKind.Registrar);
        var nr = Interlocked.Increment(ref _merged);
        var (one, other) = (
            await Api.RegisteredAsync($"91110000TW{nr:D7}"),
            await Api.RegisteredAsync($"91110000TV{nr:D7}".Replace('V', 'U')));
        return (one.Subject, () => Api.RecordAsync(
            $"/v1/enterprises/{one.Subject}/successions",
            new { kind = "merger", heirs = new[] { other.Subject } },
            Asking.Registrar));
    }

    private async Task<(string Id, string? Secret, string Path)> WatchAsync(string enterprise, string path)
    {
        path = $"/{path}-{Guid.NewGuid():N}";
        var address = at.Receiver.Address + path;
        var (id, secret) = await at.KeepAsync(new { name = path, enterprises = new[] { enterprise }, address });
        return (id, secret, path);
    }

    private Task<JsonElement> DeliveryAsync(string id, string state) => WatchFixture.UntilAsync(
        async () => (await at.ReadAsync($"/v1/watches/{id}/deliveries")).GetProperty("items"),
        items => items.GetArrayLength() == 1 && items[0].GetProperty("state").GetString() == state);

    [Fact]
    public async Task A_receiver_that_fails_is_tried_again_under_the_same_id_until_it_takes_the_message()
    {
        var (enterprise, merge) = await SomethingAsync();
        var (id, _, path) = await WatchAsync(enterprise, "fails");
        var left = 3;
        at.Receiver.Answers = (p, _) => p == path && Interlocked.Decrement(ref left) >= 0 ? (left == 1 ? 302 : 500) : 204;

        await merge();

        var delivered = (await DeliveryAsync(id, "delivered"))[0];
        var arrived = at.Receiver.At(path);
        arrived.Select(a => a.Answered).ShouldBe([500, 302, 500, 204]);
        arrived.Select(a => a.Id).Distinct().ShouldHaveSingleItem().ShouldBe(delivered.GetProperty("message").GetString());
        arrived.Select(a => a.Body).Distinct().ShouldHaveSingleItem();
        at.Receiver.At(path + "/elsewhere").ShouldBeEmpty("no redirect is followed");
        (delivered.GetProperty("attempts").GetInt32(), delivered.GetProperty("answered").GetInt32()).ShouldBe((4, 204));
        var watch = await at.ReadAsync($"/v1/watches/{id}");
        (watch.GetProperty("status").GetString(), watch.GetProperty("waiting").GetInt64()).ShouldBe(("delivering", 0));
    }

    [Fact]
    public async Task One_that_never_answers_holds_up_nobody_else()
    {
        var (enterprise, merge) = await SomethingAsync();
        await using var deaf = await new Receiver { Answers = (_, _) => Receiver.Never }.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await at.KeepAsync(new { name = $"deaf {i}", enterprises = new[] { enterprise }, address = $"{deaf.Address}/{i}" });
        }
        var (id, _, path) = await WatchAsync(enterprise, "hears");

        var begun = DateTimeOffset.UtcNow;
        await merge();
        var arrived = await at.ArrivedAsync(path, 1);

        (arrived[0].At - begun).ShouldBeLessThan(TimeSpan.FromSeconds(1), "a receiver that does not answer is given a second here");
        var deafOnes = (await at.ReadAsync("/v1/watches")).GetProperty("items").EnumerateArray()
            .Where(w => w.GetProperty("name").GetString()!.StartsWith("deaf", StringComparison.Ordinal)).ToArray();
        deafOnes.Length.ShouldBe(20);
        var first = deafOnes[0].GetProperty("watch").GetString()!;
        var delivery = await WatchFixture.UntilAsync(
            async () => (await at.ReadAsync($"/v1/watches/{first}/deliveries")).GetProperty("items")[0],
            d => d.GetProperty("said").ValueKind == JsonValueKind.String);
        delivery.GetProperty("said").GetString().ShouldBe("There was no answer within 1 s.");
        foreach (var one in deafOnes) await at.DoAsync($"/v1/watches/{one.GetProperty("watch").GetString()}/end");
    }

    [Fact]
    public async Task What_cannot_be_delivered_in_time_is_given_up_and_sent_again_when_asked()
    {
        var (enterprise, merge) = await SomethingAsync();
        var (id, _, path) = await WatchAsync(enterprise, "late");
        var fails = true;
        at.Receiver.Answers = (p, _) => p == path && fails ? 503 : 204;
        await merge();
        await WatchFixture.UntilAsync(() => Task.FromResult(at.Receiver.At(path).Count), n => n > 1);

        await Api.ExecuteAsync($"update leader.watch_event set began = began - interval '73 hours' where watch = '{id}'");

        var dead = (await DeliveryAsync(id, "dead"))[0];
        (dead.GetProperty("answered").GetInt32(), dead.GetProperty("said").GetString()).ShouldBe((503, "answered 503"));
        (await at.ReadAsync($"/v1/watches/{id}")).GetProperty("givenUp").GetInt64().ShouldBe(1);
        (await at.FeedAsync(id)).Length.ShouldBe(1, "the feed has it all the same");

        fails = false;
        (await at.DoAsync($"/v1/watches/{id}/replay")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await DeliveryAsync(id, "delivered");
        at.Receiver.At(path).Select(a => a.Id).Distinct().ShouldHaveSingleItem("a replay has the id that it had");

        // one that arrived can be asked for again, too; one that never was cannot
        var message = dead.GetProperty("message").GetString()!;
        var before = at.Receiver.At(path).Count;
        (await at.DoAsync($"/v1/watches/{id}/replay", new { messages = new[] { message } })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await WatchFixture.UntilAsync(() => Task.FromResult(at.Receiver.At(path).Count), n => n == before + 1);
        await (await at.DoAsync($"/v1/watches/{id}/replay", new { messages = new[] { message, "msg_none" } }))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-message");
    }

    [Theory]
    [InlineData(410, "The receiver answered 410: the address is gone.")]
    [InlineData(500, "Nothing has arrived there since ")]
    public async Task A_watch_whose_receiver_is_gone_is_paused_and_says_why_and_loses_nothing(int answer, string why)
    {
        var (enterprise, merge) = await SomethingAsync();
        var (id, _, path) = await WatchAsync(enterprise, "gone");
        var fails = true;
        at.Receiver.Answers = (p, _) => p == path && fails ? answer : 204;
        await merge();
        if (answer == 500)
        {
            await WatchFixture.UntilAsync(() => Task.FromResult(at.Receiver.At(path).Count), n => n > 0);
            await WatchFixture.UntilAsync(
                async () =>
                {
                    await Api.ExecuteAsync($"update leader.watch set failing_since = now() - interval '6 days' where id = '{id}'");
                    return await at.ReadAsync($"/v1/watches/{id}");
                },
                w => w.GetProperty("status").GetString() == "paused");
        }

        var paused = await WatchFixture.UntilAsync(
            () => at.ReadAsync($"/v1/watches/{id}"),
            w => w.GetProperty("status").GetString() == "paused");
        paused.GetProperty("statusReason").GetString()!.ShouldStartWith(why);
        paused.GetProperty("waiting").GetInt64().ShouldBe(1);

        fails = false;
        (await at.DoAsync($"/v1/watches/{id}/resumption")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await DeliveryAsync(id, "delivered");
        (await at.ReadAsync($"/v1/watches/{id}")).GetProperty("statusReason").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task While_a_secret_is_renewed_each_message_is_signed_by_both()
    {
        var (enterprise, merge) = await SomethingAsync();
        var (id, old, path) = await WatchAsync(enterprise, "secret");
        var renewed = (await (await at.DoAsync($"/v1/watches/{id}/secret")).JsonAsync()).GetProperty("secret").GetString()!;
        renewed.ShouldNotBe(old);

        await merge();

        var one = (await at.ArrivedAsync(path, 1))[0];
        one.Headers["webhook-signature"].ToString().Split(' ').Length.ShouldBe(2);
        (one.IsSignedBy(old!), one.IsSignedBy(renewed)).ShouldBe((true, true));

        await Api.ExecuteAsync($"update leader.watch_secret set until = now() where watch = '{id}' and until is not null");
        await at.DoAsync($"/v1/watches/{id}/replay", new { messages = new[] { one.Id } });
        var again = (await at.ArrivedAsync(path, 2))[1];
        (again.IsSignedBy(old!), again.IsSignedBy(renewed)).ShouldBe((false, true));

        // neither is to be read in the database, nor told again
        var rows = await Api.ScalarAsync<string>(
            "select string_agg(w::text, ' ') || (select string_agg(encode(sealed, 'escape'), ' ') from leader.watch_secret) "
                + "|| (select coalesce(string_agg(answer, ' '), '') from leader.idempotency) from leader.watch w");
        foreach (var secret in new[] { old!, renewed }) rows.ShouldNotContain(secret["whsec_".Length..]);
        (await (await at.AskAsync($"/v1/watches/{id}")).TextAsync()).ShouldNotContain("whsec_");
    }

    [Fact]
    public async Task A_node_that_dies_while_it_sends_leaves_the_message_to_another()
    {
        var (enterprise, merge) = await SomethingAsync();
        var (id, _, path) = await WatchAsync(enterprise, "lease");
        at.Receiver.Answers = (p, _) => p == path ? 500 : 204;
        await merge();
        await WatchFixture.UntilAsync(() => Task.FromResult(at.Receiver.At(path).Count), n => n > 0);

        // as a node leaves it that was killed between its attempt and the answer
        await Api.RestartAsync(async () =>
        {
            at.Receiver.Answers = (_, _) => 204;
            await using var database = NpgsqlDataSource.Create(Api.ConnectionString);
            await using var leased = database.CreateCommand(
                $"update leader.watch_event set due = now() + interval '1 second', state = 'pending' where watch = '{id}'");
            await leased.ExecuteNonQueryAsync();
        });

        await DeliveryAsync(id, "delivered");
        at.Receiver.At(path).Select(a => a.Id).Distinct().ShouldHaveSingleItem();
    }
}
