using System.Globalization;
using System.Text;
using System.Text.Json;
using Leader.Api.Http;
using Leader.Projections.Log;
using Leader.Projections.Proof;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Npgsql;

namespace Leader.Api.Proof;

/// <summary>Where the log is, and whose signature counts.</summary>
/// <param name="Key">The key to verify checkpoints with, as C2SP writes it. Do not take it from here: get it from the register's operator
/// on another way.</param>
/// <param name="Position">Facts up to here are in the log.</param>
public sealed record LogDoc(string Origin, string Key, ulong Size, long Position, IReadOnlyList<string> Witnesses);

/// <summary>A fact as the log has committed to it: canonical JSON (RFC 8785), whose SHA-256 stands in the entry.</summary>
/// <param name="Recorded">In UTC, with microseconds.</param>
/// <param name="Data">As stored.</param>
/// <param name="Request">What was asked for, or its SHA-256; of the first fact of an act.</param>
/// <param name="Salt">Drawn by the register for a fact that is not public.</param>
/// <param name="Version">Of the stream.</param>
public sealed record LoggedFact(
    string? Act,
    string? Actor,
    string? Causation,
    string? Correlation,
    JsonElement Data,
    long Position,
    DateTimeOffset Recorded,
    string? Role,
    string? Rules,
    string Stream,
    string Type,
    long Version,
    JsonElement? Request = null,
    string? Salt = null);

/// <summary>That an entry stands in the log.</summary>
/// <param name="Hashes">Base64, from the leaf's sibling up (RFC 6962, section 2.1.1).</param>
/// <param name="Entry">The canonical bytes, base64; their leaf hash is SHA-256 over a byte 0 and them.</param>
/// <param name="Checkpoint">Signed note.</param>
public sealed record InclusionDoc(
    string Origin,
    ulong Leaf,
    ulong Size,
    string Root,
    IReadOnlyList<string> Hashes,
    string Entry,
    string Checkpoint);

/// <summary>That the log of the first size is the beginning of the log of the second.</summary>
public sealed record ConsistencyDoc(string Origin, ulong From, ulong To, string FromRoot, string ToRoot, IReadOnlyList<string> Hashes);

/// <param name="Row">The row's bytes as text: the leaf of the tree of rows.</param>
public sealed record StateRowDoc(long Index, string Row, IReadOnlyList<string> Hashes);

/// <summary>What a view says of one enterprise, or that it says nothing, under a root that the log has committed to.</summary>
/// <param name="Answer">True where a row that covers the day says that the enterprise is barred, holds the title (in grace, too), or is
/// ranked.</param>
/// <param name="Rows">All rows of the enterprise.</param>
/// <param name="Before">The neighbour before them; null at the beginning.</param>
/// <param name="After">The neighbour behind them; null at the end.</param>
/// <param name="Committed">The position that the root was committed at; nothing in the scope changed between it and
/// <paramref name="Position"/>.</param>
public sealed record StateProofDoc(
    string View,
    string Scope,
    string Enterprise,
    DateOnly AsOf,
    long Position,
    long Committed,
    bool Answer,
    long Count,
    string Root,
    IReadOnlyList<StateRowDoc> Rows,
    StateRowDoc? Before,
    StateRowDoc? After,
    InclusionDoc Log);

/// <summary>The transparency log: C2SP tlog-tiles v1 under <c>/v1/log</c>, and proofs as JSON and as files.</summary>
internal static class LogEndpoints
{
    /// <summary>Where a position is not written as a number.</summary>
    private const string UnknownAddress = "unknown-address";

    private const string Octets = "application/octet-stream", Text = "text/plain; charset=utf-8";

