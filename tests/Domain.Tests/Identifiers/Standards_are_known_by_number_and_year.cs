using CsCheck;
using Leader.Domain.Values;

namespace Leader.Domain.Tests.Identifiers;

public class Standards_are_known_by_number_and_year
{
    [Theory]
    [InlineData("GB 4343.1-2018", StandardKind.MandatoryNational, 2018)]
    [InlineData("GB/T 19001-2016", StandardKind.RecommendedNational, 2016)]
    [InlineData("GB/Z 18039.1-2019", StandardKind.GuidanceNational, 2019)]
    [InlineData("QB/T 2000-2020", StandardKind.Industry, 2020)]
    [InlineData("JB 8716-2019", StandardKind.Industry, 2019)]
    [InlineData("DB31/T 329-2015", StandardKind.Local, 2015)]
    [InlineData("DB31 329-2015", StandardKind.Local, 2015)]
    [InlineData("DB3301/T 0100-2019", StandardKind.Local, 2019)]
    [InlineData("T/CAS 429-2020", StandardKind.Group, 2020)]
    [InlineData("Q/KZYW 001-2023", StandardKind.Enterprise, 2023)]
    [InlineData("Q/SF C0012S 6-2022", StandardKind.Enterprise, 2022)]
    [InlineData("Q/海尔 001-2023", StandardKind.Enterprise, 2023)]
    [InlineData("Q/ABC 001.2-2020", StandardKind.Enterprise, 2020)]
    [InlineData("JGJ 26-2018", StandardKind.Industry, 2018)]
    [InlineData("JGJ/T 132-2009", StandardKind.Industry, 2009)]
    [InlineData("JJG 52-2013", StandardKind.Industry, 2013)]
    [InlineData("NB/SH/T 0001-2019", StandardKind.Industry, 2019)]
    [InlineData("QB/T 1649A-1992", StandardKind.Industry, 1992)]
    [InlineData("GBZ 2.1-2019", StandardKind.MandatoryNational, 2019)]
    [InlineData("GBZ/T 300.1-2017", StandardKind.RecommendedNational, 2017)]
    [InlineData("T/CECS-CBIMU 6-2017", StandardKind.Group, 2017)]
    [InlineData("T/CAGP 0026-2018/T/CAB 0026-2018", StandardKind.Group, 2018)]
    [InlineData("ISO 9001:2015", StandardKind.International, 2015)]
    [InlineData("IEC 60335-2-40:2022", StandardKind.International, 2022)]
    [InlineData("ISO/IEC 27001:2022", StandardKind.International, 2022)]
    [InlineData("ISO/TS 22163:2017", StandardKind.International, 2017)]
    [InlineData("IEC TS 62257-1:2015", StandardKind.International, 2015)]
    public void A_number_tells_its_kind_and_year(string raw, StandardKind kind, int year)
    {
        var number = StandardNumber.Parse(raw).ShouldNotBeNull();
        number.Raw.ShouldBe(raw);
        number.Normalised.ShouldBe(raw);
        number.Kind.ShouldBe(kind);
        number.Year.ShouldBe(year);
    }

    [Theory]
    [InlineData("ｑ／ｋｚｙｗ　００１－２０２３", "Q/KZYW 001-2023")]
    [InlineData(" q/kzyw   001 – 2023 ", "Q/KZYW 001-2023")]
    [InlineData("Q/KZYW 001—2023", "Q/KZYW 001-2023")]
    [InlineData("Q/KZYW 001——2023", "Q/KZYW 001-2023")]
    [InlineData("Q/KZYW 001−2023", "Q/KZYW 001-2023")]
    [InlineData("Q/KZYW 001‐2023", "Q/KZYW 001-2023")]
    [InlineData("Q/KZYW\u00A0001-2023", "Q/KZYW 001-2023")]
    [InlineData("GB4343.1-2018", "GB 4343.1-2018")]
    [InlineData("gb/t19001—2016", "GB/T 19001-2016")]
    [InlineData("DB31/T329-2015", "DB31/T 329-2015")]
    [InlineData("T/CAS429-2020", "T/CAS 429-2020")]
    [InlineData("GB∕T 18801-2022", "GB/T 18801-2022")] // U+2215, as in the file names of the national platform
    [InlineData("Q⁄CH 024-2026", "Q/CH 024-2026")] // U+2044
    [InlineData("Q⧸CH 024-2026", "Q/CH 024-2026")] // U+29F8
    [InlineData("DB11/ 501-2017", "DB11 501-2017")]
    [InlineData("DB11/501-2017", "DB11 501-2017")]
    [InlineData("DBS22/ 024-2014", "DBS22 024-2014")]
    [InlineData("DBS 22/024-2014", "DBS22 024-2014")]
    [InlineData("DB 31/T 566-2011", "DB31/T 566-2011")]
    [InlineData("GB/T 2423.1-89", "GB/T 2423.1-1989")]
    [InlineData("GB 8898-88", "GB 8898-1988")]
    [InlineData("GB/T 19001-2016/ISO 9001:2015", "GB/T 19001-2016")] // the national standard that adopts it
    [InlineData("gb/t19001—2016 ∕ iso 9001：2015", "GB/T 19001-2016")]
    [InlineData("T/CAGP 0026—2018，T/CAB 0026—2018", "T/CAGP 0026-2018/T/CAB 0026-2018")]
    [InlineData("T/CNTAC 55-2020 T/CNITA 01104-2020", "T/CNTAC 55-2020/T/CNITA 01104-2020")]
    [InlineData("iso9001-2015", "ISO 9001:2015")]
    [InlineData("ISO 9001：2015", "ISO 9001:2015")]
    [InlineData("IEC 60335-1-2020", "IEC 60335-1:2020")]
    [InlineData("ISO/IEC/TS 27008:2019", "ISO/IEC TS 27008:2019")]
    [InlineData("ISO TS 22163-2017", "ISO/TS 22163:2017")]
    public void However_it_is_typed_it_is_one_number_and_the_text_is_kept(string raw, string normalised)
    {
        var number = StandardNumber.Parse(raw).ShouldNotBeNull();
        number.Normalised.ShouldBe(normalised);
        number.Raw.ShouldBe(raw);
        number.ShouldBe(StandardNumber.Parse(normalised));
    }

