using System.Globalization;
using System.Text;
using System.Text.Json;
using Leader.Api.Changes;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Projections;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Npgsql;
using Spectre.Console;

namespace Leader.Api.CommandLine;

/// <summary><c>replay</c> and <c>diff</c>. Exit codes: 0 done, 1 could not be done, 2 wrongly called, 3 a replay is not what is served.</summary>
internal static class TimeCommands
{
    private const int PageSize = 5_000;

    /// <summary>The auditor's instrument: folds the facts themselves, and looks at the tables only to compare.</summary>
    public static async Task<int> ReplayAsync(string[] args)
    {
        if (!TryRead(args, ["--as-of", "--known-at", "--position"], out var options, out var words, out var json) || words is not ([_] or [_, _]) || LeaderViews.All.FirstOrDefault(v => v.Name == words[0]) is not { } view
            || options.ContainsKey("--known-at") && options.ContainsKey("--position"))
            return Wrong($"replay VIEW [KEY] [--as-of DAY] [--known-at TIME | --position N] [--json]; views: {string.Join(' ', LeaderViews.All.Select(v => v.Name))}");
        var asOf = Beijing.Day(DateTimeOffset.UtcNow);
        if (options.TryGetValue("--as-of", out var day) && !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out asOf)) return Wrong("--as-of takes a day as 2026-05-10.");
        var known = options.GetValueOrDefault("--known-at") ?? options.GetValueOrDefault("--position");
        return await ViewCommands.WithDatabaseAsync(async database =>
        {
            var views = new ViewReader(database, TimeProvider.System);
            var position = (await views.NewestAsync(CancellationToken.None)).Position;
            if (known is not null)
            {
                var (clocks, problem) = await ChangeClocks.ReadAsync(views, known, DateTimeOffset.UtcNow, CancellationToken.None);
                if (clocks is not { } at) return Wrong($"{known} {problem}");
                position = at.Position;
            }
            var (facts, replayed) = await ViewCommands.ShownAsync($"Folding {view.Name} up to position {position:N0}", json, progress => FoldAsync(database, view, asOf, position, progress));
            var shown = replayed.Where(r => words.Length == 1 || r.Row.Key == words[1]).OrderBy(r => r.Row.Tags.Sort, StringComparer.Ordinal).ThenBy(r => r.Row.Key, StringComparer.Ordinal).ToArray();
            var differing = await DifferingAsync(database, view, asOf, position, replayed);
            if (json)
            {
                var documents = shown.Select(r => JsonSerializer.Deserialize<JsonElement>(ChangeEndpoint.Shown(view, r.Row.Payload)));
                Console.WriteLine(JsonSerializer.Serialize(new { view = view.Name, asOf, position, facts, items = documents, differing }, LeaderJson.Http));
            }
            else Say(view, shown, facts, asOf, position, differing, words.Length == 2);
            return differing.Count == 0 ? 0 : 3;
        });
    }

    private static async Task<(long Facts, List<KnownRow> Rows)> FoldAsync(NpgsqlDataSource database, View view, DateOnly asOf, long position, Action<long, long> progress)
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
    private static async Task<List<string>> DifferingAsync(NpgsqlDataSource database, View view, DateOnly asOf, long position, List<KnownRow> replayed)
    {
        var stored = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await using var command = database.CreateCommand($"select key, payload from {ViewTables.Table(view)} where in_force_from <= $1 and in_force_to > $1 and known_from <= $2 and known_to > $2");
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = asOf });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) stored[reader.GetString(0)] = reader.GetFieldValue<byte[]>(1);
        var differing = replayed.Where(r => !stored.Remove(r.Row.Key, out var row) || !row.AsSpan().SequenceEqual(r.Row.Payload)).Select(r => r.Row.Key).ToList();
        return [.. differing.Concat(stored.Keys).Order(StringComparer.Ordinal)];
    }

    private static void Say(View view, KnownRow[] rows, long facts, DateOnly asOf, long position, List<string> differing, bool whole)
    {
        Console.WriteLine($"Folded {facts:N0} facts. {view.Name} in force on {asOf:yyyy-MM-dd}, as known at position {position:N0}:");
        if (whole)
            foreach (var r in rows) Console.WriteLine(JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(ChangeEndpoint.Shown(view, r.Row.Payload)), Indented));
        else if (rows.Length > 0)
        {
            var table = new Table().AddColumns("key", "status", "in force from", "to", "known from").Border(TableBorder.Simple);
            foreach (var r in rows) table.AddRow(Markup.Escape(r.Row.Key), Markup.Escape(r.Row.Tags.Status ?? ""), $"{r.Row.From:yyyy-MM-dd}", r.Row.To == DateOnly.MaxValue ? "" : $"{r.Row.To:yyyy-MM-dd}", $"{r.KnownFrom}");
            AnsiConsole.Write(table);
        }
        Console.WriteLine($"{rows.Length:N0} {(rows.Length == 1 ? "document" : "documents")}.");
        Console.WriteLine(differing.Count == 0 ? "What is served is the same, byte for byte." : $"What is served is not the same for: {string.Join(", ", differing.Take(20))}{(differing.Count > 20 ? ", …" : "")}. Run './leader audit'.");
    }

    public static async Task<int> DiffAsync(string[] args)
    {
        if (!TryRead(args, ["--from", "--to", "--view", "--key"], out var options, out var words, out var json) || words.Length > 0 || !options.TryGetValue("--from", out var fromText))
            return Wrong("diff --from TIME [--to TIME] [--view VIEW] [--key KEY] [--json]; TIME is an instant, a position, or a day as known at a position: 2026-05-10@3000");
        var some = LeaderViews.All.Where(v => !options.TryGetValue("--view", out var wanted) || v.Name == wanted).ToArray();
        if (some.Length == 0) return Wrong($"--view is one of {string.Join(' ', LeaderViews.All.Select(v => v.Name))}.");
        return await ViewCommands.WithDatabaseAsync(async database =>
        {
            var (views, changes, now) = (new ViewReader(database, TimeProvider.System), new ViewChanges(database), DateTimeOffset.UtcNow);
            var (from, wrongFrom) = await ChangeClocks.ReadAsync(views, fromText, now, CancellationToken.None);
            if (from is not { } a) return Wrong($"--from {fromText} {wrongFrom}");
            var toText = options.GetValueOrDefault("--to") ?? now.ToString("yyyy-MM-ddTHH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture);
            var (to, wrongTo) = await ChangeClocks.ReadAsync(views, toText, now, CancellationToken.None);
            if (to is not { } b) return Wrong($"--to {toText} {wrongTo}");
            if (b.AsOf < a.AsOf || b.Position < a.Position) return Wrong("--to is before --from.");
            if (!json) Console.WriteLine($"From {a.AsOf:yyyy-MM-dd} as known at position {a.Position:N0} to {b.AsOf:yyyy-MM-dd} as known at position {b.Position:N0}:");
            var count = 0L;
            foreach (var view in some)
                for (var after = ""; after is not null;)
                {
                    (var found, after) = await changes.BetweenAsync(view, options.GetValueOrDefault("--key"), a, b, after, 500, ChangeEndpoint.Shown, CancellationToken.None);
                    foreach (var change in found) Console.WriteLine(json ? JsonSerializer.Serialize(change, LeaderJson.Http) : Text(change));
                    count += found.Count;
                }
            if (!json) Console.WriteLine($"{count:N0} {(count == 1 ? "document differs" : "documents differ")}.");
            return 0;
        });
    }

    private static string Text(Change c)
    {
        var text = new StringBuilder($"\n{c.View} {c.Key}\n  {Words.Of(c.Kind)}: position {c.Cause.Position:N0}, {c.Cause.Event}, in effect {c.Cause.On:yyyy-MM-dd}, recorded {c.Cause.RecordedAt.ToOffset(Beijing.Offset):yyyy-MM-dd HH:mm}{(c.Cause.Late ? " (late)" : "")}");
        foreach (var p in c.Changed) text.Append(CultureInfo.InvariantCulture, $"\n  {p.Property}: {Short(p.Before)} → {Short(p.After)}");
        return text.ToString();
    }

    private static string Short(JsonElement? value) => value is not { } v ? "–" : v.GetRawText() is { Length: > 60 } text ? v.ValueKind == JsonValueKind.Array ? $"[{v.GetArrayLength()}]" : text[..57] + "…" : v.GetRawText();

    /// <summary>Splits options that take a value from words; each at most once.</summary>
    private static bool TryRead(string[] args, string[] known, out Dictionary<string, string> options, out string[] words, out bool json)
    {
        var (found, rest) = (new Dictionary<string, string>(), new List<string>());
        (options, words, json) = (found, [], args.Contains("--json"));
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--json") continue;
            if (!args[i].StartsWith("--", StringComparison.Ordinal)) rest.Add(args[i]);
            else if (!known.Contains(args[i]) || i + 1 == args.Length || !found.TryAdd(args[i], args[++i])) return false;
        }
        words = [.. rest];
        return true;
    }

    private static readonly JsonSerializerOptions Indented = new(LeaderJson.Http) { WriteIndented = true };

    private static int Wrong(string usage)
    {
        Console.Error.WriteLine(usage);
        return 2;
    }
}
