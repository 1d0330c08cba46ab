using System.Text.Json;
using System.Text.Json.Nodes;
using Leader.Domain;
using Leader.Projections.Log;
using Microsoft.OpenApi;

namespace Leader.Api.Http;

/// <summary>A request to the demonstration history, and what it is answered: longer lists are cut.</summary>
/// <param name="Operation">As <c>GET /v1/titles/{id}</c>.</param>
/// <param name="As">Who asks; null without a token.</param>
/// <param name="Parameters">By name.</param>
/// <param name="Type">Of the body; null without one.</param>
/// <param name="Body">JSON, or a text.</param>
/// <param name="Answer">JSON, or a text; null where it is too long, or neither.</param>
/// <param name="AnswerType">Of the answer.</param>
public sealed record Example(
    string Operation,
    Actor? As,
    IReadOnlyDictionary<string, string> Parameters,
    string? Type,
    JsonNode? Body,
    JsonNode? Answer,
    string AnswerType = "application/json");

/// <summary>An example of each operation (Words/examples.jsonl), which a test made of the demonstration, and asks again.</summary>
internal static class Examples
{
    private static readonly Lazy<Dictionary<string, string>> Lines = new(() =>
    {
        using var text = new StreamReader(typeof(Examples).Assembly.GetManifestResourceStream("Leader.Api.Words.examples.jsonl")!);
        return text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(line => JsonSerializer.Deserialize<Example>(line, LeaderJson.Http)!.Operation, StringComparer.Ordinal);
    });

    /// <summary>Puts the example where each part of it is described.</summary>
    public static void Put(OpenApiOperation operation, string name)
    {
        if (!Lines.Value.TryGetValue(name, out var line)) return;
        var example = JsonSerializer.Deserialize<Example>(line, LeaderJson.Http)!;
        foreach (var parameter in operation.Parameters!.OfType<OpenApiParameter>())
        {
            if (example.Parameters.TryGetValue(parameter.Name!, out var value)) parameter.Example = Typed(parameter.Schema, value);
        }
        if (example.Type is { } type && operation.RequestBody?.Content?.TryGetValue(type, out var body) == true)
        {
            body.Example = example.Body;
        }
        foreach (var (_, answer) in operation.Responses!.Where(r => r.Key is "200" or "201" or "202"))
        {
            if (example.Answer is { } said && answer.Content?.TryGetValue(example.AnswerType, out var form) == true)
            {
                form.Example = said.DeepClone();
            }
        }
        if (example.As is { } by)
        {
            operation.Extensions!["x-example-as"] = new JsonNodeExtension(
                new JsonObject { ["role"] = Identity.Name(by.Role), ["subject"] = by.Subject });
        }
    }

    private static JsonNode Typed(IOpenApiSchema? schema, string value) => schema?.Type switch
    {
        JsonSchemaType.Array => new JsonArray([.. value.Split(',').Select(v => Typed(schema.Items, v))]),
        JsonSchemaType.Integer => JsonValue.Create(long.Parse(value, System.Globalization.CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(value),
    };
}
