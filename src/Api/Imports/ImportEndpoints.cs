using System.Security.Cryptography;
using System.Text.Json;
using Leader.Api.Desk;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Projections.Log;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Leader.Api.Imports;

internal static class ImportEndpoints
{
    /// <summary>Of one sender that are not at their end.</summary>
    private const int MostOpen = 10;

    private static readonly Role[] Senders = [Role.Enterprise, Role.Registrar], Readers = [.. Senders, Role.Regulator];
    private static readonly ClosedList Outcomes = new("ImportOutcome", ["accepted", "already", "refused"]);
    private static readonly IReadOnlyList<Column> Columns = Tables.Columns(typeof(ImportedRow));

    public static void MapImports(this IEndpointRouteBuilder app)
    {
        Map(ImportRows.Declarations, Role.Enterprise);
        Map(ImportRows.Enterprises, Role.Enterprise, Role.Registrar);
        app.MapGet("/v1/imports", ListAsync).Produces<ImportsDoc>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403)
            .Reads(Parameters.Imports).WithMetadata(new Asks(null, Senders), new Untagged());
        app.MapGet("/v1/imports/{id}", GetAsync).Produces<ImportDoc>().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404)
            .WithMetadata(new Asks(null, Readers), new Untagged()).AlsoRefuses("unknown-import");
        app.MapGet("/v1/imports/{id}/rows", RowsAsync).Produces<Stream>(200, Formats.JsonLines).AlsoAs(Formats.Csv)
            .ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).CountsAs(Budget.Downloads)
            .Reads(Parameters.Mark, new Parameter("outcome", "Only these rows.", List: Outcomes))
            .WithMetadata(new Asks(null, Readers), new SentAsKept(), new RequestTimeoutAttribute(RequestLimits.Uploading))
            .AlsoRefuses("unknown-import");

        void Map(string of, params Role[] roles) => app.MapPost(
            $"/v1/imports/{of}",
            (HttpContext context, ImportStore store, ImportService service, IConfiguration configuration) =>
                SendAsync(context, of, roles, store, service, configuration.GetValue("Imports:LargestBytes", 256L << 20)))
            .Reads(DryRuns.Parameter).WithMetadata(new RequestTimeoutAttribute(RequestLimits.Uploading), new Asks(null, roles))
            .AddOpenApiOperationTransformer(DescribeBody).Produces<ImportDoc>(202).ProducesProblem(400).ProducesProblem(401)
            .ProducesProblem(403).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(429)
            .AlsoRefuses("malformed", "type-not-accepted", "too-large", "too-many-requests", "idempotency-key-reused");
    }

    /// <summary>Not by Accepts, which would answer other types before we say which are taken.</summary>
    private static Task DescribeBody(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = ImportRows.MediaTypes.ToDictionary(
                t => t,
                _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } }),
        };
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = "Idempotency-Key",
            In = ParameterLocation.Header,
            Description = "The same key with the same file is one import, however often it is sent.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
        return Task.CompletedTask;
    }

    private static async Task<IResult> SendAsync(
        HttpContext context,
        string of,
        Role[] roles,
        ImportStore store,
        ImportService service,
        long most)
    {
        if (Commands.Stranger(context, roles, out var actor) is { } stranger) return stranger;
        var (request, ct) = (context.Request, context.RequestAborted);
        if (Declared(request.ContentType) is not { } type)
        {
            return Problems.Of(
                415,
                "type-not-accepted",
                "Files of this type are not accepted.",
                $"'{request.ContentType}' is not taken. Send CSV ({Formats.Csv}), JSON Lines ({Formats.JsonLines}), text in UTF-8, or a "
                    + $"workbook ({Formats.Xlsx}).");
        }
        if (await RequestSize.IsOverAsync(context, most)) return TooLarge(most);
        if (await store.OpenOfAsync(actor, ct) >= MostOpen)
        {
            return Problems.Of(429, "too-many-requests", "Too many requests; try again later.",
                $"One sender has at most {MostOpen} imports at a time that are not at their end.").WithHeader("Retry-After", "30");
        }

        await using var file = NamelessFile.Open();
        byte[] digest;
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[64 << 10];
            for (int read; (read = await request.Body.ReadAsync(buffer, ct)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), ct);
            }
            digest = hash.GetHashAndReset();
        }
        catch (BadHttpRequestException e) when (e.StatusCode == 413) { return TooLarge(most); }
        if (request.Headers["Content-Digest"].ToString() is { Length: > 0 } said
            && said.Contains("sha-256=", StringComparison.Ordinal)
            && !said.Contains(Convert.ToBase64String(digest), StringComparison.Ordinal))
        {
            return Problems.Malformed(
                "Content-Digest",
                $"is not that of the file that arrived, whose SHA-256 is {Convert.ToHexStringLower(digest)}.");
        }
        try { await ImportRows.CheckAsync(file, type, of, ct); }
        catch (FileFaultException e) { return Problems.Malformed(e.At, e.Fault); }
        if (IdempotencyKeys.Read(context, actor, Convert.ToHexStringLower(digest), out var key) is { } bad) return bad;

        var import = await store.BeginAsync(
            new(
                NewIds.Of("import"), of, ImportState.Waiting, DryRuns.IsOne(context), Convert.ToHexStringLower(digest), file.Length,
                0, 0, 0, 0, 0, 0, null, default, null)
            {
                By = actor,
                MediaType = type,
                Correlation = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            },
            key,
            file,
            ct);
        if (import is null)
        {
            return Problems.Of(
                422,
                "idempotency-key-reused",
                "The key was used for another request.",
                "An Idempotency-Key stands for one request; this file differs from the first.");
        }
        service.Wake();
        return Results.Text(Written(context, import), "application/json", System.Text.Encoding.UTF8, StatusCodes.Status202Accepted)
            .WithLocation(context.Request.PathBase + $"/v1/imports/{import.Import}");
    }

    private static string? Declared(string? contentType) => MediaTypeHeaderValue.TryParse(contentType, out var declared)
        && (declared.Charset is not { HasValue: true } charset
            || HeaderUtilities.RemoveQuotes(charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            ? declared.MediaType.Value!.ToLowerInvariant() switch
            {
                "application/jsonl" or "application/x-jsonl" => Formats.JsonLines,
                var type => ImportRows.MediaTypes.FirstOrDefault(t => t == type),
            }
            : null;

    /// <summary>The sender's own, the newest first.</summary>
    private static async Task<IResult> ListAsync(HttpContext context, ImportStore store)
    {
        if (Commands.Stranger(context, Senders, out var actor) is { } stranger) return stranger;
        var (limit, after) = (100, context.Request.Value("after"));
        if (context.Request.Limit(ref limit) is { } problem) return problem;
        if (await store.OfAsync(actor, after, limit + 1, context.RequestAborted) is not { } found)
        {
            return Problems.Malformed("after", "is not a cursor of this list; follow its next link.");
        }
        var items = found.Take(limit).ToArray();
        var next = found.Count <= limit ? null : context.Request.PathBase + context.Request.Path + QueryString.Create([
            .. context.Request.Query.Where(q => q.Key != "after").Select(q => new KeyValuePair<string, string?>(q.Key, q.Value)),
            new("after", items[^1].Import)]);
        return Results.Text(
            $$"""{"items":[{{string.Join(',', items.Select(i => Written(context, i)))}}],"next":{{JsonSerializer.Serialize(next)}}}""",
            "application/json",
            System.Text.Encoding.UTF8);
    }

    private static async Task<IResult> GetAsync(HttpContext context, ImportStore store)
    {
        var (import, refused) = await FindAsync(context, store);
        return refused ?? Results.Text(Written(context, import!), "application/json", System.Text.Encoding.UTF8);
    }

    private static string Written(HttpContext context, ImportDoc import) => System.Text.Encoding.UTF8.GetString(Links.With(
        typeof(ImportDoc),
        JsonSerializer.SerializeToUtf8Bytes(import, LeaderJson.Http),
        context.Request.PathBase));

    /// <summary>What came of each row, as far as they are decided.</summary>
    private static async Task<IResult> RowsAsync(HttpContext context, ImportStore store, MadeFiles files)
    {
        var (import, refused) = await FindAsync(context, store);
        if (refused is not null) return refused;
        var (form, outcome) = (context.Request.Accepted(Formats.JsonLines, Formats.Csv)!, context.Request.Value("outcome"));
        context.MadeFrom().Once = true;
        return await files.SendAsync(
            context,
            null,
            form == Formats.Csv ? form + "; charset=utf-8" : form,
            Tables.Attached(context.Request, null, Formats.WordOf(form)),
            async (to, ct) =>
            {
                var mark = context.Request.Value(Parameters.Mark.Name) is { } bom ? bom == "true" : context.Request.Format() is not null;
                await using var file = await RowFile.BeginAsync(form, to, Columns, mark, ct);
                await foreach (var row in store.RowsAsync(import!.Import, outcome, ct))
                {
                    await file.AddAsync(JsonSerializer.SerializeToUtf8Bytes(row, LeaderJson.Http), ct);
                }
            });
    }

    /// <summary>Whoever sent it follows it, and the regulator; of anybody else's nothing is told.</summary>
    private static async Task<(ImportDoc? Import, IResult? Refused)> FindAsync(HttpContext context, ImportStore store)
    {
        if (Commands.Stranger(context, Readers, out var actor) is { } stranger) return (null, stranger);
        return await store.GetAsync(context.Id(), context.RequestAborted) is { } import
            && (import.By == actor || actor.Role == Role.Regulator)
            ? (import, null)
            : (null, Problems.Of(Refusal.NotFound("import", context.Id())));
    }

    private static IResult TooLarge(long most) => Problems.Of(
        413,
        "too-large",
        "The file is larger than is accepted.",
        $"A file to import may have at most {most:N0} bytes. Send it in parts.");
}
