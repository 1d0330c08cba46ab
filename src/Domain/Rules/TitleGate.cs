using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>What rests on a title rests on one that is held. Clause 四(六), Q23, end states.</summary>
public static class TitleGate
{
    /// <summary>Refuses: title-not-held.</summary>
    /// <param name="clause">Of what is asked.</param>
    public static Refusal? NotHeld(Title title, DateOnly day, string clause) =>
        title.IsHeldOn(day) ? null
            : new("title-not-held", clause, $"Title {title.Id} is not held on {day:yyyy-MM-dd}: it is {title.StateOn(day)}.");
}
