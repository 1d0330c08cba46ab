namespace Leader.Documents;

/// <summary>What counts as the same, and what is written where it is not.</summary>
public class An_output_is_like_what_a_page_shows
{
    [Theory]
    [InlineData("1 document.", "1 document.")]
    [InlineData("at position … of …", "at position 8,088 of 9")]
    [InlineData("a\n…\nd", "a\nb\nc\nd")]
    [InlineData("a\n…\nd", "a\nd")]
    [InlineData("…\nd", "b\nd")]
    [InlineData("a\n…", "a\nb")]
    [InlineData("a\n  …\n  d", "a\n  b\n  d")]
    [InlineData("{\"a\":1,\n  \"b\":2}", "{\"a\":1,\"b\":2}")]
    [InlineData("{\n  \"a\": 1\n}", "{\n  \"a\": 1\n}")]
    [InlineData("a long\n    line", "a long line")]
    [InlineData("in 15.3 s, 1,764 facts/s", "in 9 s, 933 facts/s")]
    [InlineData("took 00:00:03", "took 00:01:44")]
    public void The_same(string shown, string came) => Likeness.Is(shown, came).ShouldBeTrue();

    [Theory]
    [InlineData("1 document.", "2 documents.")]
    [InlineData("a\n…\nd", "a\nb\nc")]
    [InlineData("a … d", "a\nd")]
    [InlineData("a\n…\nd", "a b d")]
    [InlineData("a", "a\nb")]
    [InlineData("", "a")]
    [InlineData("a\nb", "a")]
    [InlineData("a\nb", "a b")]
    [InlineData("8,088 facts", "8,089 facts")]
    [InlineData("\"2022-01-20T12:00:00+08:00\"", "\"2022-01-20T12:00:01+08:00\"")]
    public void Not_the_same(string shown, string came) => Likeness.Is(shown, came).ShouldBeFalse();

    [Theory]
    [InlineData("2 of … in 3 s", "3 of 7 in 9 s", "3 of … in 3 s")]
    [InlineData("a\n…\nd", "a\nb\nc\ne", "a\n…\ne")]
    [InlineData("{\"a\":…,\n  \"b\":2}", "{\"a\":1,\"b\":3}", "{\"a\":…,\n  \"b\":3}")]
    [InlineData("a … b … c", "an error", "an error")]
    [InlineData("", "a\nb", "a\nb")]
    public void What_still_fits_stays(string shown, string came, string written) => Likeness.Write(shown, came).ShouldBe(written);
}
