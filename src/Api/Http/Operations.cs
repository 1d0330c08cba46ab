using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Leader.Domain;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Leader.Api.Http;

/// <summary>What an address that decides something, or is not for everybody, asks of the sender.</summary>
/// <param name="Command">What is decided; null where something is read.</param>
/// <param name="Roles">Who may ask; none means anyone, without a token.</param>
/// <param name="Makes">Something with an address of its own: 201.</param>
/// <param name="Request">What its body is read as, where that is JSON; there is a form for it.</param>
public sealed record Asks(Type? Command, IReadOnlyList<Role> Roles, bool Makes = false, Type? Request = null);

/// <summary>Its answers have no ETag.</summary>
public sealed record Untagged;

/// <summary>Its answers say where the log was read up to.</summary>
public sealed record TellsCursor;

/// <summary>Problems of an address beyond those of its kind.</summary>
public sealed record Refuses(params string[] Codes);

public static class Refusing
{
    /// <summary>The address refuses with these codes too.</summary>
    public static T AlsoRefuses<T>(this T address, params string[] codes) where T : IEndpointConventionBuilder =>
        address.WithMetadata(new Refuses(codes));
}

/// <summary>
/// Describes every operation from what the code knows of it: its words (src/Api/Words/operations.csv, descriptions.tsv), the summary of
/// its command with the codes that it refuses with, its roles, and what the doors answer at every address of its kind.
/// </summary>
internal static partial class Operations
{
    private static readonly string[] Trouble = ["database-away", "database-busy", "view-behind", "took-too-long"];

    private static readonly string[] OfCommands =
    [
        "malformed", "not-signed-in", "several-roles", "not-yours-to-do", "actor-not-registered", "no-earlier-day", "late-entry-unproven",
        "day-in-the-future", "evidence-not-deposited", "idempotency-key-reused", "changed-meanwhile", "too-large", "not-json",
        "outcome-unknown", "behind-witness", "database-away", "database-busy", "database-full", "database-read-only", "took-too-long",
    ];

    /// <summary>Of acts that may be signed.</summary>
    private static readonly string[] OfSigned =
        ["signature-needed", "unknown-signing-key", "signing-key-not-in-force", "signed-at-another-time"];

    /// <summary>Of addresses that look at who asks.</summary>
    private static readonly string[] OfSenders = ["not-signed-in", "several-roles", "not-yours-to-do"];

    private static readonly Dictionary<int, (string Name, string Says)> Problem = new()
    {
        [400] = ("Malformed", "The request is not well formed; `errors` says what is wrong, by field."),
        [401] = ("NotSignedIn", "This needs a bearer token that holds."),
        [403] = ("NotYours", "This is not yours to do, or to read."),
        [404] = ("NotFound", "There is nothing by this id, or was nothing yet at these clocks."),
        [406] = ("NotAcceptable", "The answer has none of the forms asked for."),
        [409] = ("ChangedMeanwhile", "Others were acting on the same things; asking again is safe."),
        [410] = ("Gone", "It was there and is not any more."),
        [413] = ("TooLarge", "The request is larger than is accepted."),
        [415] = ("UnknownType", "The body is of a type that is not accepted here."),
        [416] = ("NoSuchRange", "The file does not have the bytes that `Range` asks for."),
        [422] = ("Refused", "The programme's rules forbid this; `clause` names the rule."),
        [429] = ("TooManyRequests", "Too many requests; `Retry-After` says when to ask again."),
        [500] = ("Fault", "What is stored is not what was signed, or the register has a fault."),
        [503] = ("Unavailable", "It cannot be answered now; `Retry-After` says when to ask again."),
    };

    private static readonly Dictionary<string, (string Says, JsonSchemaType Type)> Headers = new()
    {
        ["ETag"] = ("Of these bytes; ask with If-None-Match.", JsonSchemaType.String),
        ["Link"] = ("The next page, and the original, time map and mementos (RFC 8288, RFC 7089).", JsonSchemaType.String),
        ["Vary"] = ("The headers of the request that the answer depends on.", JsonSchemaType.String),
        ["Cache-Control"] = (
            "Immutable where the address is pinned by day and position; private where others may see more.",
            JsonSchemaType.String),
        ["Content-Location"] = ("The pinned address of what was answered to Accept-Datetime.", JsonSchemaType.String),
        ["Memento-Datetime"] = ("Since when it held (RFC 7089).", JsonSchemaType.String),
        ["Repr-Digest"] = ("SHA-256 of the whole file (RFC 9530).", JsonSchemaType.String),
        ["Content-Range"] = ("Which bytes of the file these are.", JsonSchemaType.String),
        ["Location"] = ("The address of what was made.", JsonSchemaType.String),
        ["Leader-Position"] = ("The position of the last fact recorded: for minPosition.", JsonSchemaType.Integer),
        ["Leader-Cursor"] = ("Where the page ends: for cursor.", JsonSchemaType.String),
        ["Retry-After"] = ("Seconds until it is worth asking again.", JsonSchemaType.Integer),
        ["WWW-Authenticate"] = ("The scheme that is asked for.", JsonSchemaType.String),
    };

