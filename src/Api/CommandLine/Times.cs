using System.Globalization;
using Leader.Domain;
using Leader.Domain.Values;

namespace Leader.Api.CommandLine;

/// <summary>How days and positions are given on the command line.</summary>
internal static class Times
{
    /// <param name="day">Today in Beijing where none is given.</param>
    public static bool TryDay(string? text, out DateOnly day)
    {
        day = Beijing.Day(DateTimeOffset.UtcNow);
        return text is null
            || DateOnly.TryParseExact(Typed.Plain(text), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
    }

    /// <param name="position">Null where none is given.</param>
    public static bool TryPosition(string? text, out long? position)
    {
        var ok = long.TryParse(text is null ? null : Typed.Plain(text), NumberStyles.None, CultureInfo.InvariantCulture, out var read);
        position = ok ? read : null;
        return text is null || ok;
    }

    public static string NoDay(string option, string? text) => $"{option} takes a day as 2026-05-10, not '{text}'.";

    public static string NoPosition(string option, string? text) => $"{option} takes a position of the log, a whole number, not '{text}'.";
}
