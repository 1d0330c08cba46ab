using System.Text.RegularExpressions;
using CsCheck;
using Leader.Domain.Values;

namespace Leader.Domain.Tests.Identifiers;

/// <summary>Ids and addresses of declarations hold the number: whatever was read once is read as the same for ever.</summary>
public partial class The_identity_of_a_standard_never_moves
{
    [Fact]
    public void The_numbers_of_the_demonstration_have_the_ids_that_they_always_had()
    {
        var numbers = File.ReadLines(Path.Combine(Root, "seeds", "declarations.csv")).Skip(1).Select(l => l.Split(',')[2]).Distinct()
            .ToList();
        numbers.Count.ShouldBeGreaterThan(400);
        foreach (var number in numbers)
        {
            StandardNumber.DeclarationId("91350100M000100Y43", StandardNumber.Parse(number)!).ShouldBe("91350100M000100Y43."
                + number.Replace('/', '~').Replace(' ', '_'));
        }
    }

    [Fact]
    public void Whatever_the_first_grammar_read_is_read_as_the_same()
    {
        var read = 0;
        Typed.Sample(raw =>
        {
            if (Before(raw) is not { } before) return true;
            Interlocked.Increment(ref read);
            return StandardNumber.Parse(raw) is { } now && (now.Normalised, now.Kind) == before;
        }, iter: 50_000);
        read.ShouldBeGreaterThan(3_000);
    }

    private static readonly Gen<string> Typed = Gen.Select(
        OneOf("Q/", "q／", "GB", "GB ", "GB/T ", "GB/Z", "T/", "T/CA", "DB31 ", "DB31/T", "DB3101 ", "QB/T", "JB ", "YY/Z "),
        Gen.Char["AB12 /.-—　ａ海3ST"].Array[0, 7],
        OneOf("-2020", "—2021", " - 1999", "-95", "2020", "-2020/ISO 9001-2015", "/T 1-2020"),
        (prefix, body, year) => prefix + new string(body) + year);

    private static Gen<string> OneOf(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Leader.sln"))) folder = folder.Parent!;
            return folder.FullName;
        }
    }

    /// <summary>The grammar of the register's first days, kept as it was.</summary>
    private static (string, StandardKind)? Before(string raw)
    {
        var text = Fold().Replace(raw, m => m.Value[0] == '\u3000' ? " " : ((char)(m.Value[0] - 0xFEE0)).ToString()).ToUpperInvariant();
        text = Marks().Replace(Regex.Replace(Dashes().Replace(text, "-"), @"\s+", " ").Trim(), "$1");
        foreach (var (form, kind) in Forms)
        {
            if (form.Match(text) is not { Success: true } m) continue;
            var year = int.Parse(m.Groups["y"].Value, System.Globalization.CultureInfo.InvariantCulture)
                + (m.Groups["y"].Length == 2 ? 1900 : 0);
            var normalised = kind == StandardKind.Enterprise
                ? $"Q/{m.Groups["b"].Value}-{year}"
                : $"{m.Groups["p"].Value} {m.Groups["n"].Value}-{year}";
            return year is < 1950 or > 2099 || normalised.Length > 100 ? null : (normalised, kind);
        }
        return null;
    }

    private static readonly (Regex, StandardKind)[] Forms =
    [
        (new(@"^(?<p>GB) ?(?<n>[0-9]+(?:\.[0-9]+)*)-(?<y>[0-9]{4})\z"), StandardKind.MandatoryNational),
        (new(@"^(?<p>GB/T) ?(?<n>[0-9]+(?:\.[0-9]+)*)-(?<y>[0-9]{4})\z"), StandardKind.RecommendedNational),
        (new(@"^(?<p>GB/Z) ?(?<n>[0-9]+(?:\.[0-9]+)*)-(?<y>[0-9]{4})\z"), StandardKind.GuidanceNational),
        (new(@"^(?<p>DB(?:[0-9]{4}|[0-9]{2})(?:/T(?= ?[0-9])|(?= ))) ?(?<n>[0-9]+(?:\.[0-9]+)*)-(?<y>[0-9]{4})\z"), StandardKind.Local),
        (new(@"^(?<p>(?!GB|DB)[A-Z]{2}(?:/[TZ])?) ?(?<n>[0-9]+(?:\.[0-9]+)*)-(?<y>[0-9]{4})\z"), StandardKind.Industry),
        (new(@"^(?<p>T/[A-Z0-9]*[A-Z]) ?(?<n>[0-9]+(?:\.[0-9]+)*)-(?<y>[0-9]{4})\z"), StandardKind.Group),
        (
            new(@"^Q/(?<b>[A-Z0-9\u3400-\u4DBF\u4E00-\u9FFF]"
                + @"(?:[A-Z0-9\u3400-\u4DBF\u4E00-\u9FFF./ -]*[A-Z0-9\u3400-\u4DBF\u4E00-\u9FFF])?)-(?<y>[0-9]{4}|[0-9]{2})\z"),
            StandardKind.Enterprise),
    ];

    [GeneratedRegex(@"[\uFF01-\uFF5E\u3000]")]
    private static partial Regex Fold();

    [GeneratedRegex(@"\s*(?:[-\u2010-\u2015\u2212\uFE58\uFE63\u2500]\s*)+")]
    private static partial Regex Dashes();

    [GeneratedRegex(@" ?([/.]) ?")]
    private static partial Regex Marks();
}
