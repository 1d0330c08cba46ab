using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Shapes;

namespace Leader.Projections.Views;

/// <summary>What an id is the id of.</summary>
public enum IdKind
{
    Enterprise,
    Organisation,

    /// <summary>An enterprise or an organisation.</summary>
    Party,

    /// <summary>What an act is about: an enterprise, an organisation, or what has no name of its own.</summary>
    Subject,
    Category,
    Field,
    Sector,

    /// <summary>The code of an indicator in a category.</summary>
    Indicator,
    Title,
    Declaration,
    Product,

    /// <summary>An evaluation, and the ranking that comes of it.</summary>
    Evaluation,
    Call,
    Plan,
    Notice,
    Objection,
    Complaint,
    Case,
    Finding,
    Report,
    Ban,
    Revocation,
    Policy,
    RuleSet,
}

/// <summary>Which members of the documents hold ids, and of what: told once, by the names of members, and for types that differ.</summary>
public static class IdMembers
{
    private static readonly Dictionary<string, IdKind> ByName = new(StringComparer.Ordinal)
    {
        ["enterprise"] = IdKind.Enterprise,
        ["enterprises"] = IdKind.Enterprise,
        ["creditCode"] = IdKind.Enterprise,
        ["inheritedFrom"] = IdKind.Enterprise,
        ["mergedInto"] = IdKind.Enterprise,
        ["related"] = IdKind.Enterprise,
        ["organisation"] = IdKind.Organisation,
        ["body"] = IdKind.Organisation,
        ["bodyDisqualified"] = IdKind.Organisation,
        ["formerBodies"] = IdKind.Organisation,
        ["workingBody"] = IdKind.Organisation,
        ["authority"] = IdKind.Organisation,
        ["appealTo"] = IdKind.Organisation,
        ["user"] = IdKind.Organisation,
        ["issuer"] = IdKind.Organisation,
        ["responsible"] = IdKind.Organisation,
        ["reportedBy"] = IdKind.Organisation,
        ["decidedBy"] = IdKind.Organisation,
        ["departments"] = IdKind.Organisation,
        ["parent"] = IdKind.Party,
        ["path"] = IdKind.Party,
        ["by"] = IdKind.Party,
        ["actor"] = IdKind.Party,
        ["objector"] = IdKind.Party,
        ["holder"] = IdKind.Party,
        ["subjectId"] = IdKind.Subject,
        ["covers"] = IdKind.Subject,
        ["target"] = IdKind.Subject,
        ["category"] = IdKind.Category,
        ["categories"] = IdKind.Category,
        ["field"] = IdKind.Field,
        ["indicator"] = IdKind.Indicator,
        ["leadIndicator"] = IdKind.Indicator,
        ["missingIndicators"] = IdKind.Indicator,
        ["title"] = IdKind.Title,
        ["titles"] = IdKind.Title,
        ["renewedBy"] = IdKind.Title,
        ["declaration"] = IdKind.Declaration,
        ["replaces"] = IdKind.Declaration,
        ["successor"] = IdKind.Declaration,
        ["evaluation"] = IdKind.Evaluation,
        ["rankingInForce"] = IdKind.Evaluation,
        ["call"] = IdKind.Call,
        ["calls"] = IdKind.Call,
        ["plan"] = IdKind.Plan,
        ["selectedPlan"] = IdKind.Plan,
        ["notice"] = IdKind.Notice,
        ["objection"] = IdKind.Objection,
        ["complaint"] = IdKind.Complaint,
        ["case"] = IdKind.Case,
        ["finding"] = IdKind.Finding,
        ["report"] = IdKind.Report,
        ["ban"] = IdKind.Ban,
        ["revocation"] = IdKind.Revocation,
        ["policy"] = IdKind.Policy,
        ["rules"] = IdKind.RuleSet,
    };

