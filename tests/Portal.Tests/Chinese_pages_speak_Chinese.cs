using AngleSharp.Html.Parser;

namespace Leader.Portal.Tests;

/// <summary>What counts as a Latin word on a Chinese page; the pages themselves are walked by the crawl and the tours.</summary>
public class Chinese_pages_speak_Chinese
{
    [Theory]
    [InlineData("<p>The plan of 2026</p>", "The", "plan", "of")]
    [InlineData("<p lang=en>The plan of 2026</p>")]
    [InlineData("<p>理由：<span lang=en>The plan</span></p>")]
    [InlineData("<p lang=en><b lang=zh-CN>理由 plan</b></p>", "plan")]
    [InlineData("<p>标准 GB/T 18801-2022、Q/CH 001-2018、QB/T 4144-2019、T/CAS 305.1-2018</p>")]
    [InlineData("<p>≥ 65000 h，≤ 63 dB(A)，≥ 17.9 m³/min，≥ 10.94 m³/(W·h)，≥ 155 Wh/kg，≤ 0.7 µL</p>")]
    [InlineData("<p>≥ 1340 cycles，≥ 5 times</p>", "cycles", "times")]
    [InlineData("<p>91350203M000LP016Q</p>")]
    [InlineData("<p>案件 c-2021-001 属于 2020-air-purifier</p>", "air-purifier")]
    [InlineData("<p><code>title_revoked.v1</code> <small class=id>ehaa</small></p>")]
    [InlineData("<p><small>ehaa</small></p>", "ehaa")]
    [InlineData("<input placeholder='Search'>", "Search")]
    [InlineData("<a aria-label='Next page'>→</a>", "Next", "page")]
    [InlineData("<textarea>what was typed</textarea>")]
    public void Latin_words_are_seen_and_codes_are_not(string html, params string[] words) =>
        Latin.In(new HtmlParser().ParseDocument($"<html lang=zh-CN><body>{html}</body></html>"))
            .Select(w => w.Split(' ')[0]).ShouldBe(words);

    [Fact]
    public void A_page_in_English_may_speak_English() =>
        Latin.In(new HtmlParser().ParseDocument("<html lang=en><body><p>The plan</p></body></html>")).ShouldBeEmpty();
}
