using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using Leader.Api.Why;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Leader.Api.CommandLine;

internal sealed class WhySettings : JsonSettings
{
    [CommandArgument(0, "<ID>"), Description("A title, or a ban: 2019-air-purifier.91320594LP0000151F, …LP0000151F.r1")]
    public string Id { get; init => field = Typed.Id(value); } = "";

    [CommandOption("--as-of <DAY>"), Description("On this day; today if not given")]
    public string? AsOf { get; init; }

    [CommandOption("--position <N>"), Description("As known at this position of the log; the newest if not given")]
    public string? Position { get; init; }

    [CommandOption("--lang <LANG>"), Description("en or zh")]
    public string Lang { get; init => field = Typed.Id(value); } = "en";

    public override ValidationResult Validate() =>
        !Times.TryDay(AsOf, out _) ? ValidationResult.Error(Times.NoDay("--as-of", AsOf))
        : !Times.TryPosition(Position, out _) ? ValidationResult.Error(Times.NoPosition("--position", Position))
        : Lang is not ("en" or "zh") ? ValidationResult.Error($"--lang is en or zh, not '{Lang}'.")
        : ValidationResult.Success();
}

/// <summary>
/// <c>why TITLE</c>, or <c>why BAN</c>: the facts that it rests on (remove any one and the result changes), to read aloud. Exit codes: 0
/// done, 1 nothing to explain, 2 wrongly called.
/// </summary>
internal static class WhyCommand
{
    public static async Task<int> RunAsync(WhySettings settings)
    {
        var id = settings.Id;
        _ = Times.TryDay(settings.AsOf, out var asOf);
        _ = Times.TryPosition(settings.Position, out var position);
        return await ViewCommands.WithDatabaseAsync(async database =>
        {
            var views = new ViewReader(database, TimeProvider.System);
            var newest = (await views.NewestAsync(CancellationToken.None)).Position;
            if (position > newest) return Exit.Wrong($"--position {position} has not been reached; the newest is {newest}.");
            if (position is { } asked && await views.InsideActAsync(asked, CancellationToken.None) is { } inside)
            {
                return Exit.Wrong($"--position {asked} {inside}");
            }
            var clocks = await views.PinnedAsync(asOf, position ?? newest, CancellationToken.None);
            using var found = new FoundCauses();
            var doc = await WhyEndpoints.AnswerAsync(
                database,
                (at, ct) => ActFollower.ReachAsync(database, at, Tell, ct),
                found,
                clocks,
                (past, on) => Revocations.TitleOf(id) is null ? Questions.Title(past, id, on) : Questions.Ban(past, id, null),
                Domain.Rules.Reader.Anyone,
                CancellationToken.None);
            if (doc is null)
            {
                await Console.Error.WriteLineAsync($"The register knows no title or ban {id} at this position.");
                return 1;
            }
            Console.WriteLine(settings.Json
                ? JsonSerializer.Serialize(doc, LeaderJson.Http)
                : WhyEndpoints.Text(doc, clocks, settings.Lang == "zh"));
            return 0;
        });

        static void Tell(long at)
        {
            if (!Console.IsErrorRedirected)
            {
                Console.Error.Write(string.Create(
                    CultureInfo.InvariantCulture,
                    $"\rActs are followed for the first time: at position {at:N0} "));
            }
        }
    }
}
