using System.Globalization;
using System.Text.RegularExpressions;

namespace Leader.Domain.Values;

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

    /// <summary>ISO, IEC, ISO/IEC: an enterprise may carry out an international standard.</summary>
    International,
}

/// <summary>
/// The number of a standard. Two are equal when their normalised numbers are; of enterprise standards they are unique per enterprise only.
/// </summary>
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

    /// <summary>
    /// For addresses and ids: the slash becomes ~ and the space _, which occur in no number; so no two numbers share a slug.
    /// </summary>
    public string Slug => Normalised.Replace('/', '~').Replace(' ', '_');

    /// <summary>The declaration that has the number of an enterprise.</summary>
    public const string DeclarationWritten = $@"{EnterpriseCode.Written}\.[{Letter}.~_:-]+";

    /// <summary>By the expressions that numbers are read by.</summary>
    public static string Written => $"(?:{string.Join('|', new[] { National(), Local(), Industry(), Group(), Enterprise(), International() }
        .Select(form => Parts().Replace(form.ToString(), "(?:")[1..^2]))})";

    /// <summary>Two enterprises may use the same number; the declaration's id holds both.</summary>
    public static string DeclarationId(string creditCode, StandardNumber number) => $"{creditCode}.{number.Slug}";

    /// <summary>The number that a declaration's id was made of; null where it was made of none.</summary>
    public static StandardNumber? OfDeclaration(string declaration) =>
        declaration.IndexOf('.') is >= 0 and var dot ? Parse(declaration[(dot + 1)..].Replace('~', '/').Replace('_', ' ')) : null;

    /// <summary>Null when the text is not the number of a standard with its year.</summary>
    public static StandardNumber? Parse(string? raw) => raw is null or { Length: > 4 * MaxLength } ? null : Read(raw, Folded(raw));

    /// <summary>
    /// What was probably meant, where the text is no number but nearly one: a slash left out (GBT), a year cut short (-05), letters of
    /// another script. Never taken for it. Null where nothing is near.
    /// </summary>
    public static string? Nearest(string? raw)
    {
        if (raw is null or { Length: > 4 * MaxLength } || Parse(raw) is not null) return null;
        var once = Repaired(Folded(raw)).ToList();
        return once.Concat(once.SelectMany(Repaired))
            .Select(text => Read(text, text)?.Normalised)
            .FirstOrDefault(number => number is not null);

        static IEnumerable<string> Repaired(string text) =>
            Repairs.Select(r => r.Wrong.Replace(text, r.Right))
                .Prepend(AroundMarks().Replace(Alike(text), "$1"))
                .Where(repaired => repaired != text);
    }

    private static string Folded(string raw)
    {
        var text = Spaces().Replace(Dashes().Replace(Typed.Fold(raw), "-"), " ").Trim();
        return AroundMarks().Replace(Slashes().Replace(Colons().Replace(text, ":"), "/"), "$1");
    }

    private static StandardNumber? Read(string raw, string text)
    {
        var number =
            Match(National(), text) is { } gb ? Of(raw, gb, KindOfNational(gb["form"].Value))
            : Match(
                Local(),
                text) is { } db ? Of(raw, db, StandardKind.Local, $"DB{db["food"].Value}{db["division"].Value}{db["form"].Value}")
            : Match(Industry(), text) is { } industry ? Of(raw, industry, StandardKind.Industry)
            : Match(Group(), text) is { } group ? OfGroup(raw, group)
            : Match(Enterprise(), text) is { } own ? OfEnterprise(raw, own)
            : Match(International(), text) is { } iso ? OfInternational(raw, iso)
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

    private static StandardNumber? Of(string raw, GroupCollection parts, StandardKind kind, string? prefix = null) =>
        ReadYear(parts["year"].Value) is { } year
            && (!parts["adopted"].Success || Read(raw, parts["adopted"].Value) is { Kind: StandardKind.International })
            ? new(
                raw,
                string.Create(CultureInfo.InvariantCulture, $"{prefix ?? parts["prefix"].Value} {parts["number"].Value}-{year}"),
                kind,
                year) : null;

    /// <summary>Two associations may issue one standard together, each under a number of its own.</summary>
    private static StandardNumber? OfGroup(string raw, GroupCollection parts) =>
        Of(raw, parts, StandardKind.Group) is not { } first ? null
        : !parts["with"].Success ? first
        : Read(
            raw,
            parts["with"].Value) is { Kind: StandardKind.Group } second ? first with
            {
                Normalised = $"{first.Normalised}/"
                + $"{second.Normalised}"
            }
        : null;

    private static StandardNumber? OfInternational(string raw, GroupCollection parts)
    {
        if (ReadYear(parts["year"].Value) is not { } year) return null;
        // as they are printed: ISO/TS 22163, but ISO/IEC TS 27008 and IEC TS 62257
        var document = !parts["document"].Success ? "" : (parts["body"].Value == "ISO" ? "/" : " ") + parts["document"].Value;
        return new(
            raw,
            string.Create(CultureInfo.InvariantCulture, $"{parts["body"].Value}{document} {parts["number"].Value}:{year}"),
            StandardKind.International,
            year);
    }

    private static StandardNumber? OfEnterprise(string raw, GroupCollection parts) =>
        ReadYear(parts["year"].Value) is { } year
            ? new(raw, string.Create(CultureInfo.InvariantCulture, $"Q/{parts["body"].Value}-{year}"), StandardKind.Enterprise, year)
            : null;

    /// <summary>1950 to 2099. Two digits are of the 1900s, from 50 on; 2000 and later was always written in full.</summary>
    private static int? ReadYear(string digits)
    {
        var year = int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) + (digits.Length == 2 ? 1900 : 0);
        return year is >= 1950 and <= 2099 ? year : null;
    }

    [GeneratedRegex(@"\(\?<\w+>")]
    private static partial Regex Parts();

    private static GroupCollection? Match(Regex form, string text) => form.Match(text) is { Success: true } match ? match.Groups : null;

    // hyphen-minus, U+2010–2015, minus sign, small and box-drawing dashes; a full-width hyphen was folded; —— is one dash in Chinese text
    [GeneratedRegex(@"\s*(?:[-\u2010-\u2015\u2212\uFE58\uFE63\u2500]\s*)+", RegexOptions.CultureInvariant)]
    private static partial Regex Dashes();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();

    // division slash (in the file names of the national platform), fraction slash, big solidus; a full-width slash was folded
    [GeneratedRegex(@"[\u2215\u2044\u29F8]", RegexOptions.CultureInvariant)]
    private static partial Regex Slashes();

    [GeneratedRegex(@"\u2236", RegexOptions.CultureInvariant)]
    private static partial Regex Colons();

    [GeneratedRegex(@" ?([/.:]) ?", RegexOptions.CultureInvariant)]
    private static partial Regex AroundMarks();

    private const string Numbered = @"(?<number>[0-9]+[A-Z]?(?:\.[0-9]+[A-Z]?)*)-(?<year>[0-9]{4}|[0-9]{2})";
    private const string Adopting = @"(?:[/ ](?<adopted>(?:ISO|IEC).*))?\z";

    // GBZ: occupational health, of at most three digits, so that GB/Z without its slash is not taken for it
    [GeneratedRegex(
        $@"^(?<prefix>GB(?:Z(?=(?:/T)? ?[0-9]{{1,3}}(?![0-9])))?(?:/(?<form>[TZ]))?) ?{Numbered}{Adopting}",
        RegexOptions.CultureInvariant)]
    private static partial Regex National();

    // a slash or a space is needed where nothing else parts the division code from the number; DBS: food safety
    [GeneratedRegex(
        $@"^DB(?<food>S?) ?(?<division>[0-9]{{4}}|[0-9]{{2}})(?:(?<form>/[TZ])(?= ?[0-9])|/(?=[0-9])|(?= )) ?{Numbered}\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Local();

    // the codes of three letters are a closed list: GBT is no industry, but GB/T without its slash
    [GeneratedRegex(@"^(?<prefix>(?:(?!GB|DB)[A-Z]{2}|NB/SH|JB/[DGNTZ]Q"
            + "|CJJ|GBJ|GJB|HGJ|JGJ|JJF|JJG|JTG|JTJ|JTS|LYJ|SDJ|SHJ|SYJ|TBJ|TSG|YBJ|YDJ)"
            + $"(?:/[TZ])?) ?{Numbered}{Adopting}", RegexOptions.CultureInvariant)]
    private static partial Regex Industry();

    [GeneratedRegex(
        $@"^(?<prefix>T/[A-Z0-9]*[A-Z](?:[/-][A-Z0-9]*[A-Z])?) ?{Numbered}(?: ?[/,;\u3001 ] ?(?<with>T/.*))?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Group();

    private const string Letter = @"A-Z0-9\u3400-\u4DBF\u4E00-\u9FFF";

    [GeneratedRegex(
        $@"^Q/(?<body>[{Letter}](?:[{Letter}./ -]*[{Letter}])?)-(?<year>[0-9]{{4}}|[0-9]{{2}})\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Enterprise();

    [GeneratedRegex(
        "^(?<body>ISO/IEC/IEEE|ISO/IEC|IEC/IEEE|ISO|IEC)(?:[/ ](?<document>TS|TR|PAS|GUIDE|ISP))? ?"
            + @"(?<number>[0-9]+(?:-[0-9]+)*)[:-](?<year>[0-9]{4})\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex International();

    /// <summary>Letters of other scripts that look like ours, and marks that stand for a slash or a dash.</summary>
    private static string Alike(string text) => string.Create(text.Length, text, static (to, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = Lookalikes.IndexOf(from[i], StringComparison.Ordinal) is var at and >= 0 ? Latin[at] : from[i];
        }
    });

    private const string Lookalikes = "АВЕКМНОРСТХаекмнорстхΑΒΕΖΗΙΚΜΝΟΡΤΧ\\~|_";
    private const string Latin = "ABEKMHOPCTXAEKMHOPCTXABEZHIKMNOPTX/// ";

    private static readonly (Regex Wrong, string Right)[] Repairs =
    [
        (new(@"^(GBZ?|DBS? ?[0-9]{2}(?:[0-9]{2})?|[A-Z]{2}|[CGHJLSTY][A-Z]{2})[ -]?([TZ])(?=[ 0-9])"), "$1/$2"), // GBT, GB-T
        (new(@"^([QT])[ -](?=[A-Z])"), "$1/"), // T CAS
        (new(@"^T(?=[A-Z]{3,} ?[0-9])"), "T/"), // TCAS
        (new(@":(?=[0-9]{2,4}$)"), "-"), // GB/T 19001:2016
        (new(@"(?<!^(?:ISO|IEC).*)-(?=[0-2][0-9]$)"), "-20"), // -05; but IEC 60335-2-40 lacks its year
        (new(@"[/ ](?:ISO|IEC).*$"), ""), // /ISO 9001, without the year
        (new(@"(?<=[0-9])[/. ](?=[0-9]{4}$)"), "-"), // GB/T 19001 2016
        (new(@"^DB([0-9]{2})(?=[0-9]{3,}-)"), "DB$1 "), // DB31329
    ];
}
