using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>Where regions have to name a provincial-level division. Q66.</summary>
internal static class KnownRegions
{
    /// <summary>Why the text cannot stand for a region; what was recorded before the rule set stands. Refuses: no-such-region.</summary>
    public static Refusal? RegionRefusal(this ILedger ledger, string region, Act act, string clause) =>
        !ledger.Rules(act.On).RegionsRead || Regions.Read(region) is not null ? null : new(
            "no-such-region",
            clause,
            $"'{region}' names no province, autonomous region or municipality{Nearest.Hint(region, Regions.Names)}. Write 广东 or "
                + "Guangdong, and the city behind it.");
}
