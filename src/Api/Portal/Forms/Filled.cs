using System.Globalization;
using System.Text.Json.Nodes;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Portal.Forms;

/// <summary>
/// What was typed into a form, as the body of a request. Names in a form are the paths that refusals name:
/// <c>disclosure.indicators[0].limit.value</c>. Texts are sent as typed, numbers as texts, so that no digit is lost on the way; but of a
/// code that is given here and typed in Chinese its pinyin is sent, as the preview shows.
/// </summary>
/// <param name="typed">By the names in the form.</param>
/// <param name="without">The row of a list that is to go.</param>
internal sealed class Filled(IReadOnlyDictionary<string, string> typed, string? without = null)
{
    private readonly Lazy<ILookup<string, int>> _rows = new(() => typed.Keys.SelectMany(Rows).Distinct().ToLookup(r => r.List, r => r.Row));

    /// <summary>The members of an object; those left blank are not in it.</summary>
    public JsonObject Read(IEnumerable<Field> fields, string at = "")
    {
        var read = new JsonObject();
        foreach (var field in fields)
        {
            if (Value(field, at.Length == 0 ? field.Name : $"{at}.{field.Name}") is { } value) read[field.Name] = value;
            else if (field.SaysNothingByNull) read[field.Name] = null;
        }
        return read;
    }

    /// <summary>What is so where nothing is said, as a form shows it when it is opened; what is said stays.</summary>
    public static void AddDefaults(IEnumerable<Field> fields, JsonObject read)
    {
        foreach (var field in fields)
        {
            if (field is { Kind: FieldKind.Group, Required: true })
            {
                AddDefaults(field.Members, (JsonObject)(read[field.Name] ??= new JsonObject()));
            }
            if (field.Default is not { } said) continue;
            if (field.Kind != FieldKind.Check) read[field.Name] ??= said;
            else read[field.Name] = true;
        }
    }

    /// <summary>What has to be there and is not, by path.</summary>
    public static IEnumerable<string> Missing(IEnumerable<Field> fields, JsonObject read, string at = "")
    {
        foreach (var field in fields)
        {
            var path = at.Length == 0 ? field.Name : $"{at}.{field.Name}";
            switch (read[field.Name])
            {
                case null when field.Required && field.Kind is not (FieldKind.List or FieldKind.Map or FieldKind.Group):
                    yield return path;
                    break;
                case JsonObject group when field.Kind == FieldKind.Group:
                    foreach (var one in Missing(field.Members, group, path)) yield return one;
                    break;
                case JsonArray rows when field.Item is { Kind: FieldKind.Group } item:
                    foreach (var one in rows.SelectMany((r, i) => Missing(item.Members, (JsonObject)r!, $"{path}[{i}]"))) yield return one;
                    break;
            }
        }
    }

    private JsonNode? Value(Field field, string path)
    {
        switch (field.Kind)
        {
            case FieldKind.Check:
                return JsonValue.Create(typed.ContainsKey(path)); // what is not ticked may be so by default
            case FieldKind.YesNo:
                return Text(path) switch { "true" => JsonValue.Create(true), "false" => JsonValue.Create(false), _ => null };
            case FieldKind.Instant:
                return Text(path) is { } instant ? JsonValue.Create(InBeijing(instant)) : null;
            case FieldKind.LongText:
                return typed.GetValueOrDefault(path) is { } text && !string.IsNullOrWhiteSpace(text)
                    ? JsonValue.Create(text.Replace("\r\n", "\n", StringComparison.Ordinal))
                    : null;
            case FieldKind.Group:
                var group = Read(field.Members, path);
                return field.Required || !IsBlank(group) ? group : null;
            case FieldKind.List:
                var rows = _rows.Value[path].Order().Where(i => $"{path}[{i}]" != without)
                    .Select(i => Value(field.Item!, $"{path}[{i}]")).Where(r => r is not null && !IsBlank(r)).ToArray();
                return field.Required || rows.Length > 0 ? new JsonArray(rows) : null;
            case FieldKind.Map:
                var map = new JsonObject();
                foreach (var row in _rows.Value[path].Order().Where(i => $"{path}[{i}]" != without))
                {
                    if (Text($"{path}[{row}].key") is { } key) map[key] = Text($"{path}[{row}].value") ?? "";
                }
                return field.Required || map.Count > 0 ? map : null;
            default:
                return Text(path) is not { } plain ? null
                    : JsonValue.Create(field.IsNewCode && Pinyin.Code(plain) is { } code ? code : plain);
        }
    }

    private string? Text(string path) => typed.GetValueOrDefault(path) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>A row that nobody filled in; a checkbox says nothing by being left alone.</summary>
    private static bool IsBlank(JsonNode? node) => node switch
    {
        null => true,
        JsonObject group => group.All(m => IsBlank(m.Value)),
        JsonArray list => list.Count == 0,
        JsonValue value => value.TryGetValue<bool>(out var ticked) && !ticked,
        _ => false,
    };

    /// <summary>A browser asks for day and time without an offset: what is meant is Beijing.</summary>
    private static string InBeijing(string instant) =>
        DateTime.TryParseExact(
            instant,
            ["yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out _) ? instant + (instant.Length == 16 ? ":00+08:00" : "+08:00") : instant;

    /// <summary>Each list in a path, with the row: of <c>a[0].b[1]</c> <c>(a, 0)</c> and <c>(a[0].b, 1)</c>.</summary>
    private static IEnumerable<(string List, int Row)> Rows(string path)
    {
        for (var open = path.IndexOf('[', StringComparison.Ordinal); open >= 0; open = path.IndexOf('[', open + 1))
        {
            var close = path.IndexOf(']', open);
            if (close > 0
                && int.TryParse(path.AsSpan(open + 1, close - open - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var row)
                && row < 10_000)
            {
                yield return (path[..open], row);
            }
        }
    }
}
