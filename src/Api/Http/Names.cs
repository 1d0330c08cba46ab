using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;
using Microsoft.AspNetCore.Http.Metadata;

namespace Leader.Api.Http;

/// <summary>
/// What the ids of an answer are called, by kind and id, at the two clocks of the answer. What has no name there is not among them.
/// </summary>
/// <param name="Indicators">By category and code: <c>air-purifier/noise</c>.</param>
public sealed record NamesDoc(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, NameInBoth>? Enterprises = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, NameInBoth>? Organisations = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, NameInBoth>? Categories = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, NameInBoth>? Fields = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, NameInBoth>? Sectors = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, NameInBoth>? Indicators = null)
{
    public static readonly NamesDoc None = new();

    /// <summary>Ids of the kind have names, each by itself: an indicator has one in its category only.</summary>
    public static bool Has(IdKind kind) => kind is IdKind.Enterprise or IdKind.Organisation or IdKind.Party or IdKind.Subject
        or IdKind.Category or IdKind.Field or IdKind.Sector;

    /// <summary>Null where the register has no name for it at the clocks of the answer.</summary>
    public NameInBoth? Of(IdKind kind, string id) => (kind switch
    {
        IdKind.Enterprise => Enterprises,
        IdKind.Organisation => Organisations,
        IdKind.Party or IdKind.Subject => Enterprises?.ContainsKey(id) == true ? Enterprises : Organisations,
        IdKind.Category => Categories,
        IdKind.Field => Fields,
        IdKind.Sector => Sectors,
        IdKind.Indicator => Indicators,
        _ => null,
    })?.GetValueOrDefault(id);
}

/// <summary>
/// Names beside codes. An answer rests on its documents, not on the names beside it: a new name is no new answer in a time map. Which ids a
/// document mentions, its declared members say (<see cref="IdMembers"/>), after what the reader may not see was taken out of it.
/// </summary>
public static class Names
{
    private static readonly Dictionary<string, NameInBoth> Sectors = new(StringComparer.Ordinal)
    {
        [Words.Of(GoalSector.ConsumerGoods)] = new("消费品", "Consumer goods"),
        [Words.Of(GoalSector.EquipmentAndEmerging)] = new("装备制造和新兴产业", "Equipment manufacturing and emerging industries"),
        [Words.Of(GoalSector.Services)] = new("服务", "Services"),
    };

    public static NameInBoth Of(GoalSector sector) => Sectors[Words.Of(sector)];

    private static readonly (IdKind Mentioned, NamedKind Named)[] Named =
    [
        (IdKind.Enterprise, NamedKind.Enterprise),
        (IdKind.Party, NamedKind.Enterprise),
        (IdKind.Party, NamedKind.Organisation),
        (IdKind.Subject, NamedKind.Enterprise),
        (IdKind.Subject, NamedKind.Organisation),
        (IdKind.Organisation, NamedKind.Organisation),
        (IdKind.Category, NamedKind.Category),
        (IdKind.Field, NamedKind.Field),
        (IdKind.Indicator, NamedKind.Indicator),
    ];

    /// <summary>At the clocks; those that are kept already are not read.</summary>
    public static async Task<NamesDoc> OfAsync(ViewReader views, Mentions mentions, Clocks clocks, CancellationToken ct)
    {
        var keys = Named.SelectMany(n => mentions.Of(n.Mentioned).Select(id => NameView.Key(n.Named, id)))
            .ToHashSet(StringComparer.Ordinal);
        var sectors = mentions.Of(IdKind.Sector).Where(Sectors.ContainsKey).ToDictionary(s => s, s => Sectors[s], StringComparer.Ordinal);
        if (keys.Count == 0) return sectors.Count == 0 ? NamesDoc.None : new(Sectors: sectors);
        var kept = await views.GetManyKeptAsync(
            LeaderViews.Names,
            keys,
            n => (n.Kind, n.Id, Name: new NameInBoth(n.Zh, n.En)),
            clocks,
            ct);
        var found = kept.ToLookup(n => n.Kind);
        return new(
            Of(NamedKind.Enterprise),
            Of(NamedKind.Organisation),
            Of(NamedKind.Category),
            Of(NamedKind.Field),
            sectors.Count == 0 ? null : sectors,
            Of(NamedKind.Indicator));

        SortedDictionary<string, NameInBoth>? Of(NamedKind kind) => found[kind].Any()
            ? new(found[kind].ToDictionary(n => n.Id, n => n.Name, StringComparer.Ordinal), StringComparer.Ordinal)
            : null;
    }

    /// <summary>The names for documents of an address, whose type is the one that it says to answer.</summary>
    public static Task<NamesDoc> OfAsync(HttpContext context, Clocks clocks, params IEnumerable<ReadOnlyMemory<byte>> documents)
    {
        var (type, mentions) = (TypeOf(context), new Mentions());
        foreach (var document in documents) mentions.Take(type, document.Span);
        return OfAsync(context.RequestServices.GetRequiredService<ViewReader>(), mentions, clocks, context.RequestAborted);
    }

    internal static void Write(IBufferWriter<byte> to, NamesDoc names)
    {
        to.Write(",\"names\":"u8);
        to.Write(JsonSerializer.SerializeToUtf8Bytes(names, LeaderJson.Http));
    }

    /// <summary>Of a list the type of its items.</summary>
    internal static Type TypeOf(HttpContext context)
    {
        var type = context.GetEndpoint()!.Metadata.OfType<IProducesResponseTypeMetadata>().Last(m => m.StatusCode == 200).Type!;
        return type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(ListDoc<>)
            ? type.GetGenericArguments()[0]
            : type;
    }
}
