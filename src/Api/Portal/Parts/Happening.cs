using System.Globalization;
using System.Text;
using System.Text.Json;
using Leader.Api.Portal.Frame;
using Leader.Api.Why;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Portal.Parts;

/// <summary>A fact of the log, as far as the reader of the page may see it.</summary>
/// <param name="Fact">Null where the register shows no more than that it is there.</param>
/// <param name="On">Day of effect.</param>
public sealed record Happening(
    long Position,
    string Type,
    string Stream,
    DateTimeOffset RecordedAt,
    DateOnly? On,
    string? Actor,
    string? Role,
    string? Act,
    Fact? Fact)
{
    /// <summary>Of the first fact of an act that is signed, thumbprints of the keys.</summary>
    public IReadOnlyList<string> SignedWith { get; init; } = [];

    /// <summary>It was recorded on a later day than it has effect from.</summary>
    public bool Late => On < Recorded;

    /// <summary>The day in Beijing on which it was recorded.</summary>
    public DateOnly Recorded => Beijing.Day(RecordedAt);

    /// <summary>It takes an earlier fact back, or sets it right.</summary>
    public bool Corrects => ViewChanges.IsCorrection(Type);

    public string Address => string.Create(CultureInfo.InvariantCulture, $"/v1/events/{Position}");
    public string Proof => string.Create(CultureInfo.InvariantCulture, $"/v1/log/proofs/{Position}.tlog-proof");
    public string Clause => Fact is null ? "" : Clauses.Of(Fact);

    /// <summary>As <see cref="StepTexts"/> tells it.</summary>
    public (string Zh, string En) Words => Fact is not null && StepTexts.Of(Fact) is var said ? (said.Zh, said.En)
        : ("此项行为不公开。", "This act is not open to the public.");

    /// <summary>What kind of act it is, without its particulars: the sentence up to the first colon, bracket or title.</summary>
    public (string Zh, string En) Brief => (Cut(Words.Zh), Cut(Words.En));

    private static readonly string[] Ends = ["：", ": ", "(", "（", "《"];

    private static string Cut(string sentence)
    {
        var ends = Ends.Select(e => sentence.IndexOf(e, StringComparison.Ordinal)).Where(at => at > 0);
        return sentence[..ends.DefaultIfEmpty(sentence.Length).Min()].Trim().TrimEnd('。', '.');
    }

    /// <param name="e">An event as <c>/v1/events</c> gives it.</param>
    public static Happening Of(JsonElement e)
    {
        var (type, fact) = (e.GetProperty("type").GetString()!, default(Fact));
        if (e.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object)
        {
            try { fact = FactTypes.Read(type, Encoding.UTF8.GetBytes(data.GetRawText())); }
            catch (JsonException) { } // without the members that say who sent it, it may not be read as a whole
        }
        return new(
            long.Parse(e.GetProperty("id").GetString()!, CultureInfo.InvariantCulture),
            type,
            e.GetProperty("subject").GetString()!,
            e.GetProperty("time").GetDateTimeOffset(),
            fact?.On,
            Text("actor"),
            Text("role"),
            Text("act"),
            fact)
        { SignedWith = Signed() };

        IReadOnlyList<string> Signed() => Text("request") is { } request
            && RequestTypes.ReadSigned(Encoding.UTF8.GetBytes(request)) is { } signed ? [.. signed.Said().Select(s => s.Key)] : [];

        string? Text(string name) => e.TryGetProperty(name, out var value) ? value.GetString() : null;
    }
}

/// <summary>An instant from which on an address says something else, and why.</summary>
/// <param name="Why">The fact recorded then; null where only a day came that was known before.</param>
public sealed record ChangePoint(DateTimeOffset At, DateOnly AsOf, long Position, Happening? Why)
{
    public DateOnly On => Why?.On ?? AsOf;
}

