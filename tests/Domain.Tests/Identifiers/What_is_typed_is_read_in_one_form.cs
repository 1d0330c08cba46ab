using Leader.Domain.Values;

namespace Leader.Domain.Tests;

public class What_is_typed_is_read_in_one_form
{
    [Theory, Trait("Rule", "Q56")]
    [InlineData("91120116LP00005818", "91120116LP00005818", null)]
    [InlineData("91120116lp00005818", "91120116LP00005818", null)]
    [InlineData(" ９１１２０１１６ＬＰ００００５８１８　", "91120116LP00005818", null)]
    [InlineData("91120116LP00005819", "91120116LP00005819", "is not a valid credit code: its check character should be 8.")]
    [InlineData("91120116LP0000581O", "91120116LP0000581O", "is not a credit code: 'O' does not occur in one (no I, O, S, V, Z).")]
    [InlineData("91120116LP0000581", "91120116LP0000581", "must be a credit code of 18 characters, or an LEI of 20.")]
    [InlineData("示例晨风电器有限公司", "示例晨风电器有限公司", "must be a credit code of 18 characters, or an LEI of 20.")]
    [InlineData("", "", "must be a credit code of 18 characters, or an LEI of 20.")]
    [InlineData("hwuppkr0mpoue0fzxw62", "HWUPPKR0MPOUE0FZXW62", "is not a valid LEI: its check digits should be ")]
    [InlineData("5493001kjtiigc8y1r12", "5493001KJTIIGC8Y1R12", null)]
    public void A_code_names_an_enterprise_or_is_told_what_is_wrong_with_it(string typed, string code, string? fault)
    {
        var read = EnterpriseCode.Read(typed);
        read.Code.ShouldBe(code);
        if (fault is null) read.Fault.ShouldBeNull();
        else read.Fault!.ShouldStartWith(fault);
    }

    [Theory, Trait("Rule", "Q56")]
    [InlineData("2026-AIR-Purifier.91110108lp00000714", "2026-air-purifier.91110108LP00000714")]
    [InlineData(" ２０２６－air－purifier.91110108LP00000714.R1 ", "2026-air-purifier.91110108LP00000714.r1")]
    [InlineData("2020-x.91350203m000lp016q.r1@91350203m000lp016q", "2020-x.91350203M000LP016Q.r1@91350203M000LP016Q")]
    [InlineData("91320594lp0000151f.q~ho_001-2018", "91320594LP0000151F.Q~HO_001-2018")]
    [InlineData("2020-Air-purifier@91320594lp0000151f.q~ho_001-2018", "2020-air-purifier@91320594LP0000151F.Q~HO_001-2018")]
    [InlineData("CAQ", "caq")]
    [InlineData("Complaint-01A2", "complaint-01a2")]
    public void An_id_is_small_letters_but_for_the_codes_in_it(string typed, string id)
    {
        Typed.Id(typed).ShouldBe(id);
        Typed.Id(id).ShouldBe(id);
    }

    [Theory]
    [InlineData("stauts", "status")]
    [InlineData("STATUS ", "status")]
    [InlineData("catgory", "category")]
    [InlineData("creditCode", null)]
    [InlineData("", null)]
    public void A_slip_of_the_pen_has_a_nearest_word_and_nothing_else_has(string typed, string? near) =>
        Nearest.To(typed, ["status", "category", "enterprise", "asOf"]).ShouldBe(near);

    [Theory]
    [InlineData("a\tb", true, false)]
    [InlineData("a\tb\r\n", false, true)]
    [InlineData("a\u0001b", false, false)]
    [InlineData("a\u0085b", false, false)]
    [InlineData("a\uFFFEb", false, false)]
    [InlineData("a\U0001FFFFb", false, false)]
    [InlineData("a\u202Eb", false, false)]
    [InlineData("a\u200Bb", true, false)]
    [InlineData("a\u200Bb", false, true)]
    [InlineData("𠮷·示例 (中国) №1 – “é”", true, true)]
    public void A_line_holds_what_is_seen_and_a_text_line_ends_too(string text, bool line, bool kept) =>
        (Texts.Fault(text, line) is null).ShouldBe(kept);

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("𠮷𠮷", 2)]
    [InlineData("e\u0301", 1)]
    [InlineData("👨‍👩‍👧", 1)]
    public void Characters_are_counted_as_people_do_and_never_cut(string text, int length)
    {
        Texts.Length(text).ShouldBe(length);
        Texts.Cut(text, length).ShouldBe(text);
        Texts.Cut(text + "xy", length + 1).ShouldBe(text + "…");
    }
}
