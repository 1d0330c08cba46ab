using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Leader.Projections;
using Leader.Projections.Log;
using Marten;
using Npgsql;

namespace Leader.Api.Tests.Contract;

public class Facts_survive_storage
{
    public static TheoryData<string> Names => [.. FactTypes.ByName.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_fact_is_read_back_as_it_was_written(string name)
    {
        var type = FactTypes.ByName[name];
        foreach (var sample in Enumerable.Range(0, 12).SelectMany(v => new[] { new Sample(v), new Sample(v, nulls: true) }))
        {
            var fact = sample.Of(type);
            var json = JsonSerializer.SerializeToUtf8Bytes(fact, type, LeaderJson.Stored);

            var back = FactTypes.Read(name, json);

            back.ShouldBeOfType(type);
            Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(back, type, LeaderJson.Stored))
                .ShouldBe(Encoding.UTF8.GetString(json));
            Canonical.Json(back).ShouldBe(Canonical.Json(fact));
            back.Stream().ShouldBe(fact.Stream());
            if (!HasLists(type, [])) back.ShouldBe(fact); // records compare lists by identity
        }
    }

    [Fact]
    public void There_are_facts_without_lists_to_compare_as_records() =>
        FactTypes.ByName.Values.Count(t => !HasLists(t, [])).ShouldBeGreaterThan(10);

    [Fact]
    public async Task The_store_returns_every_fact_as_it_was_recorded()
    {
        await using var store = await Store.CreateAsync();
        var facts = FactTypes.ByName.OrderBy(f => f.Key, StringComparer.Ordinal)
            .SelectMany(f => new[] { new Sample(1).Of(f.Value), new Sample(2, nulls: true).Of(f.Value) })
            .ToArray();

        await store.AppendAsync("contract/all", facts);

        (await store.ReadAsync("contract/all")).Select(Canonical.Json).ShouldBe(facts.Select(Canonical.Json));
        (await store.ReadByMartenAsync("contract/all")).Select(Canonical.Json).ShouldBe(facts.Select(Canonical.Json));
    }

    [Fact]
    public async Task A_decimal_keeps_its_digits_and_a_text_every_plane_of_Unicode()
    {
        await using var store = await Store.CreateAsync();
        var planes = string.Concat(Enumerable.Range(0, 17).Select(plane => char.ConvertFromUtf32(plane * 0x10000 + 0x4E00 % 0xFFFE)));
        var text = $"{planes} \u0001\u001f\u007f\u0085\u2028\u2029\ufeff\uffff e\u0301 {planes}";
        EnterpriseRegistered enterprise = new("91350100M000100Y43", IdentifierKind.CreditCode, text, null, null, new DateOnly(2026, 5, 11));
        var facts = new Fact[] { enterprise, new Sample(0).Of(typeof(StandardDeclared)) };

        await store.AppendAsync("contract/digits", facts);

        var back = await store.ReadAsync("contract/digits");
        back[0].ShouldBeOfType<EnterpriseRegistered>().Name.ShouldBe(text);
        var (written, read) = (
            JsonSerializer.SerializeToNode(facts[1], typeof(StandardDeclared), LeaderJson.Stored)!,
            await store.JsonAsync("contract/digits", 2));
        JsonNode.DeepEquals(written, read).ShouldBeTrue();
        read.ToJsonString().ShouldContain("\"0.50\"");
    }

    [Fact]
    public void A_limit_of_0_50_is_stored_with_its_zero() =>
        JsonSerializer.Serialize(new Limit(Operator.AtMost, 0.50m, null, "kW·h"), LeaderJson.Stored).ShouldContain("\"value\":\"0.50\"");

    private static bool HasLists(Type type, HashSet<Type> seen) => seen.Add(type) && type.GetProperties().Any(p =>
        p.PropertyType.IsGenericType && Nullable.GetUnderlyingType(p.PropertyType) is null
        || p.PropertyType.Assembly == typeof(Fact).Assembly && p.PropertyType.IsClass && HasLists(p.PropertyType, seen));

    /// <summary>The log on an empty database, with no views behind it.</summary>
    private sealed class Store(NpgsqlDataSource database, DocumentStore marten) : IAsyncDisposable
    {
        public static async Task<Store> CreateAsync()
        {
            var database = NpgsqlDataSource.Create(await TestDatabase.EmptyAsync());
            var marten = DocumentStore.For(o => o.UseLeader(() => database).Connection(database));
            await marten.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
            return new(database, marten);
        }

        public async Task AppendAsync(string stream, Fact[] facts)
        {
            await using var session = marten.LightweightSession();
            session.Events.StartStream(stream, facts.Cast<object>());
            await session.SaveChangesAsync();
        }

        public async Task<List<Fact>> ReadAsync(string stream) =>
            (await new LogStreams(database).ReadAsync([stream], CancellationToken.None))[stream];

        public async Task<List<Fact>> ReadByMartenAsync(string stream)
        {
            await using var session = marten.QuerySession();
            return [.. (await session.Events.FetchStreamAsync(stream)).Select(e => (Fact)e.Data)];
        }

        public async Task<JsonNode> JsonAsync(string stream, long version)
        {
            await using var command = database.CreateCommand($"select data::text from {LeaderStore.Schema}.mt_events where stream_id = $1 "
                + $"and version = $2");
            command.Parameters.Add(new() { Value = stream });
            command.Parameters.Add(new() { Value = version });
            return JsonNode.Parse((string)(await command.ExecuteScalarAsync())!)!;
        }

        public async ValueTask DisposeAsync()
        {
            await marten.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}