    /// <summary>What operations refer to.</summary>
    public static void Components(Microsoft.OpenApi.OpenApiDocument document)
    {
        document.Components!.Headers = Headers.ToDictionary(h => h.Key, h => (IOpenApiHeader)new OpenApiHeader
        {
            Description = h.Value.Says,
            Schema = new OpenApiSchema { Type = h.Value.Type },
        });
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas["ProblemDetails"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "Why a request was not answered as asked (RFC 9457).",
            Required = new HashSet<string> { "type", "title", "status" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Text("Ends in the stable code: /problems/notice-still-open."),
                ["title"] = Text("The kind of problem, in words."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "As in the status line." },
                ["detail"] = Text("What is wrong here, with the days, names and numbers of this case."),
                ["instance"] = Text("The address that was asked."),
                ["clause"] = Text("The clause of the policy that forbids it, and the default that was used."),
                ["traceId"] = Text("Of the request, as the register's operator finds it in the log of the service."),
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "What is wrong, by field.",
                    AdditionalProperties = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array,
                        Items = new OpenApiSchema { Type = JsonSchemaType.String },
                    },
                },
            },
        };
        document.Components.Responses = Problem.ToDictionary(p => p.Value.Name, p => (IOpenApiResponse)new OpenApiResponse
        {
            Description = p.Value.Says,
            Headers = p.Key switch
            {
                401 => All(document, "WWW-Authenticate"),
                429 or 503 => All(document, "Retry-After"),
                _ => null,
            },
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference("ProblemDetails", document) },
            },
        });

        static OpenApiSchema Text(string says) => new() { Type = JsonSchemaType.String, Description = says };
    }

    public static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var (method, path) = (context.Description.HttpMethod ?? "GET", "/" + Ids().Replace(context.Description.RelativePath ?? "", "{$1}"));
        var isMap = path.EndsWith(Addresses.TimeMapEnd, StringComparison.Ordinal);
        if (Labels.Operation($"{method} {(isMap ? path[..^Addresses.TimeMapEnd.Length] : path)}") is not { } words) return;
        var asks = metadata.OfType<Asks>().FirstOrDefault();
        var mapped = isMap ? Mapped(context) : metadata;
        var told = await ToldAsync(asks?.Command ?? TypeOf(mapped), context, ct);
        var codes = new SortedSet<string>(StringComparer.Ordinal);
        codes.UnionWith(Listed().Matches(told).SelectMany(m => Code().Matches(m.Value)).Select(m => m.Value));
        codes.UnionWith(mapped.OfType<Refuses>().SelectMany(r => r.Codes));
        codes.UnionWith(asks?.Command is not null ? OfCommands : Trouble);
        if (asks?.Command is { } command && SignedAddresses.Of(command) is not null) codes.UnionWith(OfSigned);
        if (metadata.OfType<Parameter>().Any(p => p.Name == Waits.Name)) codes.Add("too-many-waits");
        if (asks is not null) codes.UnionWith(OfSenders);
        if (asks?.Command is not null) codes.UnionWith(Named(path, metadata).Select(what => $"unknown-{what}"));
        if (path.EndsWith("{creditCode}", StringComparison.Ordinal) || IsInPath(ReadAs.Enterprise)) codes.Add("unknown-enterprise");
        if (IsInPath(ReadAs.Category)) codes.Add("unknown-category");
        if (isMap) told = "Every instant at which the answer at the address without /timemap changed (RFC 7089).";
        told = Blanks().Replace(Listed().Replace(told, ""), " ").Trim();

        operation.OperationId = isMap ? $"{words.Id}TimeMap" : words.Id;
        operation.Summary = isMap ? $"{words.En}: time map" : words.En;
        var isForSome = asks is { Roles.Count: > 0 };
        var who = isForSome ? [.. asks!.Roles.Select(Identity.Name)] : new[] { Identity.Name(Role.Public) };
        var may = MayAsk(who);
        operation.Description = $"{(told.Length > 0 ? told : $"{words.En}.")} {may.En}";
        operation.Tags = new HashSet<OpenApiTagReference> { new(Labels.Tag(path.Split('/')[2]).En, context.Document) };
        operation.Extensions ??= new Dictionary<string, IOpenApiExtension>();
        operation.Extensions["x-summary-zh"] = new JsonNodeExtension(isMap ? $"{words.Zh}：时间表" : words.Zh);
        operation.Extensions["x-description-zh"] =
            new JsonNodeExtension((told.Length > 0 ? Labels.Description(told) : $"{words.Zh}。") + may.Zh);
        operation.Extensions["x-roles"] = Listed(who);
        operation.Security = isForSome
            ? [new() { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] }]
            : [new(), new() { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] }];

        Answers(operation, context, metadata, mapped, asks, isMap);
        if (operation.Responses!.ContainsKey("400")) codes.Add("malformed");
        if (operation.Responses.ContainsKey("406")) codes.Add("not-acceptable");
        if (operation.Responses.ContainsKey("429")) codes.Add("too-many-requests");
        if (metadata.OfType<StatesItsClocks>().Any()) codes.Add("not-yet");
        operation.Extensions["x-problem-codes"] = Listed(codes);
        foreach (var header in Sent(metadata, asks, method)) operation.Parameters!.Add(header);

        bool IsInPath(ReadAs read) => mapped.OfType<Parameter>().Any(p => p.As == read && p.In == ParameterLocation.Path);
    }

    /// <summary>How every description ends.</summary>
    /// <param name="roles">As in <c>x-roles</c>.</param>
    public static (string Zh, string En) MayAsk(IReadOnlyList<string> roles) => roles is ["public"]
        ? ("任何人都可以请求。", "Anyone may ask.")
        : ($"谁可以请求：{string.Join('、', roles.Select(r => Labels.Value("Role", r).Zh))}。", $"Who may ask: {string.Join(", ", roles)}.");

    private static void Answers(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        IList<object> metadata,
        IList<object> mapped,
        Asks? asks,
        bool isMap)
    {
        var (responses, document) = (operation.Responses ??= [], context.Document!);
        var isRead = asks?.Command is null && context.Description.HttpMethod != "POST";
        var isView = isMap || metadata.OfType<StatesItsClocks>().Any();
        var isTagged = IsTagged(metadata, context.Description.HttpMethod);
        var isFile = metadata.OfType<SentAsKept>().Any();
        if (asks is { Makes: true } && responses.TryGetValue("200", out var ok) && !responses.ContainsKey("201"))
        {
            responses["201"] = new OpenApiResponse { Description = "It was made.", Content = ok.Content };
        }
        foreach (var (status, answer) in responses.ToArray())
        {
            if (answer is not OpenApiResponse said || status[0] != '2') continue;
            if (said.Description is null or "OK") said.Description = isRead ? "As asked." : "It was recorded, or was so already.";
            said.Headers = All(
                document,
                [
                    .. isTagged ? ["ETag", "Cache-Control"] : Array.Empty<string>(),
                    .. isView ? ["Link", "Vary"] : isRead ? ["Vary"] : Array.Empty<string>(),
                    .. isFile ? ["Content-Location", "Repr-Digest"] : Array.Empty<string>(),
                    .. isView && !isMap ? ["Content-Location", "Memento-Datetime"] : Array.Empty<string>(),
                    .. asks?.Command is not null ? ["Leader-Position"] : Array.Empty<string>(),
                    .. metadata.OfType<TellsCursor>().Any() ? ["Leader-Cursor"] : Array.Empty<string>(),
                    .. status == "201" ? ["Location"] : Array.Empty<string>(),
                ]);
        }
        if (isTagged)
        {
            responses["304"] = new OpenApiResponse
            {
                Description = "What If-None-Match names is still the answer.",
                Headers = All(document, "ETag", "Vary"),
            };
        }
        if (isFile && responses.TryGetValue("200", out var file))
        {
            responses["206"] = new OpenApiResponse
            {
                Description = "A part of the file, as Range asks for it.",
                Headers = All(document, "ETag", "Content-Location", "Content-Range", "Repr-Digest", "Vary"),
                Content = file.Content,
            };
        }
        var more = new List<int> { 400, 503 };
        if (isFile) more.Add(416);
        if (isRead) more.Add(406);
        if (isView) more.Add(404);
        if (isMap) more.AddRange(mapped.OfType<IProducesResponseTypeMetadata>().Select(m => m.StatusCode).Where(s => s >= 400));
        if (asks is not null) more.AddRange([401, 403]);
        if (asks?.Command is not null) more.AddRange([404, 409, 413, 415, 422]);
        if (metadata.OfType<Counts>().Any()) more.Add(429);
        foreach (var status in responses.Keys.Where(k => k[0] is '4' or '5').Select(k => int.Parse(k, CultureInfo.InvariantCulture))
            .Concat(more).Distinct().Order().ToArray())
        {
            var key = status.ToString(CultureInfo.InvariantCulture);
            responses.Remove(key);
            responses[key] = new OpenApiResponseReference(Problem[status].Name, document);
        }
    }

    /// <summary>It tells what was answered before from what would be now; a stream does not, nor does what may be erased.</summary>
    private static bool IsTagged(IList<object> metadata, string? method) =>
        method == "GET" && !metadata.OfType<Untagged>().Any();

    /// <summary>What the ids of an address, and those in its body, are of: <c>case</c> of <c>/v1/cases/{id}/facts</c>.</summary>
    private static IEnumerable<string> Named(string path, IList<object> metadata)
    {
        var parts = path.Split('/');
        var inAddress = Enumerable.Range(1, parts.Length - 1).Where(i => parts[i].StartsWith('{')).Select(i => parts[i - 1] switch
        {
            "evidence" => "evidence",
            "watches" => "watch",
            var many when many.EndsWith("ies", StringComparison.Ordinal) => $"{many[..^3]}y",
            var many => many[..^1],
        });
        var inBody = metadata.OfType<Asks>().Select(a => a.Request).OfType<Type>()
            .SelectMany(r => Projections.Log.LeaderJson.Http.GetTypeInfo(r).Properties.Select(p => IdMembers.Of(r, p)))
            .OfType<IdKind>().Select(kind => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString()))
            .Where(what => Labels.Problem($"unknown-{what}").En != $"unknown-{what}");
        return inAddress.Concat(inBody);
    }

    /// <summary>Of the time map's document.</summary>
    private static IList<object> Mapped(OpenApiOperationTransformerContext context)
    {
        var path = "/" + context.Description.RelativePath![..^Addresses.TimeMapEnd.Length];
        return [.. context.ApplicationServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .First(e => e.RoutePattern.RawText == path && e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Metadata];
    }

    /// <summary>Headers of the request.</summary>
    private static IEnumerable<OpenApiParameter> Sent(IList<object> metadata, Asks? asks, string method)
    {
        if (asks?.Command is not null)
        {
            yield return Header("Idempotency-Key", "The same key with the same body is decided once, and answered alike.");
            yield return Header("X-Causation-Id", "What the act was caused by; only with a token.");
        }
        else if (IsTagged(metadata, method))
        {
            yield return Header("If-None-Match", "ETags of what is known already: 304 where it is still so.");
            if (!metadata.OfType<SentAsKept>().Any()) yield break;
            yield return Header("Range", "Bytes of the file, as bytes=1048576-: to go on where one was cut off.");
            yield return Header("If-Range", "The ETag of the part that is there: the rest of that file, or else the whole of another.");
        }

        static OpenApiParameter Header(string name, string says) => new()
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = says,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };
    }

    /// <summary>The document that is answered; of a list that of its items.</summary>
    private static Type? TypeOf(IList<object> metadata) =>
        metadata.OfType<IProducesResponseTypeMetadata>().LastOrDefault(m => m.StatusCode == 200)?.Type is not { } type ? null
        : type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(ListDoc<>) ? type.GetGenericArguments()[0]
        : type;

    private static async Task<string> ToldAsync(Type? type, OpenApiOperationTransformerContext context, CancellationToken ct) =>
        type is null || type == typeof(string) || type == typeof(Stream)
            ? ""
            : (await context.GetOrCreateSchemaAsync(type, cancellationToken: ct)).Description ?? "";

    private static Dictionary<string, IOpenApiHeader> All(Microsoft.OpenApi.OpenApiDocument document, params string[] names) =>
        names.ToDictionary(n => n, n => (IOpenApiHeader)new OpenApiHeaderReference(n, document));

    private static JsonNodeExtension Listed(IEnumerable<string> words) => new(new JsonArray([.. words.Select(w => (JsonNode)w!)]));

    /// <summary>Of an address, without its constraints; <c>{**path}</c> takes all that follows.</summary>
    [GeneratedRegex(@"\{\*{0,2}(\w+)[^}]*\}")]
    private static partial Regex Ids();

    [GeneratedRegex(@"Refuses:[a-z,\s/-]*\.")]
    private static partial Regex Listed();

    [GeneratedRegex("[a-z]+(?:-[a-z]+)*(?=[,.\\s])(?<!Refuses)")]
    private static partial Regex Code();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