/// <summary>The real points of change of an address, from its own time map, with the facts behind them.</summary>
/// <param name="Points">Those around the clocks, oldest first.</param>
/// <param name="Total">Of the whole map.</param>
/// <param name="Before">How many are before the first of these.</param>
public sealed record ChangePoints(IReadOnlyList<ChangePoint> Points, int Before, int Total)
{
    public const int Most = 60;

    /// <summary>The stream of most acts is found among so many facts before the end of the act.</summary>
    private const int Near = 8, Far = 200;

    /// <param name="timeMap">Path and query of the map, without clocks.</param>
    /// <param name="about">Ids whose streams the page is about: of all that an act recorded, a fact about one of them is told.</param>
    /// <param name="around">The clocks of the page; null: the newest.</param>
    public static async Task<ChangePoints?> OfAsync(
        PageContext page,
        string timeMap,
        IReadOnlyCollection<string> about,
        (DateOnly AsOf, long Position)? around = null)
    {
        var (map, before) = (await MapAsync(""), 0);
        if (map is { Next: not null, Mementos.Count: var size })
        {
            var more = timeMap.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var nr = (map.Total - 1) / size + 1;
            do
            {
                map = await MapAsync(string.Create(CultureInfo.InvariantCulture, $"{more}page={nr}"));
                before = (nr - 1) * size;
            }
            while (--nr > 0 && map is { Mementos: [var first, ..] } && !IsReached(first));
        }
        if (map is null) return null;
        var skip = Math.Clamp(map.Mementos.Count(IsReached) - 1 - Most / 2, 0, Math.Max(0, map.Mementos.Count - Most));
        var shown = map.Mementos.Skip(skip).Take(Most).Select(m =>
            (At: DateTimeOffset.Parse(m.Datetime, CultureInfo.InvariantCulture), m.AsOf, m.Position)).ToArray();
        var acts = new Dictionary<long, IReadOnlyList<Happening>>();
        foreach (var position in shown.Select(m => m.Position).Distinct())
        {
            acts[position] = await ActAsync(page, position, about);
        }
        return new(
            [
                .. shown.Select(m => new ChangePoint(m.At, m.AsOf, m.Position,
                    acts[m.Position].Where(f => f.RecordedAt == m.At) is var then
                        ? then.Where(f => IsAbout(f, about)).OrderBy(f => f.Fact is null).FirstOrDefault()
                                ?? then.FirstOrDefault(f => f.Fact is BanStarted or BanInherited or BanVoided) ?? then.LastOrDefault()
                        : null)),
            ],
            before + skip,
            map.Total);

        async Task<Http.TimeMapDoc?> MapAsync(string which) => (await page.Register.GetAsync(timeMap + which)).As<Http.TimeMapDoc>();

        bool IsReached(Http.MementoDoc m) => around is not { } at || (m.Position <= at.Position && m.AsOf <= at.AsOf);
    }

    /// <summary>What the act recorded that ends at the position; of a large one its end, if that is about the page.</summary>
    private static async Task<IReadOnlyList<Happening>> ActAsync(PageContext page, long position, IReadOnlyCollection<string> about)
    {
        foreach (var step in new[] { Near, Far })
        {
            var after = Math.Max(0, position - step);
            var found = (await page.Register.GetAsync(
                string.Create(CultureInfo.InvariantCulture, $"/v1/events?after={after}&limit={position - after}")));
            if (!found.Ok) return []; // as to a token that names no role
            var facts = found.Json.GetProperty("items").EnumerateArray().Select(Happening.Of).Where(f => f.Position <= position).ToArray();
            if (facts.Length == 0) return [];
            var act = facts.Where(f => f.RecordedAt == facts[^1].RecordedAt).ToArray();
            if (act.Any(f => IsAbout(f, about)) || act.Length < facts.Length || after == 0 || step == Far) return act;
        }
        return [];
    }

    private static bool IsAbout(Happening fact, IReadOnlyCollection<string> about) =>
        fact.Stream.IndexOf('/', StringComparison.Ordinal) is var at and > 0 && about.Contains(fact.Stream[(at + 1)..]);
}
