namespace Leader.Domain.Values;

/// <summary>What a misspelt word was probably meant to be.</summary>
public static class Nearest
{
    /// <summary>
    /// The known word that takes the fewest changes, whatever the case; null where none is near: then it was no slip of the pen.
    /// </summary>
    public static string? To(string typed, IEnumerable<string> known) => Of(typed, known, length => Math.Max(1, length / 3));

    /// <summary>The known word of which it is a slip of the pen beyond doubt: one change in five characters, two at most.</summary>
    public static string? SlipOf(string typed, IEnumerable<string> known) => Of(typed, known, length => Math.Min(2, length / 5));

    private static string? Of(string typed, IEnumerable<string> known, Func<int, int> most)
    {
        var text = Typed.Fold(typed).Trim();
        if (text.Length is 0 or > 100) return null;
        var best = known.Select(k => (Word: k, Changes: Changes(text, Typed.Fold(k)))).OrderBy(k => k.Changes)
            .ThenBy(k => k.Word, StringComparer.Ordinal).FirstOrDefault();
        return best.Word is not null && best.Changes <= most(text.Length) ? best.Word : null;
    }

    /// <summary>A sentence for a refusal: <c>; the nearest is 'status'</c>, or nothing.</summary>
    public static string Hint(string typed, IEnumerable<string> known) => To(typed, known) is { } near ? $"; the nearest is '{near}'" : "";

    /// <summary>Characters put in, taken out, replaced, or swapped with their neighbour.</summary>
    private static int Changes(string one, string other)
    {
        var (before, last, row) = (new int[other.Length + 1], Enumerable.Range(0, other.Length + 1).ToArray(), new int[other.Length + 1]);
        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }
            (before, last, row) = (last, row, before);
        }
        return last[other.Length];
    }
}