    public static void MapLog(this WebApplication app)
    {
        if (app.Services.GetService<LogSettings>() is null) return;
        app.MapGet("/v1/log", async (HttpContext context, LogReader log, LogSettings settings) =>
        {
            var newest = await log.NewestAsync(context.RequestAborted);
            return Json(context, new LogDoc(
                log.Origin,
                settings.Signer.Verifier.ToString(),
                newest?.Checkpoint.Size ?? 0,
                newest?.Position ?? 0,
                [.. settings.Witnesses.Select(w => w.Key.ToString())]));
        }).Produces<LogDoc>();
        app.MapGet("/v1/log/checkpoint", async (HttpContext context, LogReader log, long? position) =>
        {
            var checkpoint = position is { } at
                ? await log.CoveringAsync(at, context.RequestAborted)
                : await log.NewestAsync(context.RequestAborted);
            return checkpoint is null
                ? NotThere("checkpoint")
                : ViewAnswers.Bytes(context, Encoding.UTF8.GetBytes(await log.CosignedAsync(checkpoint, context.RequestAborted)), Text);
        }).AlsoAs("text/plain").Reads(Parameters.Checkpoint).ProducesProblem(404).AlsoRefuses("no-checkpoint");
        app.MapGet("/v1/log/tile/{**path}", TileAsync).AlsoAs(Octets).ProducesProblem(404).AlsoRefuses("no-tile");
        app.MapGet("/v1/log/facts/{position:long}", async (
            HttpContext context, long position, NpgsqlDataSource database, Desk.KeptStates kept) =>
        {
            await using var connection = await database.OpenConnectionAsync(context.RequestAborted);
            return await LogTables.FactAsync(connection, position, context.RequestAborted) is { } fact
                && (await IsShownAsync(fact, Domain.Rules.Reader.Anyone, kept, context.RequestAborted)
                    || await IsShownAsync(fact, await context.ReaderAsync(), kept, context.RequestAborted))
                ? ViewAnswers.Bytes(context, LogEntry.Whole(fact), "application/json") : NotThere("fact");
        }).Produces<LoggedFact>().ProducesProblem(404).AlsoRefuses("no-fact", UnknownAddress);
        app.MapGet("/v1/log/proofs/inclusion", InclusionAsync).Reads(Parameters.Inclusion).Produces<InclusionDoc>().ProducesProblem(400)
            .ProducesProblem(404).AlsoRefuses("no-proof");
        app.MapGet("/v1/log/proofs/{position:long}" + TlogProof.FileEnd, async (HttpContext context, LogReader log, long position) =>
            await log.InclusionAsync(position, null, context.RequestAborted) is { } proof ? ViewAnswers.Bytes(
                context,
                Encoding.UTF8.GetBytes((await FileAsync(log, proof, context.RequestAborted)).ToString()),
                TlogProof.MediaType) : NotThere("proof"))
            .AlsoAs("text/plain").ProducesProblem(404).AlsoRefuses("no-proof", UnknownAddress);
        app.MapGet("/v1/log/proofs/consistency", async (HttpContext context, LogReader log) =>
        {
            if (!TrySize(context, "from", out var from) || !TrySize(context, "to", out var to) || from is null)
            {
                return Problems.Malformed(from is null ? "from" : "to", "must be a size of the log.");
            }
            to ??= (await log.NewestAsync(context.RequestAborted))?.Checkpoint.Size ?? 0;
            return await log.ConsistencyAsync(from.Value, to.Value, context.RequestAborted) is { } hashes
                ? Json(context, new ConsistencyDoc(
                    log.Origin,
                    from.Value,
                    to.Value,
                    Base64(await log.RootAsync(from.Value, context.RequestAborted)),
                    Base64(await log.RootAsync(to.Value, context.RequestAborted)),
                    [.. hashes.Select(Base64)]), forEver: true)
                : Problems.Malformed("from", "must not be larger than to, and to not larger than the log.");
        }).Reads(Parameters.Consistency).Produces<ConsistencyDoc>().ProducesProblem(400);
        app.MapGet("/v1/log/proofs/state", StateAsync).Reads(Parameters.State).Produces<StateProofDoc>().ProducesProblem(400)
            .ProducesProblem(404).AlsoRefuses("no-state-root", "not-committed");
        app.MapPost("/v1/log/cosignatures", CosignAsync).CountsAs(Budget.Witnesses)
            .AddOpenApiOperationTransformer(DescribeNote).Produces(204).ProducesProblem(400).ProducesProblem(404).ProducesProblem(413)
            .ProducesProblem(422).AlsoRefuses("no-checkpoint", "no-known-witness", "too-large");
    }

