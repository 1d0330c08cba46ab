using System.Text.RegularExpressions;
using NJsonSchema;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;
using NSwag.CodeGeneration.OperationNameGenerators;

// Writes a client in C# as anybody makes it of our OpenAPI document: the document, and where the client goes.
var document = await OpenApiDocument.FromFileAsync(args[0]);
// answers may get members in time (docs/api.md), which a reader passes over
foreach (var schema in document.Definitions.Values) schema.AllowAdditionalProperties = false;
// NSwag knows one type a schema: what may be any JSON has none for it
foreach (var any in document.Definitions.Values.Where(d => d.Type.HasFlag(JsonObjectType.Array | JsonObjectType.String)))
{
    any.Type = JsonObjectType.None;
}
var settings = new CSharpClientGeneratorSettings
{
    ClassName = "LeaderClient",
    GenerateOptionalParameters = true,
    GenerateExceptionClasses = true,
    UseBaseUrl = false,
    OperationNameGenerator = new SingleClientFromOperationIdOperationNameGenerator(),
    CSharpGeneratorSettings =
    {
        Namespace = "RegisterClient",
        JsonLibrary = CSharpJsonLibrary.SystemTextJson,
        JsonLibraryVersion = 10,
        GenerateNullableReferenceTypes = true,
        GenerateOptionalPropertiesAsNullable = true,
        DateType = "System.DateOnly",
        ArrayType = "System.Collections.Generic.IReadOnlyList",
        ArrayInstanceType = "System.Collections.Generic.List",
        ArrayBaseType = "System.Collections.Generic.List",
    },
};
await File.WriteAllTextAsync(args[1], new CSharpClientGenerator(document, settings).GenerateFile());

var untyped = Regex.Count(await File.ReadAllTextAsync(args[1]), @"public [\w.<>]*\bobject\b");
Console.WriteLine($"The client in C# has {untyped} members without a type, each of which may be any JSON.");
