using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Leader.Domain.Values;

namespace Leader.Domain.Record;

/// <summary>A2–A10, A13, A14, A19: what an organisation is. One may be several (A7 and A13).</summary>
public enum OrganisationKind
{
    Regulator,
    Department,
    LocalAuthority,
    ResearchInstitute,
    TechnicalInstitution,
    IndustryAssociation,
    IndustrialAlliance,
    PlatformEnterprise,
    OtherThirdParty,
    TestingOrCertificationBody,
    SupervisionAuthority,

    /// <summary>Registers enterprises for the platform (R28).</summary>
    Registrar,

    /// <summary>A15: buys for a government.</summary>
    Purchaser,

    /// <summary>A16.</summary>
    AwardOrganiser,

    /// <summary>A16.</summary>
    BrandEvaluator,

    /// <summary>A17.</summary>
    FinancialInstitution,

    /// <summary>A18: social capital or a special fund.</summary>
    Fund,

    /// <summary>A12.</summary>
    Media,

    /// <summary>A21.</summary>
    ProfessionalStandardizationBody,
}

/// <summary>How a child organisation depends on its parent (Q37).</summary>
public enum RelationKind
{
    AdministrativeSubordination,
    Control,

    /// <summary>挂靠: merely hosted; counts where the rule set says so.</summary>
    Hosting,
}

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

public abstract record OrganisationFact(DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.Organisations;
}

/// <param name="CreditCode">Where the organisation is an enterprise too (platform enterprises, Q38).</param>
public sealed record OrganisationRegistered(string Organisation, string Name, string? NameZh, IReadOnlyList<OrganisationKind> Kinds,
    string? CreditCode, DateOnly On) : OrganisationFact(On);

/// <summary>The working body from this day on; the one before it ends on the eve. Clause 四(三), R46.</summary>
public sealed record WorkingBodyDesignated(string Organisation, DateOnly On) : OrganisationFact(On);

/// <param name="From">First day of the relation; may lie long before <paramref name="On"/>, when it is learned later.</param>
/// <param name="To">Last day of the relation, inclusive; null while it lasts.</param>
public sealed record RelationDeclared(string Relation, string Child, string Parent, RelationKind Kind, DateOnly From, DateOnly? To,
    string Source, DateOnly On) : OrganisationFact(On);

public sealed record RelationEnded(string Relation, string Child, DateOnly LastDay, DateOnly On) : OrganisationFact(On);

/// <summary>The body declares, or is found, to be linked with an enterprise that it may have to evaluate (Q38).</summary>
public sealed record ConflictDeclared(string Organisation, string Enterprise, string Link, DateOnly From, DateOnly? To, DateOnly On)
    : OrganisationFact(On);

/// <summary>The body was selected for a category and cycle: from now on its acts there are watched for independence.</summary>
public sealed record BodyEngaged(string Organisation, string Call, string Plan, DateOnly On) : OrganisationFact(On);

/// <summary>The engagement ended: selection withdrawn (Q36) or the cycle done.</summary>
public sealed record EngagementEnded(string Organisation, string Call, string Reason, DateOnly On) : OrganisationFact(On);

/// <summary>A relation learned later touches acts already done. Clause 四(三), R50.</summary>
/// <param name="Path">The organisations from the body up to the working body, both included.</param>
/// <param name="Calls">The calls (category and cycle) in which the body acted on a day of dependence.</param>
public sealed record IndependenceIncidentRaised(
    string Organisation,
    IReadOnlyList<string> Path,
    IReadOnlyList<string> Calls,
    string Relation,
    DateOnly On) : OrganisationFact(On);

/// <summary>A fee was taken from an enterprise for evaluation. Clause 四(三), R45, P1: blocks publication by the body.</summary>
/// <param name="Complaint">That brought it to light; null where none did.</param>
public sealed record FeeRecorded(
    string Organisation,
    string Call,
    string Enterprise,
    string Facts,
    IReadOnlyList<string> Evidence,
    DateOnly On,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? NotDeposited = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Complaint = null)
        : OrganisationFact(On), INamesEvidence;

/// <param name="LastDay">Last day without new selections, inclusive (Q36).</param>
/// <param name="Complaint">That it follows from; null where it follows from none.</param>
public sealed record BodyDisqualified(
    string Organisation,
    string Ground,
    string Facts,
    DateOnly LastDay,
    DateOnly On,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Complaint = null) : OrganisationFact(On);

