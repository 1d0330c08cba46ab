namespace Leader.Api.CommandLine;

/// <summary>What was perhaps meant by a word that does not exist.</summary>
internal static class Nearest
{
    /// <returns>
    /// <c> Did you mean 'audit'?</c>, or nothing where no word is near: at most two letters, in long words a third of them, are wrong,
    /// missing or too many.
    /// </returns>
    public static string To(string word, IReadOnlyCollection<string> known)
    {
        var nearest = known.MinBy(k => Distance(word, k));
        return nearest is not null && Distance(word, nearest) <= Math.Max(2, nearest.TrimStart('-').Length / 3)
            ? $" Did you mean '{nearest}'?" : "";
    }

    /// <summary>Letters to be put in, taken out or replaced (Levenshtein); capitals are the same as small letters.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var (diagonal, _) = (row[0], row[0] = i);
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                (diagonal, row[j]) = (row[j], Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1])));
            }
        }
        return row[^1];
    }
}
