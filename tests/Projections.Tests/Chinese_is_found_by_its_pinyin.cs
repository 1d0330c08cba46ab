using System.Security.Cryptography;
using System.Text;
using Leader.Projections.Views.Shapes;

namespace Leader.Projections.Tests;

public class Chinese_is_found_by_its_pinyin
{
    [Theory]
    [InlineData("空气净化器", "kongqijinghuaqi kqjhq")]
    [InlineData("华清 TCL-9", "huaqingtcl9 hqtcl9")]
    [InlineData("长虹", "zhanghong zh changhong ch")]
    [InlineData("绿源", "luyuan ly lvyuan lvyuan")]
    [InlineData("Example Chenfeng", "")]
    [InlineData("", "")]
    public void In_full_and_by_initials_in_each_way_in_which_it_is_read(string text, string found) =>
        Pinyin.Of(text).ShouldBe(found.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct());

    [Theory]
    [InlineData("重庆银行", "chongqingyinhang")]
    [InlineData("重庆银行", "cqyh")]
    [InlineData("东莞", "dongguan")]
    [InlineData("厦门", "xiamen")]
    [InlineData("东阿阿胶", "dongeejiao")]
    [InlineData("蚌埠", "bengbu")]
    [InlineData("铝业", "lvye")]
    [InlineData("𠮷野", "jiye", false)] // no reading is known but as it is read in Japan
    [InlineData("空气净化器", "qijing")]
    [InlineData("空气净化器", "qjing", false)]
    [InlineData("空气净化器", "ongqi", false)] // no syllable begins here
    [InlineData("空气净化器", "空", false)]
    public void From_a_syllable_on(string text, string word, bool held = true) => (Pinyin.Find(text, word) is not null).ShouldBe(held);

    /// <summary>A text is folded once, so that it may not be read otherwise with another version of a library.</summary>
    [Fact]
    public void As_in_this_version_of_the_fold()
    {
        var all = string.Join('\n', Enumerable.Range(0x4E00, 0x9FFF - 0x4E00 + 1)
            .Select(c => string.Join(' ', Pinyin.Of(((char)c).ToString()))));
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..16].ShouldBe(
            "545743720d04ef5e", "Characters are read otherwise: this is a new version of the folds (LeaderViews.Version).");
    }

    [Fact]
    public void A_name_with_many_ways_to_be_read_has_few_of_them() =>
        Pinyin.Of("重庆长沙银行曾乐厦参朝都重行长").Count().ShouldBeLessThanOrEqualTo(16);
}
