using System.Globalization;
using System.Text.Json;
using Leader.Api.Http;
using Leader.Api.Why;
using Leader.Domain;
using Leader.Domain.Cases;
using Leader.Projections;

namespace Leader.Api.CommandLine;

/// <summary><c>why TITLE</c>, or <c>why BAN</c>: the facts without any one of which it would be otherwise, to read aloud. Exit codes: 0 done, 1 nothing to explain, 2 wrongly called.</summary>
internal static class WhyCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        const string usage = "why TITLE|BAN [--as-of DAY] [--position N] [--lang zh|en] [--json]";
        if (!Options.TryRead(args, ["--as-of", "--position", "--lang"], out var options, out var words, out var json) || words is not [var id]) return Options.Wrong(usage);
        var asOf = Beijing.Day(DateTimeOffset.UtcNow);
        if (options.GetValueOrDefault("--as-of") is [var day, ..] && !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out asOf)) return Options.Wrong(usage);
        long? position = null;
        if (options.GetValueOrDefault("--position") is [var text, ..])
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var p)) return Options.Wrong(usage);
            position = p;
        }
        return await ViewCommands.WithDatabaseAsync(async database =>
        {
            var views = new ViewReader(database, TimeProvider.System);
            var clocks = await views.PinnedAsync(asOf, position ?? (await views.NewestAsync(CancellationToken.None)).Position, CancellationToken.None);
            var doc = await WhyEndpoints.AnswerAsync(database, clocks, (past, on) => Revocations.TitleOf(id) is null ? Questions.Title(past, id, on) : Questions.Ban(past, id, null), CancellationToken.None);
            if (doc is null)
            {
                await Console.Error.WriteLineAsync($"The register knows no title or ban {id} at this position.");
                return 1;
            }
            Console.WriteLine(json ? JsonSerializer.Serialize(doc, LeaderJson.Http) : WhyEndpoints.Text(doc, clocks, options.GetValueOrDefault("--lang") is ["zh", ..]));
            return 0;
        });
    }
}
