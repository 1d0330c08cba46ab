using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Http;

/// <summary>
/// How an id becomes an address, and where a document leads: one table, for the answers and for the pages. Addresses are as that of the
/// next page: without host and clocks, each thing as it is now; whoever asks of another day adds the clocks.
/// </summary>
public static class Links
{
    /// <summary>The address of what an id is of; null where it has none of its own.</summary>
    public static string? To(IdKind kind, string id) => kind switch
    {
        IdKind.Enterprise => "/v1/enterprises/",
        IdKind.Organisation => "/v1/organisations/",
        IdKind.Category => "/v1/categories/",
        IdKind.Title => "/v1/titles/",
        IdKind.Declaration => "/v1/declarations/",
        IdKind.Product => "/v1/products/",
        IdKind.Evaluation => "/v1/evaluations/",
        IdKind.Call => "/v1/calls/",
        IdKind.Plan => "/v1/plans/",
        IdKind.Notice => "/v1/notices/",
        IdKind.Objection => "/v1/objections/",
        IdKind.Complaint => "/v1/complaints/",
        IdKind.Case => "/v1/cases/",
        IdKind.Finding => "/v1/findings/",
        IdKind.Report => "/v1/reports/",
        IdKind.Policy => "/v1/policies/",
        IdKind.RuleSet => "/v1/rule-sets/",
        _ => null,
    } is { } folder ? folder + Uri.EscapeDataString(id) : null;

    /// <summary>The address of what was found; null where it has none of its own.</summary>
    public static string? ToNamed(string kind, string id) => Words.Known<NamedKind>(kind) switch
    {
        NamedKind.Enterprise => To(IdKind.Enterprise, id),
        NamedKind.Title => To(IdKind.Title, id),
        NamedKind.Standard => To(IdKind.Declaration, id),
        NamedKind.Product => To(IdKind.Product, id),
        NamedKind.Category => To(IdKind.Category, id),
        NamedKind.Organisation => To(IdKind.Organisation, id),
        _ => null,
    };

    /// <summary>Of each document that answers hold, the member that is its own id, and what stands at addresses beside its own.</summary>
    /// <param name="Self">Its own address, in which members stand in braces.</param>
    /// <param name="Beside">By the name of the link.</param>
    private sealed record Leads(string Self, params (string Name, string To)[] Beside);

    /// <summary>What a search found: it leads to whatever it is.</summary>
    private const string Hit = "SearchHit";

