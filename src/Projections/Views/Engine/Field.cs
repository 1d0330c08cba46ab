using Leader.Domain.Values;
using Leader.Projections.Log;

namespace Leader.Projections.Views.Engine;

/// <summary>What a field holds, and so how a list is asked for by it.</summary>
public enum FieldKind
{
    /// <summary>One of a few words.</summary>
    Word,

    /// <summary>The key of a document of another view.</summary>
    Key,

    /// <summary>A category that the register knows.</summary>
    Category,

    /// <summary>A cycle for which key fields were published.</summary>
    Cycle,

    /// <summary>The number of a standard.</summary>
    StandardNumber,

    /// <summary>The number under a barcode.</summary>
    Barcode,

    /// <summary>A text that is found whatever marks are in it, as <see cref="Typed.Letters"/> has it.</summary>
    Letters,

    /// <summary>Keys of documents of another view, one of which is meant.</summary>
    Keys,

    /// <summary>True or false.</summary>
    Truth,

    /// <summary>A year: asked for, and sorted by.</summary>
    Year,

    /// <summary>A name: sorted by, in the order of its first hundred characters, and found by the search of the register.</summary>
    Name,

    /// <summary>A tag of the rows, which they are filtered by: here it is sorted by.</summary>
    Tag,

    /// <summary>Several texts, one of which is meant, whatever its case.</summary>
    Texts,

    /// <summary>A day: asked for by its first and last, and sorted by.</summary>
    Day,

    /// <summary>From a first to a last day, both inclusive: asked for by a day among them.</summary>
    Span,

    /// <summary>Several of those.</summary>
    Spans,
}

/// <summary>
/// What the documents of a view are filtered by, and sorted, beyond the tags of their rows. Told once: by it parameters are read, rows are
/// found, and an index holds the values, so that no list is walked for what is not in it. Only what everybody may see of every document.
/// </summary>
/// <param name="Name">As in the address.</param>
/// <param name="Says">What it is, for the description.</param>
/// <param name="Sql">Its text in a row; immutable, for the index.</param>
public sealed record Field(string Name, string Says, FieldKind Kind, string Sql)
{
    /// <summary>The enumeration of its only values.</summary>
    public Type? Words { get; init; }

    /// <summary>The view of which it is a key.</summary>
    public string? Of { get; init; }

    /// <summary>The last day of a span; what has none goes on.</summary>
    public string? Last { get; init; }

    /// <summary>
    /// Of free texts: only what a row has, or ever had, is asked for. Another is a slip, and must not look like nothing (Q56).
    /// </summary>
    public bool IsOfRows { get; init; }

    /// <summary>A list may stand in its order.</summary>
    public bool Sorts =>
        Kind is FieldKind.Day or FieldKind.StandardNumber or FieldKind.Cycle or FieldKind.Year or FieldKind.Name or FieldKind.Tag;

    /// <summary>In SQL; empty text where a document has no value.</summary>
    public string Value => $"(coalesce({Sql}, '') collate \"C\")";
    private string Until => $"(coalesce({Last}, '9999') collate \"C\")";
    private string List => $"{LeaderStore.Schema}.texts({Sql})";

    /// <summary>What its indexes are on, by the ends of their names.</summary>
    internal IEnumerable<(string Name, string On)> Indexes => Kind switch
    {
        FieldKind.Texts or FieldKind.Keys => [(Name, $"using gin ({List})")],
        FieldKind.Spans => [(Name, $"using gist (({Sql})) where {Sql} is not null")],
        FieldKind.Span => [(Name, $"({Value}, {Until})")],
        _ => [(Name, $"({Value}, key)")],
    };

    /// <summary>The rows that a condition lets through, in SQL.</summary>
    /// <param name="place">The place of its values among the parameters.</param>
    public string Where(Compare how, string place) => how switch
    {
        Compare.Is when Kind is FieldKind.Texts or FieldKind.Keys => $"{List} && {place}",
        Compare.Is => $"{Value} = any({place})",
        Compare.Since => $"{Value} >= {place}",
        Compare.Until => $"{Value} > '' and {Value} <= {place}",
        _ when Kind == FieldKind.Spans => $"{Sql} is not null and {Sql} @> {place}::date",
        _ => $"{Value} > '' and {Value} <= {place} and {Until} >= {place}",
    };

    private static readonly string FullWidth = string.Concat(Enumerable.Range(0xFF01, 94).Select(c => (char)c)) + '\u3000',
        HalfWidth = Typed.Plain(FullWidth).Replace("'", "''", StringComparison.Ordinal) + ' ';

    /// <summary>The values of a condition, as they are compared.</summary>
    public object Given(Condition condition) => condition.How != Compare.Is ? condition.Values[0]
        : Kind == FieldKind.Letters ? condition.Values.Select(Typed.Letters).ToArray()
        : Kind is FieldKind.Texts or FieldKind.Keys ? condition.Values.Select(v => Typed.Fold(v).Trim()).ToArray()
        : condition.Values.ToArray();

