using System.Globalization;
using System.Text.RegularExpressions;
using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>
/// How a tie at the cut-off was settled (Q20). Facts keep it as one sentence, which is written here, and read again here alone.
/// </summary>
/// <param name="Tied">Entries that share the place.</param>
/// <param name="Room">Places that were left.</param>
/// <param name="Number">Places in all.</param>
/// <param name="Cap">That the list stays within, where all enter; null where they do not.</param>
/// <param name="By">The tie-breakers of the plan, in their order.</param>
/// <param name="Enter">How many of the tied enter.</param>
/// <param name="Reduced">What the number is reduced to, where the tie stays; null where it does not.</param>
public sealed partial record Tie(
    int Tied,
    int Place,
    int Room,
    int Number,
    long? Cap,
    IReadOnlyList<TieBreaker> By,
    int Enter,
    int? Reduced)
{
    private const string Then = ", then ";

    /// <summary>As it is recorded.</summary>
    public string Written
    {
        get
        {
            var rule = By.Count == 0 ? "the plan has no tie-breaker" : $"by {string.Join(Then, By)}";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Tied} share place {Place} and {Room} of {Number} places are left; ") + (Cap, Reduced) switch
                {
                    ({ } cap, _) => string.Create(CultureInfo.InvariantCulture, $"all enter, as the list stays within the cap of {cap}."),
                    (_, { } reduced) => string.Create(
                        CultureInfo.InvariantCulture,
                        $"{rule}{(By.Count == 0 ? "" : " the tie stays")}: {Enter} of them enter, and the number is reduced to {reduced}."),
                    _ => string.Create(CultureInfo.InvariantCulture, $"{Enter} enter {rule}."),
                };
        }
    }

    /// <summary>Null where the sentence is none of these.</summary>
    public static Tie? Read(string written)
    {
        if (Sentence().Match(written) is not { Success: true } said) return null;
        var by = new List<TieBreaker>();
        foreach (var name in said.Groups["by"].Value.Split(Then, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Enum.TryParse<TieBreaker>(name, out var one)) return null;
            by.Add(one);
        }
        var tied = Number("tied")!.Value;
        return new(tied, Number("place")!.Value, Number("room")!.Value, Number("number")!.Value, Number("cap"), by,
            Number("enter") ?? tied, Number("reduced"));

        int? Number(string name) =>
            said.Groups[name] is { Success: true } group ? int.Parse(group.Value, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex("""
        ^(?<tied>[0-9]{1,9})\ share\ place\ (?<place>[0-9]{1,9})\ and\ (?<room>[0-9]{1,9})
            \ of\ (?<number>[0-9]{1,9})\ places\ are\ left;\ (?:
        all\ enter,\ as\ the\ list\ stays\ within\ the\ cap\ of\ (?<cap>[0-9]{1,9})
        |(?<enter>[0-9]{1,9})\ enter\ (?:the\ plan\ has\ no\ tie-breaker|by\ (?<by>[\w, ]+))
        |(?:the\ plan\ has\ no\ tie-breaker|by\ (?<by>[\w, ]+?)\ the\ tie\ stays):\ (?<enter>[0-9]{1,9})\ of\ them\ enter,\ and
            \ the\ number\ is\ reduced\ to\ (?<reduced>[0-9]{1,9})
        )\.$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Sentence();
}