    /// <summary>Members that are not what their names say elsewhere; null where they hold no id.</summary>
    private static readonly Dictionary<(Type, string), IdKind?> OfType = new()
    {
        [(typeof(Disclosure), "title")] = null,
        [(typeof(ComplaintAppealed), "to")] = IdKind.Organisation,
        [(typeof(CaseReassigned), "from")] = IdKind.Organisation,
        [(typeof(CaseReassigned), "to")] = IdKind.Organisation,
        [(typeof(ReassignCase), "to")] = IdKind.Organisation,
        [(typeof(ProductDoc), "product")] = IdKind.Product,
        [(typeof(FindingDoc), "product")] = IdKind.Product,
        [(typeof(FindingReceived), "product")] = IdKind.Product,
        [(typeof(ReceiveFinding), "product")] = IdKind.Product,
        [(typeof(UseDoc), "models")] = IdKind.Product,
        [(typeof(AdoptionRecorded), "models")] = IdKind.Product,
        [(typeof(KeyField), "id")] = IdKind.Field,
        [(typeof(FieldProposalDoc), "listed")] = IdKind.Category,
        [(typeof(KeyCategory), "id")] = IdKind.Category,
        [(typeof(PlanIndicator), "code")] = IdKind.Indicator,
        [(typeof(DisclosedIndicator), "code")] = IdKind.Indicator,
        [(typeof(DisclosedQuality), "code")] = IdKind.Indicator,
        [(typeof(IncidentDoc), "subject")] = IdKind.Subject,
        [(typeof(FeedbackDoc), "id")] = IdKind.Subject,
        [(typeof(TitleDoc), "underReview")] = IdKind.Case,
        [(typeof(RuleSetDoc), "id")] = IdKind.RuleSet,
    };

    /// <summary>By its name alone, for whoever does not know the document; null where no member of that name holds an id.</summary>
    public static IdKind? Named(string member) => ByName.TryGetValue(member, out var kind) ? kind : null;

    /// <summary>Null where the member holds no id. What is neither text nor a list of texts holds none itself.</summary>
    public static IdKind? Of(Type document, JsonPropertyInfo member)
    {
        var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
        if (type == typeof(GoalSector)) return IdKind.Sector;
        if (type != typeof(string) && !type.IsAssignableTo(typeof(IEnumerable<string>))) return null;
        return OfType.TryGetValue((document, member.Name), out var kind) ? kind
            : ByName.TryGetValue(member.Name, out var named) ? named : null;
    }
}

