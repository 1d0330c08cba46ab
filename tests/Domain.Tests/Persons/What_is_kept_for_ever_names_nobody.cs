using Leader.Domain.Rules;

namespace Leader.Domain.Tests.Persons;

public class What_is_kept_for_ever_names_nobody
{
    private const string Contact = "xiaoming.w@example.cn, 139 1234 5678";

    [Theory, Trait("Rule", "Q48"), Trait("Trap", "22")]
    [InlineData("王小明", "王小明 asks for it.")]
    [InlineData("王小明", "王先生小明要求删除")]
    [InlineData("王小明", "王 小 明要求删除")]
    [InlineData("王小明", "小明要求删除")]
    [InlineData("欧阳小明", "欧阳先生要求删除")]
    [InlineData("Zhang San", "Mr Zhang asks for it.")]
    [InlineData("Zhang San", "ZHANG,SAN asks for it.")]
    [InlineData("Zhang San", "Ｚｈａｎｇ asks for it.")]
    [InlineData("Li Wei", "Asked by Li.")]
    [InlineData(null, "The person at xiaoming.w asks for it.")]
    [InlineData(null, "XIAOMING asks for it.")]
    [InlineData(null, "The holder of 139-1234-5678 asks for it.")]
    [InlineData(null, "The holder of 91234567 asks for it.")]
    [InlineData(null, "The holder of １３９１２３４ asks for it.")]
    public void A_word_or_a_part_of_the_name_or_contact_names_the_person(string? name, string words) =>
        NamesThePerson.In(words, name, Contact).ShouldBeTrue();

    [Theory, Trait("Rule", "Q48")]
    [InlineData("王小明", "本人要求删除，明天生效。")]
    [InlineData("Li Wei", "The list of links is wrong, and weird.")]
    [InlineData("An Of", "The person asks for it, as of an old law.")]
    [InlineData("Zhang San", "The person asks for it: 个人信息保护法 art. 47, decision 2026-117.")]
    [InlineData(null, "The person asks for it; see the example in our letter of 2026.")]
    [InlineData(null, "Letter 12345 of 2026.")]
    [InlineData(null, "")]
    public void Other_words_do_not(string? name, string words) => NamesThePerson.In(words, name, Contact).ShouldBeFalse();

    [Fact]
    public void Nothing_is_named_where_nothing_is_held() => NamesThePerson.In("The person asks for it.", null, " ").ShouldBeFalse();
}
