using System.Text.Json;
using System.Text.RegularExpressions;

namespace Leader.Api.Why;

/// <summary>How a tie at the cut-off was settled, in Chinese: the list records it in English (<c>LeaderSelection</c>, Q20).</summary>
internal static partial class TieNotes
{
    /// <param name="note">As recorded; what is no such note stays as it is.</param>
    public static string InChinese(string note)
    {
        if (Note().Match(note) is not { Success: true } said) return note;
        var tied = $"第 {said.Groups["place"]} 名有 {said.Groups["tied"]} 项并列，而名额 {said.Groups["number"]} 中只余 {said.Groups["room"]}；";
        if (said.Groups["cap"].Success) return tied + $"全部入围，名单不超过上限 {said.Groups["cap"]}。";
        var rule = said.Groups["by"] is { Success: true } by
            ? "按“" + string.Join("”“", by.Value.Split(", then ").Select(InWords)) + "”"
            : "方案没有并列时的规则，";
        if (!said.Groups["reduced"].Success) return tied + $"{rule}确定其中 {said.Groups["enter"]} 项入围。";
        var stays = said.Groups["by"].Success ? "仍不能区分，" : "";
        return tied + $"{rule}{stays}其中 {said.Groups["inside"]} 项入围，名额减为 {said.Groups["reduced"]}。";
    }

    private static string InWords(string rule) => Http.Labels.Value("TieBreaker", JsonNamingPolicy.CamelCase.ConvertName(rule)).Zh;

    [GeneratedRegex("""
        ^(?<tied>\d+)\ share\ place\ (?<place>\d+)\ and\ (?<room>\d+)\ of\ (?<number>\d+)\ places\ are\ left;\ (?:
        all\ enter,\ as\ the\ list\ stays\ within\ the\ cap\ of\ (?<cap>\d+)
        |(?<enter>\d+)\ enter\ (?:the\ plan\ has\ no\ tie-breaker|by\ (?<by>[\w, ]+))
        |(?:the\ plan\ has\ no\ tie-breaker|by\ (?<by>[\w, ]+?)\ the\ tie\ stays):\ (?<inside>\d+)\ of\ them\ enter,\ and
            \ the\ number\ is\ reduced\ to\ (?<reduced>\d+)
        )\.$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Note();
}
