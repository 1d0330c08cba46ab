using System.Globalization;
using System.Text.RegularExpressions;

namespace Leader.Domain.Identifiers;

public enum StandardKind
{
    /// <summary>GB.</summary>
    MandatoryNational,

    /// <summary>GB/T.</summary>
    RecommendedNational,

    /// <summary>GB/Z.</summary>
    GuidanceNational,

    /// <summary>Two letters of the industry: QB, JB/T …</summary>
    Industry,

    /// <summary>DB and the division code of the place: DB31/T.</summary>
    Local,

    /// <summary>T/ and the code of the association.</summary>
    Group,

    /// <summary>Q/ and a body that the enterprise makes up.</summary>
    Enterprise,
}

/// <summary>The number of a standard. Two are equal when their normalised numbers are; of enterprise standards they are unique per enterprise only.</summary>
/// <param name="Raw">As it was written.</param>
/// <param name="Normalised">
/// Capitals, half-width, one kind of dash, single spaces, the year in four digits. It holds only A–Z, 0–9, full stop, slash, space,
/// hyphen and, in the body of enterprise standards, Han characters.
/// </param>
/// <param name="Year">The year of the edition; part of the identity.</param>
/// <remarks>Letters of other scripts are not taken: a Cyrillic А would make a second number that reads the same.</remarks>
public sealed partial record StandardNumber(string Raw, string Normalised, StandardKind Kind, int Year)
{
    /// <summary>Characters of the normalised number, at most.</summary>
    public const int MaxLength = 100;

    /// <summary>For addresses and ids: the slash becomes ~ and the space _, which occur in no number; so no two numbers share a slug.</summary>
    public string Slug => Normalised.Replace('/', '~').Replace(' ', '_');

    /// <summary>Two enterprises may use the same number; the declaration's id holds both.</summary>
    public static string DeclarationId(string creditCode, StandardNumber number) => $"{creditCode}.{number.Slug}";

    /// <summary>Null when the text is not the number of a standard with its year.</summary>
    public static StandardNumber? Parse(string? raw)
    {
        if (raw is null or { Length: > 4 * MaxLength }) return null;
        var text = Spaces().Replace(Dashes().Replace(Typed.Fold(raw), "-"), " ").Trim();
        text = AroundMarks().Replace(text, "$1");
        var number =
            Match(National(), text) is { } gb ? Of(raw, gb, KindOfNational(gb["form"].Value))
            : Match(Local(), text) is { } db ? Of(raw, db, StandardKind.Local)
            : Match(Industry(), text) is { } industry ? Of(raw, industry, StandardKind.Industry)
            : Match(Group(), text) is { } group ? Of(raw, group, StandardKind.Group)
            : Match(Enterprise(), text) is { } own ? OfEnterprise(raw, own)
            : null;
        return number?.Normalised.Length <= MaxLength ? number : null;
    }

    public bool Equals(StandardNumber? other) => other is not null && Normalised == other.Normalised;
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Normalised);
    public override string ToString() => Normalised;

    private static StandardKind KindOfNational(string form) => form switch
    {
        "T" => StandardKind.RecommendedNational,
        "Z" => StandardKind.GuidanceNational,
        _ => StandardKind.MandatoryNational,
    };

    private static StandardNumber? Of(string raw, GroupCollection parts, StandardKind kind) =>
        ReadYear(parts["year"].Value) is { } year
            ? new(raw, $"{parts["prefix"].Value} {parts["number"].Value}-{parts["year"].Value}", kind, year) : null;

    private static StandardNumber? OfEnterprise(string raw, GroupCollection parts) =>
        ReadYear(parts["year"].Value) is { } year
            ? new(raw, string.Create(CultureInfo.InvariantCulture, $"Q/{parts["body"].Value}-{year}"), StandardKind.Enterprise, year) : null;

    /// <summary>1950 to 2099. Two digits are of the 1900s, from 50 on; 2000 and later was always written in full.</summary>
    private static int? ReadYear(string digits)
    {
        var year = int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) + (digits.Length == 2 ? 1900 : 0);
        return year is >= 1950 and <= 2099 ? year : null;
    }

    private static GroupCollection? Match(Regex form, string text) => form.Match(text) is { Success: true } match ? match.Groups : null;

    // hyphen-minus, U+2010–2015, minus sign, small and box-drawing dashes; a full-width hyphen was folded; —— is one dash in Chinese text
    [GeneratedRegex(@"\s*(?:[-\u2010-\u2015\u2212\uFE58\uFE63\u2500]\s*)+", RegexOptions.CultureInvariant)]
    private static partial Regex Dashes();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();

    [GeneratedRegex(@" ?([/.]) ?", RegexOptions.CultureInvariant)]
    private static partial Regex AroundMarks();

    [GeneratedRegex(@"^(?<prefix>GB(?:/(?<form>[TZ]))?) ?(?<number>[0-9]+(?:\.[0-9]+)*)-(?<year>[0-9]{4})\z", RegexOptions.CultureInvariant)]
    private static partial Regex National();

    // the space is needed where nothing else parts the division code from the number
    [GeneratedRegex(@"^(?<prefix>DB(?:[0-9]{4}|[0-9]{2})(?:/T(?= ?[0-9])|(?= ))) ?(?<number>[0-9]+(?:\.[0-9]+)*)-(?<year>[0-9]{4})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Local();

    [GeneratedRegex(@"^(?<prefix>(?!GB|DB)[A-Z]{2}(?:/[TZ])?) ?(?<number>[0-9]+(?:\.[0-9]+)*)-(?<year>[0-9]{4})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Industry();

    [GeneratedRegex(@"^(?<prefix>T/[A-Z0-9]*[A-Z]) ?(?<number>[0-9]+(?:\.[0-9]+)*)-(?<year>[0-9]{4})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Group();

    private const string Letter = @"A-Z0-9\u3400-\u4DBF\u4E00-\u9FFF";

    [GeneratedRegex($@"^Q/(?<body>[{Letter}](?:[{Letter}./ -]*[{Letter}])?)-(?<year>[0-9]{{4}}|[0-9]{{2}})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Enterprise();
}
