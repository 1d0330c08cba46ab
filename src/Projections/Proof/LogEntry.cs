using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Leader.Projections.Proof;

/// <summary>A fact as it is stored, with all that is recorded of it.</summary>
/// <param name="Recorded">UTC, to the microsecond.</param>
/// <param name="Data">The stored JSON, in any form.</param>
/// <param name="Actor">Subject of the token that it was asked with.</param>
/// <param name="Rules">Id of the rule set in effect.</param>
public sealed record StoredFact(long Position, string Stream, long Version, DateTimeOffset Recorded, string Type, byte[] Data, string? Actor, string? Role, string? Rules, string? Correlation, string? Causation);

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
    /// <summary>What an entry bundle can carry (C2SP tlog-tiles); of larger facts, the digest of the data stands in the entry.</summary>
    public const int Largest = 65_535;

    private const string Instant = "yyyy-MM-ddTHH:mm:ss.ffffffZ";

    public static byte[] Of(StoredFact fact)
    {
        var buffer = new ArrayBufferWriter<byte>(fact.Data.Length + 400);
        using var data = JsonDocument.Parse(fact.Data, new() { AllowDuplicateProperties = false, MaxDepth = 128 });
        Write(fact, to => Jcs.Write(data.RootElement, to), "data", buffer);
        if (buffer.WrittenCount <= Largest) return buffer.WrittenSpan.ToArray();
        buffer.Clear();
        var digest = Digest(Jcs.Write(data.RootElement));
        Write(fact, to => Jcs.Write(digest, to), "dataSha256", buffer);
        return buffer.WrittenSpan.ToArray();
    }

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

    /// <summary>What is left of an entry's data where the entry has only its digest: lower-case hex of SHA-256 over the canonical bytes.</summary>
    public static string Digest(ReadOnlySpan<byte> data) => Convert.ToHexStringLower(SHA256.HashData(data));

    /// <summary>Reads an entry back: a fact (whose data is null where the entry has only its digest), or a state root.</summary>
    /// <exception cref="InvalidDataException">It is neither.</exception>
    public static (StoredFact? Fact, string? DataDigest, StateRoot? State) Read(ReadOnlyMemory<byte> entry)
    {
        try
        {
            using var document = JsonDocument.Parse(entry);
            var e = document.RootElement;
            if (e.TryGetProperty("state", out var s))
                return (null, null, new(s.GetProperty("view").GetString()!, s.GetProperty("scope").GetString()!, s.GetProperty("position").GetInt64(), s.GetProperty("fold").GetInt32(), Optional(s, "rules"),
                    s.GetProperty("rows").GetInt64(), s.GetProperty("root").GetBytesFromBase64()));
            var inline = e.TryGetProperty("data", out var data);
            return (new(e.GetProperty("position").GetInt64(), e.GetProperty("stream").GetString()!, e.GetProperty("version").GetInt64(),
                DateTimeOffset.ParseExact(e.GetProperty("recorded").GetString()!, Instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), e.GetProperty("type").GetString()!,
                inline ? Encoding.UTF8.GetBytes(data.GetRawText()) : [], Optional(e, "actor"), Optional(e, "role"), Optional(e, "rules"), Optional(e, "correlation"), Optional(e, "causation")),
                inline ? null : e.GetProperty("dataSha256").GetString(), null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("This is no entry of a Leader log.", e);
        }

        static string? Optional(JsonElement e, string name) => e.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    /// <summary>In the order of their names; what the register does not know is left out.</summary>
    private static void Write(StoredFact fact, Action<IBufferWriter<byte>> data, string dataName, ArrayBufferWriter<byte> to)
    {
        to.Write("{"u8);
        Text("actor", fact.Actor, to);
        Text("causation", fact.Causation, to);
        Text("correlation", fact.Correlation, to);
        Jcs.Write(dataName, to);
        to.Write(":"u8);
        data(to);
        to.Write(","u8);
        Number("position", fact.Position, to);
        Text("recorded", fact.Recorded.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture), to);
        Text("role", fact.Role, to);
        Text("rules", fact.Rules, to);
        Text("stream", fact.Stream, to);
        Text("type", fact.Type, to);
        Number("version", fact.Version, to, last: true);
        to.Write("}"u8);
    }

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
