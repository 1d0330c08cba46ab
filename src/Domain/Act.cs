namespace Leader.Domain;

/// <summary>The circumstances of a request.</summary>
/// <param name="On">The day of the act in Beijing; today, or an earlier day where an act was done elsewhere and is entered late
/// (Q54).</param>
/// <param name="At">The instant of entry, from the host's clock.</param>
/// <param name="By">Who acts.</param>
/// <param name="Late">How an act of an earlier day became known, and what shows it; null for an act of today.</param>
public sealed record Act(DateOnly On, DateTimeOffset At, Actor By, LateEntry? Late = null)
{
    /// <summary>By which keys the request is signed, as was verified; none where it is not.</summary>
    public IReadOnlyList<ActSignature> Signatures { get; init; } = [];

    /// <summary>The day of entry in Beijing.</summary>
    public DateOnly Today => Beijing.Day(At);
}

/// <summary>A signature of a request that holds by its key.</summary>
/// <param name="Key">Its thumbprint.</param>
/// <param name="Created">When it was signed, as the signature says.</param>
public sealed record ActSignature(string Key, DateTimeOffset Created);

/// <summary>How an act of an earlier day was made known or came in, and what shows it. Q54.</summary>
/// <param name="Channel">Where it was announced, or how it was received: a web address, a gazette, a letter with its number. Kept for ever:
/// no person's name.</param>
/// <param name="Evidence">SHA-256 digests, lower-case hex; at least one, deposited by who enters the act.</param>
public sealed record LateEntry(string Channel, IReadOnlyList<string> Evidence);

/// <param name="Subject">The id of the organisation, enterprise, person or process that acts: a body's id, a credit code, an opaque
/// reference.</param>
public sealed record Actor(string Subject, Role Role)
{
    public static readonly Actor System = new("leader", Role.System);
    public bool Is(Role role, string? subject = null) => Role == role && (subject is null || Subject == subject);
}

/// <summary>A2–A22: who may do what. Public is anyone without a token.</summary>
public enum Role
{
    Public,
    Enterprise,
    EvaluationBody,
    WorkingBody,
    Expert,
    Regulator,
    Department,
    LocalAuthority,
    Supervisor,
    TestingBody,
    ResultUser,
    Registrar,

    /// <summary>Offers services of standardisation, and trains.</summary>
    ProfessionalBody,
    System,
}

/// <summary>All days are days in Beijing: UTC+8, no daylight saving since 1991.</summary>
public static class Beijing
{
    public static readonly TimeSpan Offset = TimeSpan.FromHours(8);
    public static DateOnly Day(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);

    /// <summary>00:00 of the day in Beijing: the first instant that belongs to it.</summary>
    public static DateTimeOffset Start(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), Offset);
}
