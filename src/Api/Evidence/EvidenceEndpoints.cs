using System.Security.Cryptography;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Registers;
using Leader.Projections.Log;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Leader.Api.Evidence;

internal static class EvidenceEndpoints
{
    /// <summary>
    /// Who may be party to a case: they read what they deposited, and what a case, complaint, finding or notice that is theirs names.
    /// </summary>
    private static readonly Role[] Parties =
    [
        Role.EvaluationBody, Role.WorkingBody, Role.Regulator, Role.Supervisor, Role.Enterprise, Role.TestingBody,
    ];

    public static void MapEvidence(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/evidence", DepositAsync).WithMetadata(new RequestTimeoutAttribute(RequestLimits.Uploading))
            .CountsAs(Budget.Evidence, only: c => c.User.Identity?.IsAuthenticated != true)
            .WithName(nameof(DepositEvidence)).Reads(DryRuns.Parameter)
            .AddOpenApiOperationTransformer(DescribeBody).Produces<CommandAnswer>().Produces<CommandAnswer>(201).ProducesProblem(400)
            .ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(429)
            .WithMetadata(new Asks(typeof(DepositEvidence), [], Makes: true)).AlsoRefuses("type-not-accepted");
        app.MapMethods("/v1/evidence/{digest}", ["GET", "HEAD"], ReadAsync)
            .WithMetadata(new RequestTimeoutAttribute(RequestLimits.Uploading))
            .Produces<Stream>(200, EvidenceType.All[0].MediaType, [.. EvidenceType.All.Skip(1).Select(t => t.MediaType)])
            .ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(410).ProducesProblem(500)
            .WithMetadata(new Asks(null, Parties), new Untagged())
            .AlsoRefuses("unknown-evidence", "evidence-erased", "evidence-missing", "evidence-altered");
        app.MapCommand<EraseEvidence, EraseEvidence>("/v1/evidence/{digest}/erasure", (c, http, context) =>
        {
            var digest = http.Route("digest");
            return Task.FromResult((
                c with { Digest = digest },
                context.Saving(session => session.QueueSqlCommand(EvidenceChunks.Delete, digest))));
        }, roles: Role.Regulator);
    }

