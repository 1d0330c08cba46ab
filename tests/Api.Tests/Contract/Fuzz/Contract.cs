using System.Text.Json;

namespace Leader.Api.Tests.Contract.Fuzz;

/// <summary>Our own OpenAPI document, as far as requests are made of it and answers are held against it.</summary>
internal sealed class Contract(JsonElement document)
{
    public JsonElement Document => document;

    public IReadOnlyList<Operation> Operations { get; } =
        [.. The_OpenAPI_document_is_complete.All(document).Select(o => new Operation(o.Name, o.Operation, document))];

    /// <summary>The schema itself, where it is told by its name.</summary>
    public static JsonElement Named(JsonElement document, JsonElement schema)
    {
        while (schema.TryGetProperty("$ref", out var name)) schema = At(document, name.GetString()!);
        return schema;
    }

    public static JsonElement At(JsonElement document, string reference) =>
        reference.Split('/').Skip(1).Aggregate(document, (at, part) => at.GetProperty(part));
}

/// <param name="Schema">With its name, where it has one.</param>
internal sealed record Taken(string Name, string In, bool Required, bool IsList, JsonElement Schema);

internal sealed class Operation
{
    private readonly JsonElement _operation, _document;

    public Operation(string name, JsonElement operation, JsonElement document)
    {
        (_operation, _document, Method, Path) = (operation, document, name.Split(' ')[0], name.Split(' ')[1]);
        Id = operation.GetProperty("operationId").GetString()!;
        Takes = [.. The_OpenAPI_document_is_complete.Parts(operation, "parameters").Select(Of)];
        Roles = [.. Texts("x-roles")];
        Codes = Texts("x-problem-codes").ToHashSet();
        if (!operation.TryGetProperty("requestBody", out var body)) return;
        foreach (var form in body.GetProperty("content").EnumerateObject())
        {
            BodyTypes.Add(form.Name);
            if (form.Name == "application/json") Body = form.Value.GetProperty("schema");
        }
    }

    public string Method { get; }
    public string Path { get; }
    public string Id { get; }
    public IReadOnlyList<Taken> Takes { get; }
    public IReadOnlyList<string> Roles { get; }
    public IReadOnlySet<string> Codes { get; }
    public List<string> BodyTypes { get; } = [];
    public JsonElement? Body { get; }

    public bool IsCommand => Body is not null && Codes.Contains("idempotency-key-reused");

    /// <summary>What is said of the answer with this status; null where that is not listed.</summary>
    public JsonElement? Answer(int status)
    {
        var answers = _operation.GetProperty("responses");
        return answers.TryGetProperty(status.ToString(System.Globalization.CultureInfo.InvariantCulture), out var said)
            ? Contract.Named(_document, said)
            : null;
    }

    private Taken Of(JsonElement parameter)
    {
        var schema = parameter.GetProperty("schema");
        var isList = schema.TryGetProperty("type", out var type) && type.ValueEquals("array");
        return new(
            parameter.GetProperty("name").GetString()!,
            parameter.GetProperty("in").GetString()!,
            parameter.TryGetProperty("required", out var required) && required.GetBoolean(),
            isList,
            isList ? schema.GetProperty("items") : schema);
    }

    private IEnumerable<string> Texts(string name) =>
        The_OpenAPI_document_is_complete.Parts(_operation, name).Select(t => t.GetString()!);
}
