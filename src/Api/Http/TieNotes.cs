using System.Text.Json;
using Leader.Domain.Rules;

namespace Leader.Api.Http;

/// <summary>How a tie at the cut-off was settled, in Chinese: the list records it in English.</summary>
internal static class TieNotes
{
    /// <param name="note">As recorded.</param>
    /// <returns>Null of what is no such note.</returns>
    public static string? Read(string note)
    {
        if (Tie.Read(note) is not { } tie) return null;
        var tied = $"第 {tie.Place} 名有 {tie.Tied} 项并列，而名额 {tie.Number} 中只余 {tie.Room}；";
        if (tie.Cap is { } cap) return $"{tied}全部入围，名单不超过上限 {cap}。";
        var rule = tie.By.Count > 0
            ? $"按“{string.Join("”“", tie.By.Select(b => InWords($"{b}")))}”"
            : "方案没有并列时的规则，";
        if (tie.Reduced is not { } reduced) return $"{tied}{rule}确定其中 {tie.Enter} 项入围。";
        return $"{tied}{rule}{(tie.By.Count > 0 ? "仍不能区分，" : "")}其中 {tie.Enter} 项入围，名额减为 {reduced}。";
    }

    private static string InWords(string rule) => Labels.Value("TieBreaker", JsonNamingPolicy.CamelCase.ConvertName(rule)).Zh;
}
