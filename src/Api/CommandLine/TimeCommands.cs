using System.ComponentModel;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Leader.Api.Changes;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Npgsql;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Leader.Api.CommandLine;

internal sealed class ReplaySettings : JsonSettings
{
    [CommandArgument(0, "<VIEW>"), Description("enterprises, titles, bans and so on")]
    public string View { get; init => field = Typed.Id(value); } = "";

    [CommandArgument(1, "[KEY]"), Description("One document only, shown whole")]
    public string? Key { get; init => field = value is null ? null : Typed.Id(value); }

    [CommandOption("--as-of <DAY>"), Description("In force on this day; today if not given")]
    public string? AsOf { get; init; }

    [CommandOption("--known-at <TIME>"), Description("As known at this instant")]
    public string? KnownAt { get; init => field = value is null ? null : Typed.Plain(value); }

    [CommandOption("--position <N>"), Description("As known at this position of the log; the newest if not given")]
    public string? Position { get; init => field = value is null ? null : Typed.Plain(value); }

    public override ValidationResult Validate() =>
        DiffSettings.NoView(View) is { } unknown ? ValidationResult.Error(unknown)
        : !Times.TryDay(AsOf, out _) ? ValidationResult.Error(Times.NoDay("--as-of", AsOf))
        : KnownAt is not null
            && Position is not null ? ValidationResult.Error("--known-at and --position are two ways to say the same: give one.")
        : ValidationResult.Success();
}

internal sealed class DiffSettings : JsonSettings
{
    [CommandOption("--from <TIME>"), Description("An instant, a position, or a day as known at a position: 2026-05-10@3000. Needed")]
    public string From { get; init => field = Typed.Plain(value); } = "";

    [CommandOption("--to <TIME>"), Description("The same; now if not given")]
    public string? To { get; init => field = value is null ? null : Typed.Plain(value); }

    [CommandOption("--view <VIEW>"), Description("One view only")]
    public string? View { get; init => field = value is null ? null : Typed.Id(value); }

    [CommandOption("--key <KEY>"), Description("One key only")]
    public string? Key { get; init => field = value is null ? null : Typed.Id(value); }

    public override ValidationResult Validate() =>
        From.Length == 0 ? ValidationResult.Error("--from TIME is needed.")
        : View is not null && NoView(View) is { } unknown ? ValidationResult.Error(unknown)
        : ValidationResult.Success();

    internal static string? NoView(string name)
    {
        var names = LeaderViews.All.Select(v => v.Name).ToArray();
        return names.Contains(name) ? null : $"There is no view '{name}'.{DidYouMean.To(name, names)} Views: {string.Join(' ', names)}.";
    }
}

/// <summary>
/// <c>replay</c> and <c>diff</c>. Exit codes: 0 done, 1 could not be done, 2 wrongly called, 3 a replay is not what is served.
/// </summary>
internal static class TimeCommands
{
    private const int PageSize = 5_000;

    /// <summary>The auditor's instrument: folds the facts themselves, and looks at the tables only to compare.</summary>
    public static async Task<int> ReplayAsync(ReplaySettings settings)
    {
        var (view, json) = (LeaderViews.All.Single(v => v.Name == settings.View), settings.Json);
        _ = Times.TryDay(settings.AsOf, out var asOf);
        var known = settings.KnownAt ?? settings.Position;
        return await ViewCommands.WithDatabaseAsync(async database =>
        {
            var views = new ViewReader(database, TimeProvider.System);
            var position = (await views.NewestAsync(CancellationToken.None)).Position;
            if (known is not null)
            {
                var (clocks, problem) = await ChangeClocks.ReadAsync(views, known, DateTimeOffset.UtcNow, CancellationToken.None);
                if (clocks is not { } at) return Exit.Wrong($"{known} {problem}");
                position = at.Position;
            }
            if (settings.Key is { } key
                && await ChangeEndpoint.UnknownAsync(new(database, views), [view], key, CancellationToken.None) is { } unknown)
            {
                return Exit.Wrong(unknown);
            }
            var (facts, replayed) = await ViewCommands.ShownAsync(
                $"Folding {view.Name} up to position {position:N0}",
                json,
                progress => FoldAsync(database, view, asOf, position, progress));
            var shown = replayed.Where(r => settings.Key is null || r.Row.Key == settings.Key)
                .OrderBy(r => r.Row.Tags.Sort, StringComparer.Ordinal).ThenBy(r => r.Row.Key, StringComparer.Ordinal).ToArray();
            var differing = await DifferingAsync(database, view, asOf, position, replayed);
            if (json)
            {
                var documents = shown.Select(r => JsonSerializer.Deserialize<JsonElement>(ChangeEndpoint.Shown(view, r.Row.Payload)));
                Console.WriteLine(JsonSerializer.Serialize(
                    new { view = view.Name, asOf, position, facts, items = documents, differing },
                    LeaderJson.Http));
            }
            else
            {
                Say(view, shown, facts, asOf, position, differing, settings.Key is not null);
            }
            return differing.Count == 0 ? Exit.Done : Exit.Differing;
        });
    }

    private static async Task<(long Facts, List<KnownRow> Rows)> FoldAsync(
        NpgsqlDataSource database,
        View view,
        DateOnly asOf,
        long position,
        Action<long, long> progress)
    {
        var (fold, facts) = (new ViewFold(view), 0L);
        await foreach (var page in new FactLog(database).PagesAsync(0, position, PageSize, CancellationToken.None))
        {
            foreach (var fact in page) fold.Apply(fact);
            fold.Opened.Clear(); // what is known no longer
            facts += page.Count;
            progress(page[^1].Position, position);
        }
        return (facts, [.. fold.Current.Where(r => r.Row.From <= asOf && asOf < r.Row.To)]);
    }