/// <summary>The ids that documents mention, found by the members that are declared to hold them.</summary>
public sealed class Mentions
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Type, Shape> Shapes = new();
    private readonly Dictionary<IdKind, SortedSet<string>> _ids = [];

    /// <summary>Those of a kind, in order; of an indicator its category, a slash and its code.</summary>
    public IReadOnlyCollection<string> Of(IdKind kind) => _ids.TryGetValue(kind, out var ids) ? ids : [];

    /// <param name="type">Of the document.</param>
    /// <param name="document">As JSON.</param>
    public void Take(Type type, ReadOnlySpan<byte> document)
    {
        if (Shapes.GetOrAdd(type, t => Shape.Of(LeaderJson.Http.GetTypeInfo(t), [])) is not { HoldsIds: true } shape) return;
        var reader = new Utf8JsonReader(document);
        reader.Read();
        Walk(ref reader, shape, []);
    }

    /// <summary>One member of a document, alone.</summary>
    public void Take(Type type, string member, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined) return;
        var whole = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(whole))
        {
            writer.WriteStartObject();
            writer.WritePropertyName(member);
            value.WriteTo(writer);
            writer.WriteEndObject();
        }
        Take(type, whole.WrittenSpan);
    }

    public void Add(IdKind kind, string id)
    {
        if (!_ids.TryGetValue(kind, out var ids)) _ids[kind] = ids = new(StringComparer.Ordinal);
        ids.Add(id);
    }

    /// <param name="categories">That the indicators are of.</param>
    private void Walk(ref Utf8JsonReader reader, Shape shape, IReadOnlyList<string> categories)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject when shape.Values is { } values:
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    reader.Read();
                    Walk(ref reader, values, categories);
                }
                break;
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var member = shape.Member(ref reader);
                    reader.Read();
                    if (member is null) reader.Skip();
                    else if (member.Kind is { } kind) categories = Ids(ref reader, kind, categories);
                    else Walk(ref reader, member, categories);
                }
                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) Walk(ref reader, shape, categories);
                break;
        }
    }

    /// <returns>The categories that indicators beside are of.</returns>
    private IReadOnlyList<string> Ids(ref Utf8JsonReader reader, IdKind kind, IReadOnlyList<string> categories)
    {
        var found = new List<string>();
        if (reader.TokenType == JsonTokenType.String)
        {
            found.Add(reader.GetString()!);
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType == JsonTokenType.String) found.Add(reader.GetString()!);
            }
        }
        if (found.Count == 0) return categories;
        foreach (var id in found)
        {
            if (kind != IdKind.Indicator) Add(kind, id);
            else foreach (var category in categories) Add(kind, NameView.Indicator(category, id));
            if (kind is IdKind.Call or IdKind.Evaluation or IdKind.Title or IdKind.Plan or IdKind.Notice or IdKind.Objection or IdKind.Ban
                    or IdKind.Case or IdKind.Revocation
                && Domain.Ids.ParseCall(id.Split('.')[0]) is { } of)
            {
                Add(IdKind.Category, of.Category); // which the id is read by
            }
        }
        return kind switch
        {
            IdKind.Category => found,
            IdKind.Call or IdKind.Evaluation or IdKind.Title or IdKind.Plan =>
                Domain.Ids.ParseCall(found[0].Split('.')[0]) is { } call ? [call.Category] : categories,
            _ => categories,
        };
    }

    /// <summary>Of a type, as far as ids are in it.</summary>
    private sealed class Shape
    {
        private (byte[] Name, Shape Shape)[] _members = [];

        /// <summary>Of what the value is the id, or the list of ids.</summary>
        public IdKind? Kind { get; private init; }

        /// <summary>Of each value of a dictionary; of the items of a list the shape is that of the list.</summary>
        public Shape? Values { get; private set; }
        public bool HoldsIds => Kind is not null || _members.Length > 0 || Values is not null;

        public Shape? Member(ref Utf8JsonReader reader)
        {
            foreach (var (name, shape) in _members)
            {
                if (reader.ValueTextEquals(name)) return shape;
            }
            return null;
        }

        public static Shape Of(JsonTypeInfo type, Dictionary<Type, Shape> known)
        {
            if (known.TryGetValue(type.Type, out var shape)) return shape;
            switch (type.Kind)
            {
                case JsonTypeInfoKind.Enumerable:
                    return Of(LeaderJson.Http.GetTypeInfo(type.ElementType!), known);
                case JsonTypeInfoKind.Dictionary:
                    known[type.Type] = shape = new();
                    if (Of(LeaderJson.Http.GetTypeInfo(type.ElementType!), known) is { HoldsIds: true } values) shape.Values = values;
                    return shape;
                case JsonTypeInfoKind.Object:
                    known[type.Type] = shape = new();
                    var members = type.Properties.Where(p => p.Get is not null)
                        .Select(p => (p.Name, Shape: IdMembers.Of(p.DeclaringType, p) is { } kind ? new Shape { Kind = kind }
                            : Of(LeaderJson.Http.GetTypeInfo(p.PropertyType), known)))
                        .ToArray();
                    shape._members = [.. members.Where(m => m.Shape.HoldsIds).Select(m => (Encoding.UTF8.GetBytes(m.Name), m.Shape))];
                    return shape;
                default:
                    return new();
            }
        }
    }
}
