using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Leader.Domain;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Projections.Proof;

/// <summary>One row that a state root commits to.</summary>
/// <param name="Enterprise">Rows are sorted by it first: that an enterprise has none shows between its neighbours.</param>
/// <param name="Key">What else tells rows of one enterprise apart, in their order.</param>
/// <param name="From">First day, inclusive.</param>
/// <param name="To">First day on which it no longer holds, exclusive; 9999-12-31 when open.</param>
/// <param name="Doc">JSON as the view serves it, byte for byte.</param>
public sealed record StateRow(string Enterprise, string Key, DateOnly From, DateOnly To, byte[] Doc)
{
    /// <summary>The leaf of the tree: a JSON object of the row, its properties in this order.</summary>
    public byte[] Bytes()
    {
        var to = new ArrayBufferWriter<byte>(Doc.Length + 200);
        to.Write("{\"enterprise\":"u8);
        Jcs.Write(Enterprise, to);
        to.Write(",\"key\":"u8);
        Jcs.Write(Key, to);
        to.Write(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $",\"from\":\"{From:yyyy-MM-dd}\",\"to\":\"{To:yyyy-MM-dd}\",\"doc\":")));
        to.Write(Doc);
        to.Write("}"u8);
        return to.WrittenSpan.ToArray();
    }

    /// <summary>The order of rows: by enterprise, key and first day; text by code unit.</summary>
    public static int Compare(StateRow one, StateRow other) =>
        string.CompareOrdinal(one.Enterprise, other.Enterprise) is var e and not 0 ? e
        : string.CompareOrdinal(one.Key, other.Key) is var k and not 0 ? k : one.From.CompareTo(other.From);

    /// <exception cref="InvalidDataException">The bytes are not those of a row.</exception>
    public static StateRow Read(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var e = document.RootElement;
            return new(
                e.GetProperty("enterprise").GetString()!,
                e.GetProperty("key").GetString()!,
                Day("from"),
                Day("to"),
                Encoding.UTF8.GetBytes(e.GetProperty("doc").GetRawText()));

            DateOnly Day(string name) => DateOnly.ParseExact(e.GetProperty(name).GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("This is no row of a view.", e);
        }
    }
}

/// <summary>
/// Which facts change what the log commits to, and its rows: the ranking of an evaluation once it is published, the leader list of a
/// category (every title ever awarded in it, with what became of it), and the ban register as a whole.
/// </summary>
public static class StateRows
{
    public const string Rankings = "rankings", Leaders = "leaders", Bans = "bans";

    /// <summary>The view whose rows they are made of, and what of it belongs to the scope.</summary>
    public static View ViewOf(string name) => name switch
    {
        Rankings => LeaderViews.Rankings,
        Leaders => LeaderViews.Titles,
        Bans => LeaderViews.Bans,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    /// <summary>The scope that a fact may change, told by its stream and stored name; null where it is of no concern.</summary>
    public static (string View, string Scope)? ChangedBy(string stream, string type) =>
        stream.StartsWith(Evaluation, StringComparison.Ordinal)
            ? type.StartsWith("indicators_", StringComparison.Ordinal) ? null : (Rankings, stream[Evaluation.Length..])
            : stream.StartsWith(Title, StringComparison.Ordinal) ? CategoryOf(stream[Title.Length..]) is { } category
                ? (Leaders, category)
                : null
            : type.StartsWith("ban_", StringComparison.Ordinal) ? (Bans, "") : null;

    private static readonly string Evaluation = Streams.Evaluation(""), Title = Streams.Title("");

    /// <summary>A title's id begins with its evaluation's: <c>2026-air-purifier.9135…</c>.</summary>
    private static string? CategoryOf(string title) =>
        title.LastIndexOf('.') is > 0 and var dot && Ids.ParseCall(title[..dot]) is { } call ? call.Category : null;

    /// <summary>Whether a row of the view belongs to the scope.</summary>
    public static bool IsIn(string view, string scope, Row row) =>
        view switch { Rankings => row.Key == scope, Leaders => row.Tags.Category == scope, _ => true };

    /// <summary>The rows to commit to, sorted.</summary>
    /// <param name="rows">All rows of the view that are known and belong to the scope.</param>
    /// <returns>Null where there is nothing public to commit to yet.</returns>
    public static List<StateRow>? Of(string view, IEnumerable<Row> rows)
    {
        var made = view == Rankings
            ? [.. rows.SelectMany(OfRanking)]
            : rows.Select(r => new StateRow(r.Tags.Enterprise ?? "", r.Key, r.From, r.To, r.Payload)).ToList();
        if (view == Rankings && made.Count == 0) return null;
        made.Sort(StateRow.Compare);
        return made;
    }

    /// <summary>Nothing of a ranking is committed to before its publication: a draft under public notice may change.</summary>
    private static IEnumerable<StateRow> OfRanking(Row row)
    {
        using var doc = JsonDocument.Parse(row.Payload);
        if (doc.RootElement.GetProperty("publishedOn").ValueKind == JsonValueKind.Null) yield break;
        foreach (var (list, what) in new[] { ("entries", "ranked"), ("excluded", "excluded"), ("notEvaluable", "not evaluable") })
        {
            foreach (var e in doc.RootElement.GetProperty(list).EnumerateArray())
            {
                yield return new(
                    e.GetProperty("enterprise").GetString()!,
                    $"{e.GetProperty("declaration").GetString()} {what}",
                    row.From,
                    row.To,
                    Encoding.UTF8.GetBytes(e.GetRawText()));
            }
        }
    }

    /// <summary>Whether the row says, for its days, that the enterprise is barred, holds the title, or stands in the ranking.</summary>
    public static bool Holds(string view, StateRow row)
    {
        if (view == Rankings) return row.Key.EndsWith(" ranked", StringComparison.Ordinal);
        using var doc = JsonDocument.Parse(row.Doc);
        var status = doc.RootElement.GetProperty("status").GetString();
        return view == Bans
            ? status == Words.Of(BanStatus.Current)
            : status == Words.Of(TitleStatus.InForce) || status == Words.Of(TitleStatus.InGrace);
    }

    public static byte[] Root(IReadOnlyList<StateRow> rows) => Merkle.Root([.. rows.Select(r => Merkle.Leaf(r.Bytes()))]);
}
