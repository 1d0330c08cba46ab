using Leader.Api.Portal.Frame;

namespace Leader.Api.Tests.Portal;

/// <summary>In square brackets what a page shows as an id, in braces what it says in the other language.</summary>
public class Ids_and_names_look_like_what_they_are
{
    [Theory]
    [InlineData(false, "最接近的是“status”。可用的参数有 asOf、body、minPosition、limit。", "最接近的是“[status]”。可用的参数有 [asOf]、[body]、[minPosition]、[limit]。")]
    [InlineData(false, "没有该称号（none）。", "没有该称号（[none]）。")]
    [InlineData(false, "基准 ≤ 66.0 dB(A)，净化能效 ≥ 3.15 m³/(W·h)。", "基准 ≤ 66.0 dB(A)，净化能效 ≥ 3.15 m³/(W·h)。")]
    [InlineData(false, "理由：Buyers compare makes. 消费者比较品牌。", "理由：{Buyers compare makes.} 消费者比较品牌。")]
    [InlineData(true, "disclosed ≤ 58.1 dB(A) (clause 5.2), 85 points", "disclosed ≤ 58.1 dB(A) (clause 5.2), 85 points")]
    [InlineData(true, "place 2 in the ranking of 2018-air-purifier", "place 2 in the ranking of [2018-air-purifier]")]
    [InlineData(true, "It declares 空气净化器 Air purifiers.", "It declares {空气净化器} Air purifiers.")]
    public void On_pages_in_either_language(bool english, string text, string shown) =>
        string.Concat(Spoken.Parts(text, english).Select(p => p.IsId ? $"[{p.Text}]" : p.Lang is null ? p.Text : $"{{{p.Text}}}"))
            .ShouldBe(shown);
}
