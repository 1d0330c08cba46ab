using System.Collections.Immutable;
using Leader.Domain.Values;

namespace Leader.Domain.Record;

/// <summary>What professional bodies offer (R103), and what the national quality infrastructure consists of (R104).</summary>
public enum ServiceKind
{
    /// <summary>标准研制.</summary>
    Drafting,

    /// <summary>验证: whether a standard does what it says.</summary>
    Verification,

    /// <summary>符合性评价.</summary>
    ConformityAssessment,

    /// <summary>培训.</summary>
    Training,

    /// <summary>标准信息.</summary>
    Information,

    /// <summary>计量.</summary>
    Metrology,

    /// <summary>检验检测.</summary>
    Testing,

    /// <summary>认可.</summary>
    Accreditation,
}

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

/// <param name="Service"><c>{body}.{number}</c>.</param>
public abstract record ServiceFact(string Service, string Body, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.Services(Body);
}

/// <summary>R103, A21: a professional body offers a service, from this day on.</summary>
/// <param name="Categories">For enterprises of these categories only; empty for those of all.</param>
/// <param name="Contact">An https address.</param>
/// <param name="Fee">What it costs; null where it is free of charge.</param>
public sealed record ServiceOffered(
    string Service,
    string Body,
    ServiceKind Kind,
    string Name,
    string Description,
    Region Region,
    IReadOnlyList<string> Categories,
    string Contact,
    string? Fee,
    DateOnly On) : ServiceFact(Service, Body, On);

/// <summary>The body ends its offer.</summary>
/// <param name="LastDay">Its last day, inclusive.</param>
public sealed record ServiceEnded(string Service, string Body, DateOnly LastDay, string Reason, DateOnly On)
    : ServiceFact(Service, Body, On);

public sealed record OfferedService(ServiceOffered Offer, ServiceEnded? End)
{
    public bool IsOfferedOn(DateOnly day) => Offer.On <= day && !(End?.LastDay < day);
}

/// <summary>Stream: one per body, so that whether it may evaluate is read at once.</summary>
public sealed record ServicesOfBody : IState<ServicesOfBody>
{
    public static ServicesOfBody Initial { get; } = new();

    /// <summary>In the order of their numbers.</summary>
    public ImmutableList<OfferedService> All { get; private init; } = [];

    public DateOnly? LastActOn { get; private init; }

    public OfferedService? Of(string service) => All.Find(s => s.Offer.Service == service);

    public static ServicesOfBody Evolve(ServicesOfBody s, Fact fact)
    {
        s = s with { LastActOn = Days.Later(fact.On, s.LastActOn) };
        return fact switch
        {
            ServiceOffered e => s with { All = s.All.Add(new(e, null)) },
            ServiceEnded e => s with { All = s.All.ConvertAll(o => o.Offer.Service == e.Service ? o with { End = e } : o) },
            _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
        };
    }
}

public static class ServiceLedger
{
    public static ServicesOfBody Services(this ILedger ledger, string body) => ledger.Read<ServicesOfBody>(Streams.Services(body));
}
