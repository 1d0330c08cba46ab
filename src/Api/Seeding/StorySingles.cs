using System.Text.Json;
using System.Text.Json.Nodes;
using Leader.Domain;
using Leader.Projections.Log;

namespace Leader.Api.Seeding;

/// <summary>The single acts of <c>stories/*.json</c>: when, by whom, what, with what, and the refusal where one is told of.</summary>
internal static class StorySingles
{
    private static readonly Dictionary<string, Type> Commands = typeof(ICommand).Assembly.GetTypes()
        .Where(t => t.IsAssignableTo(typeof(ICommand)) && !t.IsAbstract).ToDictionary(t => t.Name, StringComparer.Ordinal);

    private static readonly HashSet<string> Known = ["at", "on", "late", "by", "do", "with", "expect", "why", "sign"];

    public static IEnumerable<ScriptedAct> Acts(string path, StoryWords words)
    {
        var lines = Lines(path);
        var name = "stories/" + Path.GetFileName(path);
        var acts = StoryJson.File(path)["acts"] as JsonArray ?? throw new StoryException(name, "", "has no list of acts.");
        for (var i = 0; i < acts.Count; i++)
        {
            var act = acts[i]!;
            var where = $"{name}, line {lines[i]}";
            if (act.AsObject().FirstOrDefault(p => !Known.Contains(p.Key)).Key is { } unknown)
            {
                throw new StoryException(where, "", $"an act has no '{unknown}'.");
            }
            var what = (string?)act["do"] ?? "";
            if (!Commands.TryGetValue(what, out var type)) throw new StoryException(where, what, "there is no such command.");
            var command = (ICommand)StoryJson.As(type, words.Expand(act["with"] ?? new JsonObject(), where), where);
            var signs = (string?)act["sign"] is not { } line ? null
                : SigningSecret.TryParse(line, out var secret) ? secret
                : throw new StoryException(where, "sign", "is no secret of a signing key.");
            var by = words.Actor((string?)act["by"] ?? "", where);
            yield return new(
                StoryJson.Instant(act, "at", where),
                where,
                (string?)act["on"] is { } on ? StoryJson.Day(on, where) : null,
                _ => [(by, command)],
                (string?)act["expect"],
                act["late"] is { } late ? StoryJson.As<LateEntry>(words.Expand(late, where), where) : null,
                words.Files,
                signs);
        }
    }

    /// <summary>The line on which each act begins.</summary>
    private static List<int> Lines(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var reader = new Utf8JsonReader(
            bytes,
            new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        List<int> lines = [];
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth == 2)
                {
                    lines.Add(bytes.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n') + 1);
                }
            }
        }
        catch (JsonException e) { throw new StoryException("stories/" + Path.GetFileName(path), "", e.Message); }
        return lines;
    }
}