    public static Field Member(string name, string says, FieldKind kind, string? member = null) =>
        new(name, says, kind, kind == FieldKind.Letters
            ? $"{LeaderStore.Schema}.letters(payload->>'{member ?? name}')" : $"payload->>'{member ?? name}'");

    public static Field Ordered(string name) =>
        new(name, "", FieldKind.Name, $"translate(left(payload->>'{name}', 100), chr(10), ' ')");

    /// <summary>The tag <c>cycle</c> of the rows.</summary>
    public static readonly Field Cycle = new("cycle", "", FieldKind.Tag, "cycle::text");

    /// <param name="path">Of the keys within the member, as in SQL/JSON.</param>
    public static Field Keys(string name, string says, string of, string member, string path = "$[*]") =>
        new(name, says, FieldKind.Keys, $"{LeaderStore.Schema}.members(payload->'{member}', '{path}')") { Of = of };

    /// <param name="list">The member that has the spans; void ones count for nothing.</param>
    /// <param name="last">Of each span; what has none goes on.</param>
    public static Field Spans(string name, string says, string list, string first = "from", string last = "lastDay") =>
        new(name, says, FieldKind.Spans, $"{LeaderStore.Schema}.spans(payload->'{list}', '{first}', '{last}')");

    public static Field Word<T>(string name, string says, string? member = null) where T : struct, Enum
    {
        var sql = $"payload->>'{member ?? name}'"; // some documents begin the word with a capital
        return new(name, says, FieldKind.Word, $"lower(left({sql}, 1)) || substr({sql}, 2)") { Words = typeof(T) };
    }

    /// <summary>
    /// <c>texts</c>: the values of a list within a document, as <see cref="Typed.Fold"/> has them; null of what is none. What ends before
    /// it begins is no span.
    /// </summary>
    public static readonly string Ddl = $"""
        create or replace function {LeaderStore.Schema}.texts(list json) returns text[] language sql immutable parallel safe as $$
            select case when json_typeof(list) = 'array' then array(
                select btrim(upper(translate(t, '{FullWidth}', '{HalfWidth}') collate "C")) from json_array_elements_text(list) t) end
        $$;
        create or replace function {LeaderStore.Schema}.members(of json, path text) returns json language sql immutable parallel safe as $$
            select jsonb_path_query_array(of::jsonb, path::jsonpath)::json
        $$;
        create or replace function {LeaderStore.Schema}.spans(list json, first text, last text) returns datemultirange
        language sql immutable parallel safe as $$
            select range_agg(daterange((e->>first)::date, (e->>last)::date, '[]')) from json_array_elements(list) e
            where e->>'void' is distinct from 'true' and (e->>first)::date <= coalesce((e->>last)::date, 'infinity')
        $$;
        create or replace function {LeaderStore.Schema}.day_before(day text) returns text language sql immutable parallel safe as $$
            select to_char(day::date - 1, 'YYYY-MM-DD')
        $$;
        create or replace function {LeaderStore.Schema}.found_stricter(evaluations json) returns text language sql immutable parallel safe
        as $$
            select 'stricter' where exists (select from json_array_elements(evaluations) e where e->>'place' is not null
                and exists (select from json_array_elements(e->'results') r where r->>'baseline' is not null))
        $$;
        create or replace function {LeaderStore.Schema}.letters(of text) returns text language sql immutable parallel safe as $$
            select translate(of, '{Changed.From}', '{Changed.To}')
        $$;
        """;

    /// <summary>What <see cref="Typed.Letters"/> makes of each character that it does not keep: of those behind the end, nothing.</summary>
    private static (string From, string To) Changed
    {
        get
        {
            var changed = Enumerable.Range(1, 0xFFFD).Select(c => (char)c).Where(c => !char.IsSurrogate(c))
                .Select(c => (From: c, To: Typed.Letters($"{c}"))).Where(c => c.To != $"{c.From}").OrderBy(c => c.To.Length == 0).ToArray();
            var from = string.Concat(changed.Select(c => c.From)).Replace("'", "''", StringComparison.Ordinal);
            return (from, string.Concat(changed.Select(c => c.To)));
        }
    }
}

/// <summary>How a field stands to the values of a condition.</summary>
public enum Compare
{
    /// <summary>It is one of them, or has one.</summary>
    Is,

    /// <summary>It is that day or later.</summary>
    Since,

    /// <summary>It is that day or earlier.</summary>
    Until,

    /// <summary>Its days have that one.</summary>
    Covers,
}

/// <summary>A condition on a field.</summary>
public sealed record Condition(string Field, Compare How, IReadOnlyList<string> Values);

/// <summary>An order of a list other than its own; equal values stand in the order of the keys.</summary>
public sealed record Order(string Field, bool Descending)
{
    /// <summary>As in the address: the field, with a minus before it where the greatest comes first.</summary>
    public override string ToString() => Descending ? "-" + Field : Field;

    public static Order? Read(string? text) => text is null ? null : text[0] == '-' ? new(text[1..], true) : new(text, false);
}