    private static readonly Dictionary<string, Leads> Of = new(StringComparer.Ordinal)
    {
        [nameof(EnterpriseDoc)] = new("/v1/enterprises/{creditCode}",
            ("standing", "/v1/enterprises/{creditCode}/standing"), ("titles", "/v1/titles?enterprise={creditCode}"),
            ("bans", "/v1/bans/{creditCode}"), ("declarations", "/v1/declarations?enterprise={creditCode}"),
            ("commitments", "/v1/enterprises/{creditCode}/commitments"),
            ("qualityCredits", "/v1/quality-credits?enterprise={creditCode}"),
            ("inspections", "/v1/inspections?enterprise={creditCode}")),
        ["StandingAnswer"] = new("/v1/enterprises/{creditCode}/standing",
            ("enterprise", "/v1/enterprises/{creditCode}"), ("why", "/v1/enterprises/{creditCode}/standing/why"),
            ("bans", "/v1/bans/{creditCode}")),
        [nameof(OrganisationDoc)] = new("/v1/organisations/{organisation}",
            ("inspections", "/v1/inspections?organisation={organisation}")),
        [nameof(CategoryDoc)] = new("/v1/categories/{category}",
            ("ranking", "/v1/categories/{category}/ranking"), ("leaders", "/v1/categories/{category}/leaders"),
            ("feedback", "/v1/categories/{category}/feedback"), ("guide", "/v1/categories/{category}/guide"),
            ("gap", "/v1/categories/{category}/gap"),
            ("declarations", "/v1/declarations?category={category}")),
        ["ImportDoc"] = new("/v1/imports/{import}",
            ("rows", "/v1/imports/{import}/rows"), ("refused", "/v1/imports/{import}/rows?outcome=refused")),
        [nameof(KeyFieldListDoc)] = new("/v1/key-fields/{cycle}"),
        [nameof(FieldProposalDoc)] = new("/v1/field-proposals/{proposal}",
            ("factors", "/v1/field-proposals/{proposal}/factors"), ("list", "/v1/key-fields/{cycle}")),
        ["FieldFactorsDoc"] = new("/v1/field-proposals/{proposal}/factors"),
        [nameof(CallDoc)] = new("/v1/calls/{call}"),
        [nameof(PlanDoc)] = new("/v1/plans/{plan}"),
        [nameof(DeclarationDoc)] = new("/v1/declarations/{declaration}", ("products", "/v1/products?declaration={declaration}"),
            ("comparison", "/v1/declarations/{declaration}/comparison")),
        ["DeclarationComparison"] = new("/v1/declarations/{declaration}/comparison"),
        ["CategoryFeedbackDoc"] = new("/v1/categories/{category}/feedback"),
        ["CommitmentAnswer"] = new("/v1/enterprises/{enterprise}/commitments/{commitment}"),
        ["FindingConsequencesDoc"] = new("/v1/findings/{finding}/consequences"),
        ["GapDoc"] = new("/v1/categories/{category}/gap", ("ranking", "/v1/evaluations/{evaluation}/ranking")),
        ["GuideDoc"] = new("/v1/categories/{category}/guide", ("ranking", "/v1/evaluations/{evaluation}/ranking")),
        [nameof(ProductDoc)] = new("/v1/products/{product}"),
        ["ProductAnswer"] = new("/v1/products/{product}",
            ("standing", "/v1/enterprises/{enterprise}/standing"), ("declaration", "/v1/declarations/{declaration}")),
        [nameof(RankingDoc)] = new("/v1/evaluations/{evaluation}",
            ("ranking", "/v1/evaluations/{evaluation}/ranking"), ("call", "/v1/calls/{evaluation}")),
        [nameof(TitleDoc)] = new("/v1/titles/{title}",
            ("ranking", "/v1/evaluations/{evaluation}/ranking"), ("why", "/v1/titles/{title}/why"),
            ("certificate", "/v1/titles/{title}/certificate"), ("bans", "/v1/bans/{enterprise}"),
            ("products", "/v1/products?declaration={declaration}"),
            ("commitments", "/v1/enterprises/{enterprise}/commitments?category={category}"),
            ("case", "/v1/cases/{revocation.case}"), ("announcement", "/v1/revocations/{revocation.revocation}")),
        ["AnnouncementDoc"] = new("/v1/revocations/{revocation}"),
        [nameof(BanDoc)] = new("/v1/bans/{enterprise}", ("why", "/v1/bans/{ban}/why?enterprise={enterprise}")),
        [nameof(NoticeDoc)] = new("/v1/notices/{notice}"),
        [nameof(ObjectionDoc)] = new("/v1/objections/{objection}"),
        [nameof(ComplaintDoc)] = new("/v1/complaints/{complaint}"),
        [nameof(PublicComplaintDoc)] = new("/v1/complaints/{complaint}"),
        [nameof(CaseDoc)] = new("/v1/cases/{case}", ("why", "/v1/titles/{title}/why")),
        [nameof(FindingDoc)] = new("/v1/findings/{finding}", ("consequences", "/v1/findings/{finding}/consequences")),
        [nameof(ReportDoc)] = new("/v1/reports/{report}"),
        [nameof(RuleSetDoc)] = new("/v1/rule-sets/{id}"),
        [nameof(PolicyDoc)] = new("/v1/policies/{policy}"),
        [nameof(ReleaseDoc)] = new("/v1/releases/{release}",
            ("figures", "/v1/statistics?asOf={figuresAsOf}&position={figuresPosition}")),
        [nameof(ExternalFigureDoc)] = new("/v1/external-figures/{figure}"),
        [nameof(SamplingPlanDoc)] = new("/v1/sampling-plans/{samplingPlan}"),
        [nameof(QualityCreditDoc)] = new("/v1/quality-credits/{qualityCredit}"),
        [nameof(InspectionDoc)] = new("/v1/inspections/{inspection}"),
        [nameof(SigningKeyDoc)] = new("/v1/signing-keys/{key}"),
        [nameof(ImplementingSchemeDoc)] = new("/v1/implementing-schemes/{implementingScheme}"),
        [nameof(OtherTitleDoc)] = new("/v1/other-titles/{otherTitle}"),
        [nameof(ServiceDoc)] = new("/v1/services/{service}"),
        [nameof(ActivityDoc)] = new("/v1/activities/{activity}"),
        [nameof(UseDoc)] = new("/v1/adoptions/{adoption}"),
        [Hit] = new(""),
    };

