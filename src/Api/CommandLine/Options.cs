namespace Leader.Api.CommandLine;

/// <summary>The options of a command: <c>--name value</c>, words, and <c>--json</c>.</summary>
internal static class Options
{
    /// <param name="known">Options that take a value; each may be given several times.</param>
    public static bool TryRead(string[] args, string[] known, out Dictionary<string, List<string>> options, out string[] words, out bool json)
    {
        var (found, rest) = (new Dictionary<string, List<string>>(), new List<string>());
        (options, words, json) = (found, [], args.Contains("--json"));
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--json") continue;
            if (!args[i].StartsWith("--", StringComparison.Ordinal)) { rest.Add(args[i]); continue; }
            if (!known.Contains(args[i]) || i + 1 == args.Length) return false;
            if (!found.TryGetValue(args[i], out var values)) found[args[i]] = values = [];
            values.Add(args[++i]);
        }
        words = [.. rest];
        return true;
    }

    public static int Wrong(string usage)
    {
        Console.Error.WriteLine(usage);
        return 2;
    }
}
