using System.Collections.Concurrent;
using System.Text.Json;

namespace Leader.Api.Portal.Frame;

/// <summary>
/// What ids are called, as the answers that a page has read say: in each of them names stand beside the codes. A page may ask for many
/// answers at once.
/// </summary>
public sealed class KnownNames
{
    private readonly ConcurrentDictionary<(string Kind, string Id), (string? Zh, string? En)> _names = [];

    /// <param name="kind">As in <c>names</c>: enterprises, organisations, categories, fields, sectors, indicators.</param>
    public (string? Zh, string? En)? Of(string kind, string id) => _names.TryGetValue((kind, id), out var name) ? name : null;

    /// <summary>The sentence with the names in quotation marks that it has in the other language put into this one.</summary>
    public string Local(string sentence, bool english)
    {
        foreach (var ((kind, _), (zh, en)) in _names)
        {
            if (kind == "categories" && zh is { Length: > 0 } && en is { Length: > 0 })
            {
                sentence = sentence.Replace($"“{(english ? zh : en)}”", $"“{(english ? en : zh)}”", StringComparison.Ordinal);
            }
        }
        return sentence;
    }

    public void Hear(Answer answer)
    {
        if (answer is not { Ok: true, IsJson: true, Json: { ValueKind: JsonValueKind.Object } json }
            || !json.TryGetProperty("names", out var names) || names.ValueKind != JsonValueKind.Object)
        {
            return;
        }
        foreach (var kind in names.EnumerateObject().Where(k => k.Value.ValueKind == JsonValueKind.Object))
        {
            foreach (var one in kind.Value.EnumerateObject().Where(o => o.Value.ValueKind == JsonValueKind.Object))
            {
                _names[(kind.Name, one.Name)] = (Text(one.Value, "zh"), Text(one.Value, "en"));
            }
        }
    }

    private static string? Text(JsonElement name, string language) =>
        name.TryGetProperty(language, out var text) ? text.GetString() : null;
}