    private static readonly ConcurrentDictionary<Type, (string Name, Func<Dictionary<string, string>, string?> To)[]> Known = new();

    public static bool Has(Type document) => Of.ContainsKey(document.Name);

    /// <summary>
    /// By their names: <c>self</c>, what stands beside, and each member that is the id of something with an address, by the member's name.
    /// What the reader may not see was taken out of the document before, and leads nowhere.
    /// </summary>
    /// <param name="type">Of the document.</param>
    public static IReadOnlyDictionary<string, string> From(Type type, ReadOnlySpan<byte> document)
    {
        var links = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!Has(type)) return links;
        var members = Scalars(document);
        foreach (var (name, to) in Known.GetOrAdd(type, Table))
        {
            if (to(members) is { } address) links.TryAdd(name, address);
        }
        return links;
    }

    /// <summary>The document with its links as its last member.</summary>
    internal static byte[] With(Type type, byte[] document, PathString root)
    {
        if (!Has(type)) return document;
        var links = From(type, document).ToDictionary(l => l.Key, l => root + l.Value);
        return
        [
            .. document.AsSpan()[..^1], .. document.Length > 2 ? ",\"links\":"u8 : "\"links\":"u8,
            .. JsonSerializer.SerializeToUtf8Bytes(links, LeaderJson.Http), .. "}"u8,
        ];
    }

    /// <summary>The texts and numbers of a document, and of the objects in it by <c>revocation.case</c>; lists are passed over.</summary>
    private static Dictionary<string, string> Scalars(ReadOnlySpan<byte> document)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(document);
        reader.Read();
        var within = "";
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject) within = "";
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            var name = within + reader.GetString();
            reader.Read();
            if (reader.TokenType is JsonTokenType.String) members[name] = reader.GetString()!;
            else if (reader.TokenType is JsonTokenType.Number) members[name] = Encoding.UTF8.GetString(reader.ValueSpan);
            else if (reader.TokenType is JsonTokenType.StartObject && within.Length == 0) within = name + ".";
            else reader.Skip();
        }
        return members;
    }

    private static (string Name, Func<Dictionary<string, string>, string?> To)[] Table(Type type)
    {
        if (type.Name == Hit) return [("self", d => d.GetValueOrDefault("kind") is { } kind ? ToNamed(kind, d["id"]) : null)];
        var leads = Of[type.Name];
        var ids = LeaderJson.Http.GetTypeInfo(type).Properties.Where(p => p.PropertyType == typeof(string))
            .Select(p => (p.Name, Kind: IdMembers.Of(p.DeclaringType, p))).Where(p => p.Kind is { } kind && To(kind, "") is not null)
            .Select(p => (p.Name, To: (Func<Dictionary<string, string>, string?>)(d =>
                d.GetValueOrDefault(p.Name) is { } id ? To(p.Kind!.Value, id) : null)));
        return
        [
            ("self", d => Filled(leads.Self, d)),
            .. leads.Beside.Select(b => (b.Name, (Func<Dictionary<string, string>, string?>)(d => Filled(b.To, d)))),
            .. ids.Where(i => !leads.Self.EndsWith($"{{{i.Name}}}", StringComparison.Ordinal)),
        ];
    }

    /// <summary>Null where a member has no value.</summary>
    private static string? Filled(string address, Dictionary<string, string> members)
    {
        var (written, at) = (new StringBuilder(), 0);
        for (var open = address.IndexOf('{', at); open >= 0; open = address.IndexOf('{', at))
        {
            var close = address.IndexOf('}', open);
            if (!members.TryGetValue(address[(open + 1)..close], out var value)) return null;
            written.Append(address, at, open - at).Append(Uri.EscapeDataString(value));
            at = close + 1;
        }
        return written.Append(address, at, address.Length - at).ToString();
    }
}