/// <summary>Stream: one, <see cref="Streams.Organisations"/>.</summary>
public sealed record OrganisationRegister : IState<OrganisationRegister>
{
    public static OrganisationRegister Initial { get; } = new();

    public ImmutableDictionary<string, OrganisationRegistered> Organisations { get; private init; } =
        ImmutableDictionary<string, OrganisationRegistered>.Empty;
    public ImmutableList<WorkingBodyDesignated> WorkingBodies { get; private init; } = [];
    public ImmutableDictionary<string, RelationDeclared> Relations { get; private init; } =
        ImmutableDictionary<string, RelationDeclared>.Empty;

    /// <summary>Every relation as it was declared, for telling whether a request is a repetition.</summary>
    public ImmutableDictionary<string, RelationDeclared> Declared { get; private init; } =
        ImmutableDictionary<string, RelationDeclared>.Empty;

    public ImmutableList<ConflictDeclared> Conflicts { get; private init; } = [];
    public ImmutableList<BodyEngaged> Engagements { get; private init; } = [];
    public ImmutableHashSet<(string Call, string Organisation)> EndedCalls { get; private init; } = [];

    /// <summary>The day on which a body's latest engagement in a call ended.</summary>
    public ImmutableDictionary<(string Call, string Organisation), DateOnly> EngagementEnds { get; private init; } =
        ImmutableDictionary<(string Call, string Organisation), DateOnly>.Empty;

    public ImmutableList<IndependenceIncidentRaised> Incidents { get; private init; } = [];
    public ImmutableList<FeeRecorded> Fees { get; private init; } = [];
    public ImmutableList<BodyDisqualified> Disqualifications { get; private init; } = [];
    public DateOnly? LastActOn { get; private init; }

    public static OrganisationRegister Evolve(OrganisationRegister s, Fact fact)
    {
        s = s with { LastActOn = Days.Later(fact.On, s.LastActOn) };
        return fact switch
        {
            OrganisationRegistered e => s with { Organisations = s.Organisations.SetItem(e.Organisation, e) },
            WorkingBodyDesignated e => s with { WorkingBodies = s.WorkingBodies.Add(e) },
            RelationDeclared e => s with { Relations = s.Relations.SetItem(e.Relation, e), Declared = s.Declared.SetItem(e.Relation, e) },
            RelationEnded e => s with { Relations = s.Relations.SetItem(e.Relation, s.Relations[e.Relation] with { To = e.LastDay }) },
            ConflictDeclared e => s with { Conflicts = s.Conflicts.Add(e) },
            BodyEngaged e => s with { Engagements = s.Engagements.Add(e), EndedCalls = s.EndedCalls.Remove((e.Call, e.Organisation)) },
            EngagementEnded e => s with
            {
                EndedCalls = s.EndedCalls.Add((e.Call, e.Organisation)),
                EngagementEnds = s.EngagementEnds.SetItem((e.Call, e.Organisation), e.On),
            },
            IndependenceIncidentRaised e => s with { Incidents = s.Incidents.Add(e) },
            FeeRecorded e => s with { Fees = s.Fees.Add(e) },
            BodyDisqualified e => s with { Disqualifications = s.Disqualifications.Add(e) },
            _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {Streams.Organisations}"),
        };
    }

    public bool HasRegulator => Organisations.Values.Any(o => o.Kinds.Contains(OrganisationKind.Regulator));

    public string? WorkingBodyOn(DateOnly day) => WorkingBodies.LastOrDefault(w => w.On <= day)?.Organisation;

    public bool IsDisqualifiedOn(string organisation, DateOnly day) => DisqualificationOn(organisation, day) is not null;

    /// <summary>Of several that cover the day the one that lasts longest.</summary>
    public BodyDisqualified? DisqualificationOn(string organisation, DateOnly day) =>
        Disqualifications.Where(d => d.Organisation == organisation && d.On <= day && day <= d.LastDay).MaxBy(d => d.LastDay);

    public bool HasConflictWith(string organisation, string enterprise, DateOnly day) =>
        Conflicts.Any(c =>
            c.Organisation == organisation && c.Enterprise == enterprise && c.From <= day && (c.To is not { } to || day <= to))
        || Organisations.GetValueOrDefault(organisation)?.CreditCode == enterprise;
}

public static class OrganisationLedger
{
    public static OrganisationRegister Organisations(this ILedger ledger) => ledger.Read<OrganisationRegister>(Streams.Organisations);
}
