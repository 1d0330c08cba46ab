using System.Globalization;
using System.Net;
using System.Text;
using Leader.Api.Desk;
using Leader.Projections.Log;
using Leader.Projections.Proof;
using Npgsql;

namespace Leader.Api.Proof;

/// <summary>Brings checkpoints to the witnesses and keeps their cosignatures; learns from them where the log has been before.</summary>
public sealed class Cosigners(
    NpgsqlDataSource database,
    LogSettings settings,
    LogGuard guard,
    IHttpClientFactory http,
    ILogger<Cosigners> log)
{
    private readonly LogReader _log = new(database, settings.Signer.Name);

    /// <summary>Asks every witness to cosign the newest checkpoint, where it has not yet.</summary>
    /// <param name="first">At the start: a witness is asked even where it has cosigned all that we know of.</param>
    public async Task AskAsync(bool first, CancellationToken ct)
    {
        if (settings.Witnesses.Count == 0) return;
        var newest = await _log.NewestAsync(ct);
        await Task.WhenAll(settings.Witnesses.Select(w => AskAsync(w, newest, first, ct)));
    }

    private async Task AskAsync(WitnessAddress witness, SignedCheckpoint? newest, bool first, CancellationToken ct)
    {
        var name = witness.Key.Name;
        try
        {
            var known = await KnownAsync(witness, ct);
            if (!first && guard.Refusal is null && (newest is null || known == newest.Checkpoint.Size)) return;
            for (var attempt = 0; attempt < 3; attempt++)
            {
                var (status, body) = await SubmitAsync(witness, known, newest, ct);
                switch (status)
                {
                    case HttpStatusCode.OK when newest is null:
                        guard.Set(name, null);
                        return;
                    case HttpStatusCode.OK:
                        if (Accepted(witness, newest, body) is not { } line)
                        {
                            NotAsked(log, name, "its answer holds no cosignature of the key that is set", null);
                            return;
                        }
                        await KeepAsync(witness, newest, line, ct);
                        guard.Set(name, null);
                        return;
                    case HttpStatusCode.Conflict when Checkpoint.TryParseSize(body.TrimEnd('\n'), out var size):
                        if (size > (newest?.Checkpoint.Size ?? 0))
                        {
                            Refuse(
                                name,
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"Witness {name} has cosigned {size} entries of the log {settings.Signer.Name}, and this database has "
                                        + $"{newest?.Checkpoint.Size ?? 0}: it was restored from an older backup. Restore a newer one, or "
                                        + $"begin a new log with a new key and origin."));
                            return;
                        }
                        known = size;
                        break;
                    case HttpStatusCode.UnprocessableContent when newest is not null:
                        Refuse(
                            name,
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"The log {settings.Signer.Name} at {newest.Checkpoint.Size} entries does not continue what witness "
                                    + $"{name} cosigned at {known}: its history was changed."));
                        return;
                    default:
                        NotAsked(log, name, string.Create(CultureInfo.InvariantCulture, $"it answers {(int)status}: {body.Trim()}"), null);
                        if (first && settings.RequireWitnesses) guard.Set(name, $"Witness {name} has not confirmed where the log stands.");
                        return;
                }
            }
        }
        catch (InvalidDataException e) { NotAsked(log, name, e.Message, null); }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            NotAsked(log, name, e.Message, null);
            if (first && settings.RequireWitnesses)
            {
                guard.Set(name, $"Witness {name} does not answer, and has not confirmed where the log stands.");
            }
        }
    }

    private void Refuse(string witness, string reason)
    {
        if (guard.Refusal?.Contains(reason, StringComparison.Ordinal) != true) Refused(log, reason, null);
        guard.Set(witness, reason);
    }

    /// <summary>A log without entries still asks, with the empty tree.</summary>
    private async Task<(HttpStatusCode Status, string Body)> SubmitAsync(
        WitnessAddress witness,
        ulong old,
        SignedCheckpoint? newest,
        CancellationToken ct)
    {
        Note note;
        IReadOnlyList<byte[]> proof = [];
        if (newest is null)
        {
            var empty = new Checkpoint(settings.Signer.Name, 0, Merkle.Empty);
            note = new(empty.Text, [settings.Signer.Sign(empty.Text)]);
            old = 0;
        }
        else
        {
            if (old > newest.Checkpoint.Size) old = newest.Checkpoint.Size;
            // As it was signed when its tree was saved: nothing is signed for the database's asking.
            note = Notes.TryParse(newest.Note, out var stored) && stored.VerifiedBy(settings.Signer.Verifier) is not null
                ? stored
                : throw new InvalidDataException("the newest checkpoint in the database was not signed by this register");
            proof = await _log.ConsistencyAsync(old, newest.Checkpoint.Size, ct) ?? [];
        }
        using var client = http.CreateClient(nameof(Cosigners));
        client.Timeout = TimeSpan.FromSeconds(5);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(new AddCheckpoint(old, proof, note).ToString()));
        using var answer = await client.PostAsync(new Uri(witness.Url, "add-checkpoint"), content, ct);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(ct));
    }

    /// <summary>The line of the witness's cosignature in the text, verified; null where there is none.</summary>
    public static string? Accepted(WitnessAddress witness, SignedCheckpoint checkpoint, string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (NoteSignature.TryParse(line, out var signature) && signature.Name == witness.Key.Name && signature.KeyId == witness.Key.Id
                && witness.Key.Verifies(checkpoint.Checkpoint.Text, signature.Signature))
            {
                return signature.ToString();
            }
        }
        return null;
    }

    private async Task<ulong> KnownAsync(WitnessAddress witness, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select coalesce(max(size), 0) from {LeaderStore.Schema}.log_cosignature where "
            + "origin = $1 and witness = $2");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = settings.Signer.Name });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = witness.Key.Name });
        return (ulong)(long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>A cosignature stays as it first came: what was exported with it does not change.</summary>
    public async Task KeepAsync(WitnessAddress witness, SignedCheckpoint checkpoint, string line, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"insert into {LeaderStore.Schema}.log_cosignature (origin, size, witness, line) "
            + "values ($1, $2, $3, $4) on conflict do nothing");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = settings.Signer.Name });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = (long)checkpoint.Checkpoint.Size });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = witness.Key.Name });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = line });
        await command.ExecuteNonQueryAsync(ct);
    }

    private static readonly Action<ILogger, string, string, Exception?> NotAsked = LoggerMessage.Define<string, string>(
        LogLevel.Warning,
        new(1),
        "Witness {Witness} did not cosign: {Reason}.");
    private static readonly Action<ILogger, string, Exception?> Refused = LoggerMessage.Define<string>(
        LogLevel.Critical,
        new(2),
        "Nothing is recorded any more. {Reason}");
}
