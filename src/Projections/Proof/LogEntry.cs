using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Leader.Domain;
using Leader.Projections.Log;

namespace Leader.Projections.Proof;

/// <summary>A fact as it is stored, with all that is recorded of it.</summary>
/// <param name="Recorded">UTC, to the microsecond.</param>
/// <param name="Data">The stored JSON, in any form.</param>
/// <param name="Actor">Subject of the token that it was asked with.</param>
/// <param name="Rules">Id of the rule set in effect.</param>
/// <param name="Act">The same for all facts of one act; facts of before there were acts have none, and their entries are as they
/// were.</param>
/// <param name="Salt">128 bits, hex, drawn by the register for a fact that is not for everybody; null for others.</param>
/// <param name="Request">Of the first fact of an act: the stored JSON of the request, in any form (<see cref="RequestTypes"/>); null for
/// others, and for acts of before requests were recorded.</param>
/// <param name="RequestDigest">Only of a fact that was read from an entry: the digest of its request, where the entry has no more of
/// it.</param>
public sealed record StoredFact(
    long Position,
    string Stream,
    long Version,
    DateTimeOffset Recorded,
    string Type,
    byte[] Data,
    string? Actor,
    string? Role,
    string? Rules,
    string? Correlation,
    string? Causation,
    string? Act = null,
    string? Salt = null,
    byte[]? Request = null,
    string? RequestDigest = null);

/// <summary>What the log says of the rows of a view: that they, and no others, were known at a position.</summary>
/// <param name="Scope">The evaluation of a ranking, the category of a leader list; empty for the ban register.</param>
/// <param name="Fold">The version of the folds that made the rows (<c>LeaderViews.Version</c>).</param>
/// <param name="Rules">Id of the rule set in effect at the position.</param>
/// <param name="Root">Root of the RFC 6962 tree over the sorted rows.</param>
public sealed record StateRoot(string View, string Scope, long Position, int Fold, string? Rules, long Rows, byte[] Root);

/// <summary>
/// The canonical bytes of what the log holds: RFC 8785 JSON, kept for ever as it is here. An entry is a fact, or a <see cref="StateRoot"/>.
/// </summary>
public static class LogEntry
{
    /// <summary>Bytes that an entry bundle can carry of an entry (C2SP tlog-tiles).</summary>
    public const int Largest = 65_535;

    /// <summary>The header of a stored fact that holds its salt.</summary>
    public const string SaltHeader = "salt";

    /// <summary>A salt for a fact that is about to be recorded; null where everybody may read it.</summary>
    public static string? SaltFor(Type fact) => Domain.Rules.Seals.Withholds(fact) ? NewSalt() : null;

    /// <summary>The same for a request, with the facts that came of it.</summary>
    public static string? SaltFor(ICommand request, IEnumerable<Fact> facts) =>
        Domain.Rules.Seals.Withholds(request, facts) ? NewSalt() : null;

    private static string NewSalt() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private const string Instant = "yyyy-MM-ddTHH:mm:ss.ffffffZ";