    [Theory]
    [InlineData("Q/ABC 001-95", "Q/ABC 001-1995")]
    [InlineData("Q/ABC 001-50", "Q/ABC 001-1950")]
    [InlineData("Q/ABC 001-49", null)] // 1949, or 2049?
    [InlineData("Q/ABC 001-05", null)]
    [InlineData("GB 4343-84", "GB 4343-1984")]
    [InlineData("GB 4343-08", null)]
    [InlineData("IEC 60335-2-79", null)] // a part, not 1979
    public void Two_digit_years_are_of_the_1900s(string raw, string? normalised) =>
        (StandardNumber.Parse(raw)?.Normalised).ShouldBe(normalised);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Q/-2020")]
    [InlineData("Q/ -2020")]
    [InlineData("Q/KZYW 001")]
    [InlineData("Q/KZYW 001-202")]
    [InlineData("Q/KZYW 001-20233")]
    [InlineData("KZYW 001-2023")]
    [InlineData("GB/X 19001-2016")]
    [InlineData("GBT 19001-2016")]
    [InlineData("QB/TT 2000-2020")]
    [InlineData("DB31329-2015")]
    [InlineData("GB/T 19001-2016/ISO 9001")]
    [InlineData("GB/T 19001-2016/GB/T 19002-2016")]
    [InlineData("T/CAS 1-2020/GB 2-2020")]
    [InlineData("ISO 9001")]
    [InlineData("IEC 60335-2-40")]
    [InlineData("GB -2016")]
    [InlineData("Q/KZYW~001-2023")]
    [InlineData("Q/KZYW_001-2023")]
    [InlineData("Q/КZYW 001-2023")] // a Cyrillic К
    [InlineData("Q/KZYW 001-1949")]
    [InlineData("Q/KZYW 001-2100")]
    public void Without_a_body_or_a_year_it_is_no_number(string? raw) => StandardNumber.Parse(raw).ShouldBeNull();

