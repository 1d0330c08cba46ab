using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>Barred or not: told here, and asked here by every rule and every answer. Clause 四(六), R73–R77, Q29–Q31, Q33, Q51.</summary>
public static class Bans
{
    public static bool Bars(this IBan ban, DateOnly day) => ban.BarsWithin(day, day);

    /// <summary>On any day from <paramref name="first"/> to <paramref name="last"/>, both inclusive (Q51).</summary>
    public static bool BarsWithin(this IBan ban, DateOnly first, DateOnly last) => !ban.Void && ban.From <= last && first <= ban.LastDay;

    /// <summary>The ban that covers the day, of several the one that lasts longest (Q31); null where none does.</summary>
    public static T? On<T>(this IEnumerable<T> bans, DateOnly day) where T : class, IBan => bans.Within(day, day);

    /// <summary>
    /// Of those that cover any day from <paramref name="first"/> to <paramref name="last"/>, both inclusive, the one that lasts longest.
    /// </summary>
    public static T? Within<T>(this IEnumerable<T> bans, DateOnly first, DateOnly last) where T : class, IBan =>
        bans.Where(b => b.BarsWithin(first, last)).MaxBy(b => b.LastDay);

    /// <summary>From rankings, leader evaluation and benefits. Bans run side by side (Q31).</summary>
    public static bool IsBarredOn(this Enterprise enterprise, DateOnly day) => enterprise.Bans.On(day) is not null;

    public static BanEntry? BanOn(this Enterprise enterprise, DateOnly day) => enterprise.Bans.On(day);

    /// <inheritdoc cref="Within{T}"/>
    public static BanEntry? BanWithin(this Enterprise enterprise, DateOnly first, DateOnly last) => enterprise.Bans.Within(first, last);
}
