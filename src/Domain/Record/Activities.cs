using Leader.Domain.Values;

namespace Leader.Domain.Record;

/// <summary>Training, and what the programme is part of by the policy (R105).</summary>
public enum ActivityKind
{
    /// <summary>标准化培训 (R108).</summary>
    Training,

    /// <summary>质量月.</summary>
    QualityMonth,

    /// <summary>科技活动周.</summary>
    ScienceAndTechnologyWeek,

    /// <summary>世界标准日.</summary>
    WorldStandardsDay,

    /// <summary>节能宣传周.</summary>
    EnergySavingWeek,

    /// <summary>环境日.</summary>
    EnvironmentDay,

    /// <summary>其他宣传推广 (R106).</summary>
    Publicity,
}

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

public abstract record ActivityFact(string Activity, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.Activity(Activity);
}

/// <summary>R105, R106, R108: somebody trains, or makes the programme known.</summary>
/// <param name="Body">The organiser.</param>
/// <param name="From">First day, inclusive; may be ahead.</param>
/// <param name="To">Last day, inclusive.</param>
/// <param name="Source">An https address that tells of it.</param>
/// <param name="Enterprises">That took part; null where they are not counted, or not yet.</param>
/// <param name="Persons">That took part; null where they are not counted, or not yet.</param>
public sealed record ActivityRecorded(
    string Activity,
    ActivityKind Kind,
    string Body,
    string Name,
    Region Region,
    DateOnly From,
    DateOnly To,
    string Source,
    int? Enterprises,
    int? Persons,
    DateOnly On) : ActivityFact(Activity, On);

/// <summary>R105, R106, R108: what came of an activity that was announced; a later report takes the place of an earlier one.</summary>
/// <param name="Held">False where it was called off.</param>
/// <param name="Reason">Why it was called off.</param>
public sealed record ActivityReported(string Activity, bool Held, int? Enterprises, int? Persons, string? Reason, DateOnly On)
    : ActivityFact(Activity, On);

/// <summary>Stream: one per activity.</summary>
public sealed record Activity : IState<Activity>
{
    public static Activity Initial { get; } = new();
    public ActivityRecorded? Recorded { get; private init; }
    public ActivityReported? Report { get; private init; }
    public DateOnly? LastActOn { get; private init; }

    public static Activity Evolve(Activity s, Fact fact)
    {
        s = s with { LastActOn = Days.Later(fact.On, s.LastActOn) };
        return fact switch
        {
            ActivityRecorded e => s with { Recorded = e },
            ActivityReported e => s with { Report = e },
            _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
        };
    }
}

public static class ActivityLedger
{
    public static Activity Activity(this ILedger ledger, string id) => ledger.Read<Activity>(Streams.Activity(id));
}