    /// <summary>Not by Accepts, as a note is a note by whatever type it comes.</summary>
    private static Task DescribeNote(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["text/plain"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
            },
        };
        return Task.CompletedTask;
    }

    private static async Task<bool> IsShownAsync(
        StoredFact stored,
        Domain.Rules.Reader reader,
        Desk.KeptStates kept,
        CancellationToken ct)
    {
        var (fact, ledger) = (FactTypes.Read(stored.Type, stored.Data), kept.Ledger());
        bool shown;
        do shown = Domain.Rules.Seals.Shows(fact, stored.Version, FactTypes.FormatOf(stored.Type), reader, ledger);
        while (await ledger.LoadAsync(ct) is not null);
        return shown;
    }

    /// <summary>The proof file of an entry, with all cosignatures; the entry itself is its extra data.</summary>
    internal static async Task<TlogProof> FileAsync(LogReader log, InclusionProof proof, CancellationToken ct) =>
        Notes.TryParse(await log.CosignedAsync(proof.Checkpoint, ct), out var note)
            ? new(proof.Entry.Index, proof.Hashes, note, proof.Entry.Bytes)
            : throw new InvalidDataException("A stored cosignature is none.");

    private static async Task<IResult> TileAsync(HttpContext context, LogReader log, string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var (kind, rest) = slash < 0 ? (path, "") : (path[..slash], path[(slash + 1)..]);
        if (Tiles.Parse(rest) is not { } tile) return NotThere("tile");
        var width = tile.Part ?? Tiles.Width;
        if (kind == "entries")
        {
            return await log.EntriesAsync(tile.Index, width, context.RequestAborted) is { } entries
                ? ViewAnswers.Bytes(context, Tiles.Bundle(entries), Octets, forEver: true)
                : NotThere("tile");
        }
        return int.TryParse(kind, NumberStyles.None, CultureInfo.InvariantCulture, out var level)
            && level is >= 0 and < 64
            && level.ToString(CultureInfo.InvariantCulture) == kind
            && await log.TileAsync(level, tile.Index, width, context.RequestAborted) is { } hashes
            ? ViewAnswers.Bytes(context, hashes, Octets, forEver: true)
            : NotThere("tile");
    }

    private static async Task<IResult> InclusionAsync(HttpContext context, LogReader log)
    {
        if (!TrySize(context, "size", out var size)) return Problems.Malformed("size", "must be the size of a checkpoint.");
        if (!TrySize(context, "position", out var position) || !TrySize(context, "leaf", out var leaf) || position is null == leaf is null
            || position > long.MaxValue || leaf > long.MaxValue)
        {
            return Problems.Malformed("position", "must be a position of the log, or leaf the index of an entry; one of the two.");
        }
        var proof = position is { } at
            ? await log.InclusionAsync((long)at, size, context.RequestAborted)
            : await log.InclusionOfLeafAsync(leaf!.Value, size, context.RequestAborted);
        return proof is null ? NotThere("proof") : Json(context, await DocAsync(log, proof, context.RequestAborted));
    }

    private static async Task<InclusionDoc> DocAsync(LogReader log, InclusionProof proof, CancellationToken ct) =>
        new(
            log.Origin,
            proof.Entry.Index,
            proof.Checkpoint.Checkpoint.Size,
            Base64(proof.Checkpoint.Checkpoint.Root),
            [.. proof.Hashes.Select(Base64)],
            Base64(proof.Entry.Bytes),
            await log.CosignedAsync(proof.Checkpoint, ct));

    private static async Task<IResult> StateAsync(HttpContext context, LogReader log, ViewReader views)
    {
        var request = context.Request;
        if (request.Value("view") is not { } view)
        {
            return Problems.Malformed("view", "must be one of: rankings, leaders, bans.");
        }
        if (request.Value("enterprise") is not { Length: > 0 } enterprise)
        {
            return Problems.Malformed("enterprise", "must be the credit code that is asked about.");
        }
        var scope = request.Value("scope") ?? "";
        if (scope.Length == 0 != (view == StateRows.Bans))
        {
            return Problems.Malformed("scope", "must be the evaluation for rankings, the category for leaders, and left out for bans.");
        }
        var (clocks, problem) = await views.ClocksAsync(request, context.RequestAborted);
        if (clocks is null) return problem!;
        if (await log.StateAsync(view, scope, clocks.Position, context.RequestAborted) is not var (leaf, state))
        {
            return NotThere("state root");
        }
        if (await log.HasChangedAsync(view, scope, state.Position, clocks.Position, context.RequestAborted))
        {
            return Problems.Of(
                404,
                "not-committed",
                "The log has no root for this position.",
                $"The rows changed behind position {state.Position.ToString(CultureInfo.InvariantCulture)}, where the log last committed "
                    + $"to them, and position {clocks.Position.ToString(CultureInfo.InvariantCulture)} stands within one page of the log. "
                    + "Ask for another position, or for the newest a moment later.");
        }
        var rows = await log.RowsAsync(view, scope, state.Position, context.RequestAborted);
        if (await log.InclusionOfLeafAsync(leaf, null, context.RequestAborted) is not { } entry) return NotThere("state root");
        var proof = await StateProof.OfAsync(enterprise, rows, state, entry);
        if (proof.Fault() is { } fault)
        {
            if (state.Fold != LeaderViews.Version)
            {
                return Problems.Of(
                    404,
                    "not-committed",
                    "The log has no root for this position.",
                    string.Create(CultureInfo.InvariantCulture, $"At position {state.Position} the log committed to rows that folds of ")
                        + string.Create(CultureInfo.InvariantCulture, $"version {state.Fold} made. Those of version {LeaderViews.Version} ")
                        + "make others of the same facts (CHANGELOG), and the log commits to them with the first fact after the upgrade. "
                        + "An export verified by the earlier program proves the others.");
            }
            throw new InvalidDataException($"The rows of {view} {scope} at position {state.Position} are not those that the log committed "
                + $"to: {fault}.");
        }
        return Json(context, new StateProofDoc(
            view,
            scope,
            enterprise,
            clocks.AsOf,
            clocks.Position,
            state.Position,
            proof.Rows.Any(r => r.Row.From <= clocks.AsOf && clocks.AsOf < r.Row.To && StateRows.Holds(view, r.Row)),
            state.Rows,
            Base64(state.Root),
            [.. proof.Rows.Select(Doc)],
            proof.Before is { } b ? Doc(b) : null,
            proof.After is { } a ? Doc(a) : null,
            await DocAsync(log, entry, context.RequestAborted)));

        static StateRowDoc Doc(ProvedRow row) => new(row.Index, Encoding.UTF8.GetString(row.Row.Bytes()), [.. row.Proof.Select(Base64)]);
    }

    /// <summary>
    /// A witness that we know, but do not ask, brings its cosignature: a checkpoint of ours with its signature behind it.
    /// </summary>
    private static async Task<IResult> CosignAsync(HttpContext context, LogReader log, LogSettings settings, Cosigners cosigners)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        if (!Notes.TryParse(buffer.ToArray(), out var note) || !Checkpoint.TryParse(note.Text, out var given))
        {
            return Problems.Malformed("", "The body is no signed checkpoint.");
        }
        if (given.Origin != log.Origin
            || await log.OfSizeAsync(given.Size, context.RequestAborted) is not { } checkpoint
            || checkpoint.Checkpoint.Text != note.Text)
        {
            return NotThere("checkpoint");
        }
        var kept = 0;
        foreach (var witness in settings.Witnesses)
        {
            if (Cosigners.Accepted(witness, checkpoint, string.Concat(note.Signatures)) is not { } line) continue;
            await cosigners.KeepAsync(witness, checkpoint, line, context.RequestAborted);
            kept++;
        }
        return kept > 0 ? Results.NoContent() : Problems.Of(
            422,
            "no-known-witness",
            "No signature of a witness that this register knows holds.",
            "The register's operator sets the witnesses' keys in Log:Witnesses.");
    }

    /// <summary>A number without sign; null where it is not given.</summary>
    private static bool TrySize(HttpContext context, string name, out ulong? size)
    {
        size = null;
        if (context.Request.Value(name) is not { } text) return true;
        if (!Checkpoint.TryParseSize(text, out var value)) return false;
        size = value;
        return true;
    }

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes);
    private static IResult Json<T>(HttpContext context, T doc, bool forEver = false) =>
        ViewAnswers.Bytes(context, JsonSerializer.SerializeToUtf8Bytes(doc, LeaderJson.Http), "application/json; charset=utf-8", forEver);
    private static IResult NotThere(string what) => Problems.Of(
        404,
        $"no-{what.Replace(' ', '-')}",
        $"The log has no such {what}.",
        "It may not have got there yet; checkpoints follow the facts within a second.");
}