    /// <summary>Keys whose stored row at the two clocks is not the replayed one.</summary>
    private static async Task<List<string>> DifferingAsync(
        NpgsqlDataSource database,
        View view,
        DateOnly asOf,
        long position,
        List<KnownRow> replayed)
    {
        var stored = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await using var command = database.CreateCommand($"select key, payload from {ViewTables.Table(view)} where in_force_from <= $1 "
            + "and in_force_to > $1 and known_from <= $2 and known_to > $2");
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = asOf });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) stored[reader.GetString(0)] = reader.GetFieldValue<byte[]>(1);
        var differing = replayed.Where(r => !stored.Remove(r.Row.Key, out var row) || !row.AsSpan().SequenceEqual(r.Row.Payload))
            .Select(r => r.Row.Key)
            .ToList();
        return [.. differing.Concat(stored.Keys).Order(StringComparer.Ordinal)];
    }

    private static void Say(View view, KnownRow[] rows, long facts, DateOnly asOf, long position, List<string> differing, bool whole)
    {
        Console.WriteLine($"Folded {facts:N0} facts. {view.Name} in force on {asOf:yyyy-MM-dd}, as known at position {position:N0}:");
        if (whole)
        {
            foreach (var r in rows)
            {
                Console.WriteLine(JsonSerializer.Serialize(
                    JsonSerializer.Deserialize<JsonElement>(ChangeEndpoint.Shown(view, r.Row.Payload)),
                    Indented));
            }
        }
        else if (rows.Length > 0)
        {
            var table = new Table().AddColumns("key", "status", "in force from", "to", "known from").Border(TableBorder.Simple);
            foreach (var r in rows)
            {
                table.AddRow(
                    Markup.Escape(r.Row.Key),
                    Markup.Escape(r.Row.Tags.Status ?? ""),
                    $"{r.Row.From:yyyy-MM-dd}",
                    r.Row.To == DateOnly.MaxValue ? "" : $"{r.Row.To:yyyy-MM-dd}",
                    $"{r.KnownFrom}");
            }
            AnsiConsole.Write(table);
        }
        Console.WriteLine($"{rows.Length:N0} {(rows.Length == 1 ? "document" : "documents")}.");
        Console.WriteLine(differing.Count == 0
            ? "What is served is the same, byte for byte."
            : $"What is served is not the same for: {string.Join(", ", differing.Take(20))}{(differing.Count > 20 ? ", …" : "")}. Run "
                + "'./leader audit'.");
    }

    public static async Task<int> DiffAsync(DiffSettings settings)
    {
        var (some, json) = (LeaderViews.Documents.Where(v => settings.View is null || v.Name == settings.View).ToArray(), settings.Json);
        return await ViewCommands.WithDatabaseAsync(async database =>
        {
            var (views, changes, now) = (new ViewReader(database, TimeProvider.System), new ViewChanges(database), DateTimeOffset.UtcNow);
            var (from, wrongFrom) = await ChangeClocks.ReadAsync(views, settings.From, now, CancellationToken.None);
            if (from is not { } a) return Exit.Wrong($"--from {settings.From} {wrongFrom}");
            var toText = settings.To ?? now.ToString("yyyy-MM-ddTHH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture);
            var (to, wrongTo) = await ChangeClocks.ReadAsync(views, toText, now, CancellationToken.None);
            if (to is not { } b) return Exit.Wrong($"--to {toText} {wrongTo}");
            if (b.AsOf < a.AsOf || b.Position < a.Position) return Exit.Wrong("--to is before --from.");
            if (settings.Key is { } key
                && await ChangeEndpoint.UnknownAsync(new(database, views), some, key, CancellationToken.None) is { } unknown)
            {
                return Exit.Wrong(unknown);
            }
            if (!json)
            {
                Console.WriteLine($"From {a.AsOf:yyyy-MM-dd} as known at position {a.Position:N0} to {b.AsOf:yyyy-MM-dd} as known at "
                    + $"position {b.Position:N0}:");
            }
            var count = 0L;
            foreach (var view in some)
            {
                for (var after = ""; after is not null;)
                {
                    (var found, after) = await changes.BetweenAsync(
                        view, settings.Key, a, b, after, 500, ChangeEndpoint.Shown, CancellationToken.None);
                    foreach (var change in found)
                    {
                        Console.WriteLine(json ? JsonSerializer.Serialize(change, LeaderJson.Http) : Text(change));
                    }
                    count += found.Count;
                }
            }
            if (!json) Console.WriteLine($"{count:N0} {(count == 1 ? "document differs" : "documents differ")}.");
            return 0;
        });
    }

    private static string Text(Change c)
    {
        var text = new StringBuilder($"\n{c.View} {c.Key}\n  {Words.Of(c.Kind)}: position {c.Cause.Position:N0}, {c.Cause.Event}, in "
            + $"effect {c.Cause.On:yyyy-MM-dd}, recorded "
            + $"{c.Cause.RecordedAt.ToOffset(Beijing.Offset):yyyy-MM-dd HH:mm}{(c.Cause.Late ? " (late)" : "")}");
        foreach (var p in c.Changed) text.Append(CultureInfo.InvariantCulture, $"\n  {p.Property}: {Short(p.Before)} → {Short(p.After)}");
        return text.ToString();
    }

    private static string Short(JsonElement? value) => value is not { } v
        ? "–"
        : v.GetRawText() is { Length: > 60 } text ? v.ValueKind == JsonValueKind.Array ? $"[{v.GetArrayLength()}]" : Texts.Cut(text, 58)
        : v.GetRawText();

    private static readonly JsonSerializerOptions Indented = new(LeaderJson.Http) { WriteIndented = true };
}