    /// <summary>Not by Accepts, which would answer other types before we say which are taken.</summary>
    private static Task DescribeBody(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = EvidenceType.All.ToDictionary(
            t => t.MediaType,
            _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } })
        };
        return Task.CompletedTask;
    }

    private static async Task<IResult> DepositAsync(
        HttpContext context,
        EvidenceStore store,
        EvidenceLimits limits,
        ILogger<EvidenceStore> log)
    {
        if (Commands.Stranger(context, [], out var actor) is { } stranger) return stranger;
        if (DepositEvidence.RefusalFor(actor) is { } notYours) return Problems.Of(notYours);
        if (EvidenceType.Declared(context.Request.ContentType) is not { } type)
        {
            return NotAccepted($"'{context.Request.ContentType}' is not taken as evidence");
        }
        var (most, ct) = (actor.Role == Role.Public ? limits.LargestPublic : limits.Largest, context.RequestAborted);
        if (await RequestSize.IsOverAsync(context, most)) return TooLarge(most);

        await using var file = NamelessFile.Open();
        string digest;
        try
        {
            if (await ReceiveAsync(context.Request.Body, file, type, ct) is not { } received)
            {
                return NotAccepted($"The file is declared as {type.MediaType}, but its bytes are something else");
            }
            digest = received;
        }
        catch (BadHttpRequestException e) when (e.StatusCode == 413) { return TooLarge(most); }
        if (context.Request.Headers["Content-Digest"].ToString() is { Length: > 0 } said
            && said.Contains("sha-256=", StringComparison.Ordinal)
            && !said.Contains(ContentDigest(digest), StringComparison.Ordinal))
        {
            return Problems.Malformed("Content-Digest", $"is not that of the file that arrived, whose SHA-256 is {digest}.");
        }
        if (actor.Role == Role.Public && !limits.TakePublic((int)file.Length))
        {
            return Problems.Of(
                429,
                "too-many-requests",
                "Too much evidence without a token today.",
                "Complain or object with the digest of the file, and bring the file when you are asked, or tomorrow.");
        }

        var (stood, known) = (Stored.Intact, (await store.FileAsync(digest, ct)).First is not null);
        if (IdempotencyKeys.Read(context, actor, digest, out var key) is { } bad) return bad;
        context.Decides();
        var with = context.Begin(actor) with
        {
            Key = key,
            Also = async (session, _) => stood = await EvidenceChunks.KeepAsync(session.Connection!, digest, file, ct),
        };
        var today = context.DayOf(with);
        var decided = await context.DecideAsync(
            new DepositEvidence(digest, type.MediaType, (int)file.Length),
            with,
            outcome => Commands.Written(Commands.Answer(outcome, today)),
            then: PutBackAsync);
        return Commands.Answered(decided, today, null, id => $"/v1/evidence/{id}", context);

        async Task PutBackAsync(Desk.Outcome outcome)
        {
            if (outcome.Decision is { Refusal: null, Facts.Count: 0 }) stood = await store.RestoreAsync(digest, file, ct);
            if (known && stood != Stored.Intact) PutBack(log, digest, stood, actor.Role, null);
        }
    }

    /// <summary>Takes the body as it comes, and no more of it in memory than a piece.</summary>
    /// <returns>Its digest; null where it is not of the type.</returns>
    private static async Task<string?> ReceiveAsync(Stream body, Stream file, EvidenceType type, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (check, buffer) = (new TypeCheck(type), new byte[64 << 10]);
        for (int read; (read = await body.ReadAsync(buffer, ct)) > 0;)
        {
            if (!check.Take(buffer.AsSpan(0, read))) return null;
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), ct);
        }
        // that it is empty is refused as such
        return file.Length == 0 || check.Finish() ? Convert.ToHexStringLower(hash.GetHashAndReset()) : null;
    }

    private static async Task<IResult> ReadAsync(HttpContext context, EvidenceStore store, TimeProvider clock, ILogger<EvidenceStore> log)
    {
        if (Commands.Stranger(context, Parties, out var actor) is { } stranger) return stranger;
        var (digest, ct) = (context.Route("digest"), context.RequestAborted);
        context.MadeFrom().Once = true; // what may be erased stays in no cache
        if (!Digests.IsDigest(digest)) return Problems.Of(Refusal.NotFound("evidence", digest));
        var (file, reader) = (await store.FileAsync(digest, ct), await context.ReaderAsync());
        // whether there is such a file or not: that is nobody's business
        if (!file.IsDepositedBy(actor)
            && !await store.ConcernsAsync(reader, digest, Beijing.Day(clock.GetUtcNow()), ct))
        {
            return Problems.Of(Refusal.Forbidden(
                "Clause 四(六), Q48",
                "A file of evidence is read by the regulator, by its depositor, and by the parties of what names it: of a case the body "
                    + "in charge and the enterprise; of a complaint, an objection or a finding who has to answer it."));
        }
        if (file.First is not { } deposited) return Problems.Of(Refusal.NotFound("evidence", digest));
        if (file.Erased is { } erased)
        {
            return Problems.Of(
                410,
                "evidence-erased",
                "The file was erased.",
                $"It was erased on {erased.On:yyyy-MM-dd} on the basis of {erased.Basis}.");
        }

        var copy = NamelessFile.Open();
        var stored = await store.CopyAsync(digest, copy, ct);
        if (stored == Stored.Intact) return Send(context, EvidenceType.Known(deposited.MediaType), digest, copy);
        await copy.DisposeAsync();
        Damaged(log, digest, stored, null);
        return stored == Stored.Missing
            ? Problems.Of(
                500,
                "evidence-missing",
                "The file is missing.",
                $"It was deposited on {deposited.On:yyyy-MM-dd} and is not there any more. The register's operator has been told; "
                    + "depositing the same file puts it back.")
            : Problems.Of(
                500,
                "evidence-altered",
                "The file was altered.",
                $"What is stored is not the file that was deposited on {deposited.On:yyyy-MM-dd}, so none of it is shown. The register's "
                    + "operator has been told; depositing the right file puts it back.");
    }

    private static IResult Send(HttpContext context, EvidenceType type, string digest, FileStream copy)
    {
        copy.Position = 0;
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers["Content-Digest"] = ContentDigest(digest);
        return Results.File(copy, type.ContentType, $"{digest}.{type.Ending}", entityTag: new EntityTagHeaderValue($"\"{digest}\""));
    }

    /// <summary>RFC 9530.</summary>
    private static string ContentDigest(string digest) => $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(digest))}:";

    private static IResult NotAccepted(string why) => Problems.Of(
        415,
        "type-not-accepted",
        "Files of this type are not accepted.",
        $"{why}. Accepted are {EvidenceType.Names}, each declared by its Content-Type; text in UTF-8.");
    private static IResult TooLarge(int most) => Problems.Of(
        413,
        "too-large",
        "The file is larger than is accepted.",
        $"A file of evidence may have at most {most:N0} bytes{(most < 1 << 20 ? "" : $" ({most >> 20} MiB)")}.");

    private static readonly Action<ILogger, string, Stored, Exception?> Damaged = LoggerMessage.Define<string, Stored>(
        LogLevel.Critical,
        new(1),
        "The file of evidence {Digest} is {State}. Run the audit, and have it deposited again.");
    private static readonly Action<ILogger, string, Stored, Role, Exception?> PutBack = LoggerMessage.Define<string, Stored, Role>(
        LogLevel.Warning,
        new(2),
        "The file of evidence {Digest} was {State} and has been put back by the role {Role}.");
}
