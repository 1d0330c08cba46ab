namespace Leader.Domain.Record;

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

/// <summary>
/// The name and contact behind the reference were erased for good. Facts that hold the reference stay as they are; from now on
/// it leads nowhere.
/// </summary>
/// <param name="Reference">Opaque, as other facts hold it.</param>
public sealed record PersonalDataErased(string Reference, string Basis, string Reason, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.Person(Reference);
}

/// <summary>
/// Stream: one per reference to a person whose data was erased. Who the person is stands beside the log, sealed, until then (Q48).
/// </summary>
public sealed record Person : IState<Person>
{
    public static Person Initial { get; } = new();

    public PersonalDataErased? Erased { get; private init; }

    public static Person Evolve(Person s, Fact fact) => fact switch
    {
        PersonalDataErased e => s with { Erased = e },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
    };
}

public static class PersonLedger
{
    public static Person Person(this ILedger ledger, string reference) => ledger.Read<Person>(Streams.Person(reference));
}
