using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Leader.Domain;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Leader.Api.Http;

internal static partial class OpenApiDocument
{
    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer(async (document, context, ct) =>
        {
            document.Info = new()
            {
                Title = "Leader · 企业标准“领跑者”登记系统",
                Version = "v1",
                Description = "The register of China's enterprise-standard Leader programme (国市监标准〔2018〕84号). Every GET takes two clocks: "
                    + "asOf (in force on that day in Beijing) and knownAt or position (as known then). Errors are RFC 9457 problems with "
                    + "stable codes. Who accepts text/html rather than JSON gets a page, which is no part of this contract.",
                License = new() { Name = "MIT", Identifier = "MIT" },
                Contact = new() { Name = "The operator of the register" },
            };
            document.Tags = Labels.AllTags.OrderBy(t => t.En, StringComparer.Ordinal)
                .Select(t => new OpenApiTag { Name = t.En, Description = $"{t.En} ({t.Zh})." }).ToHashSet();
            document.Servers = [new() { Url = "/" }];
            document.Components ??= new();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes["bearer"] =
                new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" };
            Operations.Components(document);
            IdForms.Add(document);
            await ActsAsync(document, context, ct);
            foreach (var (path, item) in document.Paths)
            {
                foreach (var (method, operation) in item.Operations ?? []) Examples.Put(operation, $"{method} {path}");
            }
            foreach (var (name, schema) in document.Components.Schemas!.ToArray())
            {
                Finish(document, name, schema);
                if (schema is not OpenApiSchema { Enum: { } words } list) continue;
                list.Enum = [.. words.Where(w => w is not null)]; // whoever may be null says so beside its name
                list.Type &= ~JsonSchemaType.Null;
            }
        });
        options.AddSchemaTransformer(async (schema, context, ct) =>
        {
            var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
            await TypeAsync(schema, type, context, ct);
            foreach (var set in context.JsonTypeInfo.Kind == System.Text.Json.Serialization.Metadata.JsonTypeInfoKind.Object
                ? context.JsonTypeInfo.Properties.Where(Projections.Log.LeaderJson.IsSetByTheAddress)
                : [])
            {
                schema.Properties?.Remove(set.Name);
                schema.Required?.Remove(set.Name);
            }
            foreach (var left in context.JsonTypeInfo.Properties.Where(IsLeftOutWhereNull)) schema.Required?.Remove(left.Name);
            if (Links.Has(type))
            {
                schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
                schema.Properties["links"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "Addresses by the names of their links; self is its own.",
                    AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String },
                };
            }
            if (type is not { IsEnum: true } words) return;
            schema.Type = JsonSchemaType.String;
            schema.IsOneOf(ClosedLists.Of(words));
            if (context.JsonTypeInfo.Type == type || context.JsonPropertyInfo is null) return;
            schema.Type |= JsonSchemaType.Null; // one with a default stands in its document, not under a name
            schema.Enum!.Add(null!);
        });
        options.AddOperationTransformer(async (operation, context, ct) =>
        {
            // The endpoints read the ids of their address themselves.
            operation.Parameters ??= [];
            foreach (var id in IdsOf().Matches(context.Description.RelativePath ?? "").Select(m => m.Groups[1].Value))
            {
                if (operation.Parameters.All(p => p.Name != id))
                {
                    operation.Parameters.Add(new OpenApiParameter
                    {
                        Name = id,
                        In = ParameterLocation.Path,
                        Required = true,
                        Schema = Text(IdForms.OfAddress(Before(context.Description.RelativePath!, id), id)),
                    });
                }
            }
            var read = context.Description.ActionDescriptor.EndpointMetadata.OfType<Parameter>().ToList();
            if (Formats.Of(new(context.Description.ActionDescriptor.EndpointMetadata)) is { } format) read.Add(format);
            foreach (var parameter in read)
            {
                if (operation.Parameters.All(p => p.Name != parameter.Name)) operation.Parameters.Add(parameter.ForDocument());
            }
            foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>())
            {
                if (parameter.Schema is { } schema) parameter.Schema = Shared(IdForms.Named(schema, context.Document!), context.Document!);
            }
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<StatesItsClocks>().Any() && !IsList(context)
                && operation.Responses is { } responses && responses.TryGetValue(
                    "200",
                    out var answer) && answer.Content?.TryGetValue("application/json", out var json) == true && json.Schema is { } document)
            {
                json.Schema = AtClocks(
                    document,
                    await context.GetOrCreateSchemaAsync(typeof(ClocksDoc), cancellationToken: ct),
                    context.Document!);
            }
            foreach (var other in context.Description.ActionDescriptor.EndpointMetadata.OfType<OtherForms>())
            {
                operation.Responses ??= [];
                if (!operation.Responses.TryGetValue("200", out var ok))
                {
                    operation.Responses["200"] = ok = new OpenApiResponse { Description = "OK" };
                }
                var content = ok.Content ?? (((OpenApiResponse)ok).Content = new Dictionary<string, OpenApiMediaType>());
                foreach (var mediaType in other.MediaTypes.Select(m => m.Split(';')[0]))
                {
                    content[mediaType] = new()
                    {
                        Schema = other.Of is null
                        ? new OpenApiSchema { Type = JsonSchemaType.String }
                        : new OpenApiSchema
                        {
                            Type = JsonSchemaType.Array,
                            Items = new OpenApiSchemaReference(other.Of.Name, context.Document),
                        },
                    };
                }
            }
            await Operations.DescribeAsync(operation, context, ct);
        });
    }

    /// <summary>What the converters of the register hide from the framework: it writes texts, numbers and lists as such.</summary>
    private static async Task TypeAsync(OpenApiSchema schema, Type type, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var nothing = context.JsonPropertyInfo is { IsGetNullable: true } ? JsonSchemaType.Null : 0;
        if (type == typeof(string)) schema.Type = JsonSchemaType.String | nothing;
        if (type == typeof(object) && schema.Type is null) schema.Type = JsonSchemaType.Object;
        if (type == typeof(System.Text.Json.JsonElement))
        {
            const JsonSchemaType any = JsonSchemaType.Boolean | JsonSchemaType.Number | JsonSchemaType.String | JsonSchemaType.Object;
            schema.Type = any | JsonSchemaType.Array;
            schema.Items = new OpenApiSchema { Type = any };
        }
        if (Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal && !type.IsEnum)
        {
            schema.Type &= ~JsonSchemaType.String;
            schema.Pattern = null;
        }
        if (type == typeof(decimal)) schema.Format = "decimal";
        var form = context.JsonPropertyInfo is { } member ? IdForms.Of(member.DeclaringType, member) : null;
        if (form is not null && type == typeof(string)) schema.Is(form);
        if (context.JsonTypeInfo is { Kind: System.Text.Json.Serialization.Metadata.JsonTypeInfoKind.Dictionary, ElementType: { } each }
            && schema.AdditionalProperties is null or OpenApiSchema { Type: null })
        {
            schema.AdditionalProperties = each == typeof(string)
                ? Text(null)
                : await context.GetOrCreateSchemaAsync(each, cancellationToken: ct);
        }
        if (context.JsonTypeInfo.Kind == System.Text.Json.Serialization.Metadata.JsonTypeInfoKind.Enumerable
            && context.JsonTypeInfo.ElementType is { } of && (schema.Items is null || schema.Items is OpenApiSchema { Type: null }
                && (of == typeof(string) || of.IsEnum)))
        {
            schema.Items = of == typeof(string)
                ? Text(form)
                : await context.GetOrCreateSchemaAsync(of, cancellationToken: ct);
        }
    }

    /// <summary>What stands in every command beside it, and in every answer of one that was only tried.</summary>
    private static async Task ActsAsync(
        Microsoft.OpenApi.OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken ct)
    {
        var schemas = document.Components!.Schemas!;
        var day = await context.GetOrCreateSchemaAsync(typeof(ActDay), cancellationToken: ct);
        foreach (var request in context.ApplicationServices.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(e => e.Metadata.GetMetadata<TakesDay>()?.Request.Name).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (schemas[request] is not OpenApiSchema { Properties: var members } schema) continue;
            schema.Properties = members ??= new Dictionary<string, IOpenApiSchema>();
            members.TryAdd("on", day.Properties!["on"]);
            members.TryAdd("late", OrNull(new OpenApiSchemaReference(nameof(LateEntry), document)));
        }
        var tried = await context.GetOrCreateSchemaAsync(typeof(DryRunAnswer), cancellationToken: ct);
        schemas.TryAdd(nameof(WouldBeFact), ((OpenApiSchema)tried.Properties!["facts"]).Items!);
        foreach (var told in new[] { nameof(CommandAnswer), nameof(Complaints.ComplaintReceipt) })
        {
            var answer = (OpenApiSchema)schemas[told];
            foreach (var (member, value) in tried.Properties.Where(p => p.Key != "facts")) answer.Properties!.TryAdd(member, value);
            answer.Properties!["facts"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Description = "What would be recorded; only in answers to dryRun.",
                Items = new OpenApiSchemaReference(nameof(WouldBeFact), document),
            };
            answer.Required!.IntersectWith(tried.Required!);
        }
    }

    /// <summary>Closed lists that documents keep as text, what members are called, and what an event always has.</summary>
    private static void Finish(Microsoft.OpenApi.OpenApiDocument document, string name, IOpenApiSchema described)
    {
        if (described is not OpenApiSchema schema) return;
        if (schema.Properties is not { Count: > 0 } members) return;
        if (name == nameof(Projections.Views.Shapes.TitleDoc))
        {
            members["benefitsBarredUntil"] = new OpenApiSchema // beside the document, as TitleEndpoints answers it
            {
                Type = JsonSchemaType.String | JsonSchemaType.Null,
                Format = "date",
                Description = "Last day of a ban of its enterprise on that day: no benefit may rest on the title until then.",
            };
        }
        var labels = new JsonObject();
        foreach (var (member, value) in members.ToArray())
        {
            members[member] = IdForms.Named(value, document);
            var (zh, en) = Labels.Member(name, member);
            labels[member] = new JsonObject { ["zh"] = zh, ["en"] = en };
            if (value is OpenApiSchema { Enum.Count: > 0, Extensions: { } marks } inline && marks.TryGetValue("x-list", out var list)
                && ((JsonNodeExtension)list).Node.GetValue<string>() is var named && document.Components!.Schemas!.ContainsKey(named))
            {
                var words = new OpenApiSchemaReference(named, document) { Description = inline.Description };
                members[member] = inline.Type?.HasFlag(JsonSchemaType.Null) == true ? OrNull(words) : words;
                continue;
            }
            if (ClosedLists.OfText(name, member) is not { } ofText || value is not OpenApiSchema text) continue;
            if (!document.Components!.Schemas!.ContainsKey(ofText.Name))
            {
                var words = new OpenApiSchema { Type = JsonSchemaType.String };
                words.IsOneOf(ofText);
                document.Components.Schemas[ofText.Name] = words;
            }
            var reference = new OpenApiSchemaReference(ofText.Name, document) { Description = text.Description };
            members[member] = text.Type?.HasFlag(JsonSchemaType.Null) == true ? OrNull(reference) : reference;
        }
        schema.Extensions ??= new Dictionary<string, IOpenApiExtension>();
        schema.Extensions["x-labels"] = new JsonNodeExtension(labels);
        if (name == nameof(Feed.FeedEvent))
        {
            schema.Required = new HashSet<string> { "specversion", "id", "source", "type", "subject", "time", "sequence" };
        }
    }

    /// <summary>A document behind its clocks, by a name of its own, so that programs have one for it.</summary>
    private static IOpenApiSchema AtClocks(IOpenApiSchema of, OpenApiSchema clocks, Microsoft.OpenApi.OpenApiDocument document)
    {
        var both = new OpenApiSchema { AllOf = [clocks, of] };
        if (of is not OpenApiSchemaReference { Reference.Id: { } id }) return both;
        document.Components ??= new();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas.TryAdd($"{id}AtClocks", both);
        return new OpenApiSchemaReference($"{id}AtClocks", document);
    }

    /// <summary>A closed list of a parameter by its name; those that differ from address to address stand there.</summary>
    private static IOpenApiSchema Shared(IOpenApiSchema described, Microsoft.OpenApi.OpenApiDocument document)
    {
        if (described is not OpenApiSchema schema) return described;
        if (schema.Items is not null) schema.Items = Shared(schema.Items, document);
        if (schema.Extensions?.TryGetValue("x-list", out var list) != true) return schema;
        var name = ((JsonNodeExtension)list!).Node.GetValue<string>();
        if (name is Formats.List or Parameters.SortList) return schema;
        document.Components ??= new();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas.TryAdd(name, schema);
        return new OpenApiSchemaReference(name, document);
    }

    /// <summary>The words, and what each is called in both languages.</summary>
    internal static void IsOneOf(this OpenApiSchema schema, ClosedList list)
    {
        schema.Enum = [.. list.Words.Select(w => (JsonNode)w!)];
        schema.Extensions ??= new Dictionary<string, IOpenApiExtension>();
        schema.Extensions["x-list"] = new JsonNodeExtension(list.Name);
        schema.Extensions["x-enum-descriptions"] = Said(word => word.En);
        schema.Extensions["x-enum-descriptions-zh"] = Said(word => word.Zh);

        JsonNodeExtension Said(Func<(string Zh, string En), string> of) =>
            new(new JsonArray([.. list.Words.Select(w => (JsonNode)of(Labels.Value(list.Name, w))!)]));
    }

    private static bool IsLeftOutWhereNull(System.Text.Json.Serialization.Metadata.JsonPropertyInfo member) =>
        member.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), true).OfType<JsonIgnoreAttribute>()
            .Any(i => i.Condition == JsonIgnoreCondition.WhenWritingNull) == true;

    private static OpenApiSchema OrNull(IOpenApiSchema schema) =>
        new() { OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, schema] };

    private static OpenApiSchema Text(string? form)
    {
        var text = new OpenApiSchema { Type = JsonSchemaType.String };
        if (form is not null) text.Is(form);
        return text;
    }

    /// <summary>The part of the address before an id.</summary>
    private static string Before(string path, string id) =>
        path.Split('/') is var parts && Array.FindIndex(parts, p => p.StartsWith($"{{{id}", StringComparison.Ordinal)) is > 0 and var at
            ? parts[at - 1]
            : "";

    private static bool IsList(OpenApiOperationTransformerContext context) =>
        context.Description.SupportedResponseTypes
            .Any(t => t.Type is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ListDoc<>));

    /// <summary>The ids of an address; <c>{**path}</c> takes all that follows.</summary>
    [GeneratedRegex(@"\{\*{0,2}(\w+)\}")]
    private static partial Regex IdsOf();
}
