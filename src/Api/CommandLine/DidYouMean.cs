namespace Leader.Api.CommandLine;

/// <summary>What was perhaps meant by a word that does not exist.</summary>
internal static class DidYouMean
{
    /// <returns><c> Did you mean 'audit'?</c>, or nothing where no word is near.</returns>
    public static string To(string word, IEnumerable<string> known) =>
        Domain.Values.Nearest.To(word, known) is { } nearest ? $" Did you mean '{nearest}'?" : "";
}
