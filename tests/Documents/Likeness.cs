using System.Text.RegularExpressions;

namespace Leader.Documents;

/// <summary>
/// Whether an output is the one that a page shows. In a page, "…" stands for anything within a line, and on a line of its own for any
/// lines; a line that is indented may go on with the line before it; what is measured (15.3 s, 1,764 facts/s, 00:00:03) is not compared.
/// </summary>
public static partial class Likeness
{
    private enum Kind { Word, Measured, Anything, AnyLines, Layout }

    private readonly record struct Token(Kind Kind, string Text);

    public static bool Is(string shown, string came) => Write(shown, came) == shown;

    /// <summary>
    /// What the page should show: what came, with the page's "…", layout and measurements where they still fit; all of it, where less than
    /// half of the page's words came.
    /// </summary>
    public static string Write(string shown, string came)
    {
        var (page, output) = (Tokens(shown, ofPage: true), Tokens(came, ofPage: false));
        var cost = Costs(page, output);
        var (written, lost) = (new System.Text.StringBuilder(), 0);
        for (var (i, j) = (0, 0); i < page.Count || j < output.Count;)
        {
            if (i < page.Count && j < output.Count && Same(page[i], output[j]) && cost[i, j] == cost[i + 1, j + 1])
            {
                written.Append(page[i++].Text);
                j++;
            }
            else if (i < page.Count && j < output.Count && Absorbs(page[i], output[j]) && cost[i, j] == cost[i, j + 1])
            {
                j++;
            }
            else if (i < page.Count && Free(page[i], output, j) && cost[i, j] == cost[i + 1, j])
            {
                written.Append(page[i++].Text);
            }
            else if (i < page.Count && cost[i, j] == cost[i + 1, j] + Lost)
            {
                (i, lost) = (i + 1, lost + 1);
            }
            else
            {
                written.Append(output[j++].Text);
            }
        }
        return lost * 2 > page.Count(t => t.Kind is Kind.Word or Kind.Measured) ? came : written.ToString()[..^1];
    }

    /// <summary>A word of the page that did not come; one that is new counts 1. Rather a new word than less of the page.</summary>
    private const int Lost = 2;

    /// <summary>By place in page and output: how much of what follows differs.</summary>
    private static int[,] Costs(List<Token> page, List<Token> output)
    {
        var cost = new int[page.Count + 1, output.Count + 1];
        for (var i = page.Count; i >= 0; i--)
        {
            for (var j = output.Count; j >= 0; j--)
            {
                if (i == page.Count && j == output.Count) continue;
                var least = int.MaxValue;
                if (i < page.Count && j < output.Count && Same(page[i], output[j])) least = cost[i + 1, j + 1];
                if (i < page.Count && j < output.Count && Absorbs(page[i], output[j])) least = Math.Min(least, cost[i, j + 1]);
                if (i < page.Count) least = Math.Min(least, cost[i + 1, j] + (Free(page[i], output, j) ? 0 : Lost));
                if (j < output.Count) least = Math.Min(least, cost[i, j + 1] + 1);
                cost[i, j] = least;
            }
        }
        return cost;
    }

    private static bool Same(Token page, Token output) =>
        page.Kind is Kind.Word or Kind.Layout && page.Text == output.Text
        || page.Kind == Kind.Layout && page.Text[0] == ' ' && output.Text[0] == ' '
        || page.Kind == Kind.Measured && output.Kind == Kind.Measured;

    private static bool Absorbs(Token page, Token output) =>
        page.Kind == Kind.AnyLines || page.Kind == Kind.Anything && output.Text != "\n";

    /// <summary>May stand in the page with nothing in the output, or nothing more.</summary>
    private static bool Free(Token page, List<Token> output, int at) => page.Kind is Kind.Anything or Kind.Layout
        || page.Kind == Kind.AnyLines && (at == 0 || at == output.Count || output[at - 1].Text == "\n");

    private static List<Token> Tokens(string text, bool ofPage)
    {
        var tokens = new List<Token>();
        foreach (var line in text.Split('\n'))
        {
            if (ofPage && line.Trim() == "…")
            {
                tokens.Add(new(Kind.AnyLines, line + "\n"));
                continue;
            }
            var indented = ofPage && tokens.Count > 0 && line.StartsWith("  ", StringComparison.Ordinal);
            if (indented && tokens[^1].Text == "\n") tokens[^1] = new(Kind.Layout, "\n");
            tokens.AddRange(Part().Matches(line).Select(m => new Token(
                ofPage && m.Value == "…" ? Kind.Anything
                : m.Groups["measured"].Success ? Kind.Measured
                : indented && m.Index == 0 ? Kind.Layout
                : Kind.Word, m.Value)));
            tokens.Add(new(Kind.Word, "\n"));
        }
        return tokens;
    }

    [GeneratedRegex(@"(?<measured>\d[\d.,]*(?= ?(s|ms|[a-z]+/s)\b)|(?<!T)\b\d\d:\d\d:\d\d\b)|\w+| +|.")]
    private static partial Regex Part();
}