    [Theory]
    [InlineData("GBT 19001-2016", "GB/T 19001-2016")]
    [InlineData("GB T 19001—2016", "GB/T 19001-2016")]
    [InlineData("GBZ 18039.1-2019", "GB/Z 18039.1-2019")]
    [InlineData("JGJT 132-2009", "JGJ/T 132-2009")]
    [InlineData("DB31T 566-2011", "DB31/T 566-2011")]
    [InlineData("DB31329-2015", "DB31 329-2015")]
    [InlineData("TCAS 429-2020", "T/CAS 429-2020")]
    [InlineData("Q KZYW 001-2023", "Q/KZYW 001-2023")]
    [InlineData("Q/KZYW_001-2023", "Q/KZYW 001-2023")]
    [InlineData("Q\\KZYW 001-2023", "Q/KZYW 001-2023")]
    [InlineData("Q/КZYW 001-2023", "Q/KZYW 001-2023")] // a Cyrillic К
    [InlineData("GB/T 19001:2016", "GB/T 19001-2016")]
    [InlineData("GB/T 19001 2016", "GB/T 19001-2016")]
    [InlineData("Q/ABC 001-05", "Q/ABC 001-2005")]
    [InlineData("GBT 19001-08", "GB/T 19001-2008")]
    [InlineData("GB/T 19001-2016/ISO 9001", "GB/T 19001-2016")]
    [InlineData("GB/T 19001-2016", null)] // is one
    [InlineData("GB/T 19001", null)] // of which year?
    [InlineData("IEC 60335-2-40", null)]
    [InlineData("hello", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void What_is_nearly_a_number_is_refused_and_the_nearest_right_one_named(string? raw, string? nearest) =>
        StandardNumber.Nearest(raw).ShouldBe(nearest);

    [Fact]
    public void Widths_dashes_slashes_and_spaces_make_no_other_standard() =>
        Gen.Select(
            OneOf(
                "Q/KZYW 001-2023", "GB/T 2423.1-1989", "GBZ 2.1-2019", "JGJ/T 26-2018", "DB31/T 566-2011", "DB11 501-2017",
                "DBS22 024-2014", "T/CAS 429-2020", "QB/T 1649A-1992", "T/CAGP 0026-2018/T/CAB 0026-2018", "ISO 9001:2015",
                "IEC 60335-2-40:2022", "ISO/IEC 27001:2022"),
            OneOf("-", "—", "——", "–", "－", "−", "‑", " - "),
            OneOf("/", "／", "∕", "⁄", "⧸", " / "),
            OneOf(" ", "  ", "　", "\u00A0"),
            Gen.Bool,
            Gen.Bool).Sample((number, dash, slash, space, wide, low) =>
        {
            var typed = string.Concat(number.Select(c => c switch
            {
                '-' => dash,
                '/' => slash,
                ' ' => space,
                _ => wide && char.IsAsciiLetterOrDigit(c) ? ((char)(c + 0xFEE0)).ToString() : c.ToString(),
            }));
            if (low) typed = typed.ToLowerInvariant();
            return StandardNumber.Parse($" {typed} ")?.Normalised == number;
        }, iter: 5_000);

    [Fact]
    public void A_number_has_at_most_a_hundred_characters()
    {
        StandardNumber.Parse($"Q/{new string('A', 93)}-2020").ShouldNotBeNull();
        StandardNumber.Parse($"Q/{new string('A', 94)}-2020").ShouldBeNull();
        StandardNumber.Parse($"Q/{new string('A', 93)}-95").ShouldNotBeNull();
        StandardNumber.Parse($"Q/{new string('A', 94)}-95").ShouldBeNull(); // the year is written in full
    }

    [Fact]
    [Trait("Trap", "24")]
    public void Two_enterprises_may_use_the_same_number()
    {
        var number = StandardNumber.Parse("Q/ABC 001-2020")!;
        StandardNumber.DeclarationId("91350100M000100Y43", number).ShouldBe("91350100M000100Y43.Q~ABC_001-2020");
        StandardNumber.DeclarationId("91350200MA2YJ1XR9G", number).ShouldBe("91350200MA2YJ1XR9G.Q~ABC_001-2020");
    }

    [Fact]
    public void Another_year_is_another_standard() =>
        StandardNumber.Parse("Q/ABC 001-2020").ShouldNotBe(StandardNumber.Parse("Q/ABC 001-2021"));

    [Fact]
    public void A_normalised_number_is_read_as_itself()
    {
        var read = 0;
        Typed.Sample(raw =>
        {
            if (StandardNumber.Parse(raw) is not { } number) return true;
            Interlocked.Increment(ref read);
            return StandardNumber.Parse(number.Normalised) is { } again
                && (again.Normalised, again.Kind, again.Year) == (number.Normalised, number.Kind, number.Year);
        }, iter: 30_000);
        read.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public void No_two_numbers_share_a_slug() => Gen.Select(Typed, Typed).Sample((a, b) =>
        StandardNumber.Parse(a) is not { } one || StandardNumber.Parse(b) is not { } other
        || one.Slug == other.Slug == one.Equals(other) && one.Slug.Replace('~', '/').Replace('_', ' ') == one.Normalised, iter: 10_000);

    private static readonly Gen<string> Typed = Gen.Select(
        OneOf("Q/", "Q/", "Q/", "q／", "GB", "GB/T ", "T/", "DB31", "QB/T", "GBZ ", "JGJ", "DB 31/", "DBS22∕", "ISO ", "IEC/", "ISO/IEC "),
        Gen.Char["AB12 /.-—　ａ海_∕3"].Array[1, 6],
        OneOf("-2020", "—2021", " - 1999", "-95", "2020", "", ":2015", "/ISO 9001:2015", "/T/B 2-2020"),
        (prefix, body, year) => prefix + new string(body) + year);

    private static Gen<string> OneOf(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);
}