    /// <summary>
    /// The entry of a fact: all of it; or, where it is too large for a bundle or not for everybody, its position, recorded instant and type
    /// with the SHA-256 of all of it. Whoever may see the fact can hold it against that.
    /// </summary>
    public static byte[] Of(StoredFact fact)
    {
        var whole = Whole(fact);
        if (whole.Length <= Largest && !IsClosed(fact)) return whole;
        var buffer = new ArrayBufferWriter<byte>(250);
        buffer.Write("{"u8);
        Number("position", fact.Position, buffer);
        Text("recorded", Written(fact.Recorded), buffer);
        Text("sha256", Digest(whole), buffer);
        Text("type", fact.Type, buffer, last: true);
        buffer.Write("}"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// All that is recorded of the fact, canonical. A salt is never shown to whom the fact is withheld: so nobody can guess the fact, all
    /// of which may be known to him but that it is there, from the digest.
    /// </summary>
    /// <remarks>A request that is not for everybody, or with which the whole would be too large for a bundle, is in it by its digest
    /// (<see cref="RequestApart"/>).</remarks>
    public static byte[] Whole(StoredFact fact)
    {
        if (fact.Request is not { } stored) return Whole(fact, fact.RequestDigest is { } digest ? DigestOnly(digest) : null);
        var request = Jcs.Write(stored);
        return RequestTypes.IsOpen(stored) && Whole(fact, request) is { Length: <= Largest } whole
            ? whole
            : Whole(fact, DigestOnly(Digest(request)));
    }

    /// <summary>
    /// The canonical request of the fact's act, salt and all, where <see cref="Whole(StoredFact)"/> has only its SHA-256; null where it has
    /// all of it, or there is none.
    /// </summary>
    public static byte[]? RequestApart(StoredFact fact)
    {
        if (fact.Request is not { } stored) return null;
        var request = Jcs.Write(stored);
        return RequestTypes.IsOpen(stored) && Whole(fact, request).Length <= Largest ? null : request;
    }

    private static byte[] DigestOnly(string digest)
    {
        var buffer = new ArrayBufferWriter<byte>(80);
        buffer.Write("{"u8);
        Text("sha256", digest, buffer, last: true);
        buffer.Write("}"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <param name="request">Canonical; null where there is none.</param>
    private static byte[] Whole(StoredFact fact, byte[]? request)
    {
        var buffer = new ArrayBufferWriter<byte>(fact.Data.Length + 400);
        using var data = JsonDocument.Parse(fact.Data, new() { AllowDuplicateProperties = false, MaxDepth = 128 });
        buffer.Write("{"u8);
        Text("act", fact.Act, buffer);
        Text("actor", fact.Actor, buffer);
        Text("causation", fact.Causation, buffer);
        Text("correlation", fact.Correlation, buffer);
        Jcs.Write("data", buffer);
        buffer.Write(":"u8);
        Jcs.Write(data.RootElement, buffer);
        buffer.Write(","u8);
        Number("position", fact.Position, buffer);
        Text("recorded", Written(fact.Recorded), buffer);
        if (request is not null)
        {
            Jcs.Write("request", buffer);
            buffer.Write(":"u8);
            buffer.Write(request);
            buffer.Write(","u8);
        }
        Text("role", fact.Role, buffer);
        Text("rules", fact.Rules, buffer);
        Text("salt", fact.Salt, buffer);
        Text("stream", fact.Stream, buffer);
        Text("type", fact.Type, buffer);
        Number("version", fact.Version, buffer, last: true);
        buffer.Write("}"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Whether the entry has the digest of the fact only: that was decided for good when the fact was recorded, by the salt that it got, or
    /// did not get, then (<see cref="Domain.Rules.Seals.Withholds(Type)"/>); whether the fact itself may be read meanwhile is another
    /// question.
    /// </summary>
    private static bool IsClosed(StoredFact fact) => fact.Salt is not null || WasClosedBeforeSalts(fact);

    /// <summary>What was closed when facts had no salts. Never changed: it decides what the leaves of those facts are.</summary>
    private static bool WasClosedBeforeSalts(StoredFact fact) =>
        fact.Stream.StartsWith("complaint/", StringComparison.Ordinal)
            || fact.Stream.StartsWith("evidence/", StringComparison.Ordinal)
            || fact.Stream.StartsWith("person/", StringComparison.Ordinal)
        || fact.Type.StartsWith("plan_submitted.", StringComparison.Ordinal)
        || fact.Type.StartsWith("plan_reviewed.", StringComparison.Ordinal)
        || fact.Type.StartsWith("expert_panel_formed.", StringComparison.Ordinal);

    public static byte[] Of(StateRoot state)
    {
        var buffer = new ArrayBufferWriter<byte>(300);
        buffer.Write("{\"state\":{"u8);
        Number("fold", state.Fold, buffer);
        Number("position", state.Position, buffer);
        Text("root", Convert.ToBase64String(state.Root), buffer);
        Number("rows", state.Rows, buffer);
        Text("rules", state.Rules, buffer);
        Text("scope", state.Scope, buffer);
        Text("view", state.View, buffer, last: true);
        buffer.Write("}}"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Lower-case hex of SHA-256.</summary>
    public static string Digest(ReadOnlySpan<byte> whole) => Convert.ToHexStringLower(SHA256.HashData(whole));

    /// <summary>Reads an entry back: a fact, the digest of one, or a state root.</summary>
    /// <exception cref="InvalidDataException">It is neither.</exception>
    public static (StoredFact? Fact, string? Digest, StateRoot? State) Read(ReadOnlyMemory<byte> entry)
    {
        try
        {
            using var document = JsonDocument.Parse(entry);
            var e = document.RootElement;
            if (e.TryGetProperty("state", out var s))
            {
                return (null, null, new(
                    s.GetProperty("view").GetString()!,
                    s.GetProperty("scope").GetString()!,
                    s.GetProperty("position").GetInt64(),
                    s.GetProperty("fold").GetInt32(),
                    Optional(s, "rules"),
                    s.GetProperty("rows").GetInt64(),
                    s.GetProperty("root").GetBytesFromBase64()));
            }
            if (e.TryGetProperty("sha256", out var digest)) return (null, digest.GetString(), null);
            return (new(
                e.GetProperty("position").GetInt64(),
                e.GetProperty("stream").GetString()!,
                e.GetProperty("version").GetInt64(),
                DateTimeOffset.ParseExact(
                    e.GetProperty("recorded").GetString()!,
                    Instant,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal),
                e.GetProperty("type").GetString()!,
                Encoding.UTF8.GetBytes(e.GetProperty("data").GetRawText()),
                Optional(e, "actor"),
                Optional(e, "role"),
                Optional(e, "rules"),
                Optional(e, "correlation"),
                Optional(e, "causation"),
                Optional(e, "act"),
                Optional(e, "salt"),
                RequestOf(e) is { } r && !r.TryGetProperty("sha256", out _) ? Encoding.UTF8.GetBytes(r.GetRawText()) : null,
                RequestOf(e) is { } d ? Optional(d, "sha256") : null), null, null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("This is no entry of a Leader log.", e);
        }

        static JsonElement? RequestOf(JsonElement e) => e.TryGetProperty("request", out var request) ? request : null;
        static string? Optional(JsonElement e, string name) => e.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    private static string Written(DateTimeOffset instant) => instant.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture);

    /// <summary>What the register does not know is left out.</summary>
    private static void Text(string name, string? value, IBufferWriter<byte> to, bool last = false)
    {
        if (value is null) return;
        Jcs.Write(name, to);
        to.Write(":"u8);
        Jcs.Write(value, to);
        if (!last) to.Write(","u8);
    }

    private static void Number(string name, long value, IBufferWriter<byte> to, bool last = false)
    {
        Jcs.Write(name, to);
        to.Write(":"u8);
        to.Write(Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)));
        if (!last) to.Write(","u8);
    }
}
