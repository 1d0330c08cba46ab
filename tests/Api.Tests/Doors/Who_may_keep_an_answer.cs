using Leader.Api.Http;

namespace Leader.Api.Tests.Doors;

public class Who_may_keep_an_answer
{
    private const string Year = "max-age=31536000, immutable", Never = "private, no-store";

    [Theory]
    [InlineData(false, 200, false, false, false, false, "public, no-cache")]
    [InlineData(false, 200, false, false, true, false, $"public, {Year}")]
    [InlineData(false, 200, false, true, true, false, $"private, {Year}")] // another reader may see more of it
    [InlineData(false, 200, false, true, false, false, "private, no-cache")]
    [InlineData(false, 304, false, false, true, false, $"public, {Year}")]
    [InlineData(false, 399, false, false, true, false, $"public, {Year}")]
    [InlineData(false, 400, false, false, true, false, Never)]
    [InlineData(false, 404, false, false, false, false, Never)]
    [InlineData(false, 503, false, false, false, false, Never)]
    [InlineData(true, 200, false, false, true, false, Never)] // who asks was shown
    [InlineData(false, 200, true, false, true, false, Never)] // it sets a cookie
    [InlineData(false, 200, false, false, true, true, Never)] // a form, a secret, a stream
    public void It_follows_from_who_asked_the_status_and_what_the_answer_was_made_from(
        bool isPrivate,
        int status,
        bool setsCookie,
        bool reader,
        bool isFixed,
        bool once,
        string kept) =>
        Caching.Kept(isPrivate, status, setsCookie, new() { Reader = reader, Fixed = isFixed, Once = once }).ShouldBe(kept);

    [Theory]
    [InlineData(true, 200, $"public, {Year}")] // a style sheet is nobody's
    [InlineData(true, 404, Never)]
    public void Files_of_the_program_are_the_same_for_all(bool isPrivate, int status, string kept) =>
        Caching.Kept(isPrivate, status, false, new() { Program = true }).ShouldBe(kept);
}
