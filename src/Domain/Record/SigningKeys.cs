using System.Collections.Immutable;
using Leader.Domain.Values;

namespace Leader.Domain.Record;

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

/// <summary>Q64: an organisation or enterprise registers a key that it signs its acts with.</summary>
/// <param name="Key">Its thumbprint: SHA-256 of the public key's bytes, lower-case hex.</param>
/// <param name="Holder">The id of the organisation, or the credit code of the enterprise.</param>
/// <param name="PublicKey">Base64url without padding: 32 bytes of Ed25519; of SM2 the 65 bytes of the point, not compressed.</param>
/// <param name="From">First day, inclusive.</param>
/// <param name="LastDay">Last day, inclusive; null while it lasts.</param>
public sealed record SigningKeyRegistered(
    string Key,
    string Holder,
    SigningAlgorithm Algorithm,
    string PublicKey,
    DateOnly From,
    DateOnly? LastDay,
    DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.SigningKeys(Holder);
}

/// <summary>Q64: the key is not to be trusted from a day on.</summary>
/// <param name="From">First day on which it is not trusted, inclusive.</param>
public sealed record SigningKeyRevoked(string Key, string Holder, DateOnly From, string Reason, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.SigningKeys(Holder);
}

/// <summary>Q64: whose a key is. No two hold one.</summary>
public sealed record SigningKeyClaimed(string Key, string Holder, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.SigningKey(Key);
}

/// <param name="LastDay">Last day, inclusive; null while it lasts.</param>
/// <param name="RevokedFrom">First day on which it is not trusted, inclusive; null of one that was not revoked.</param>
public sealed record SigningKey(
    string Key,
    SigningAlgorithm Algorithm,
    string PublicKey,
    DateOnly From,
    DateOnly? LastDay,
    DateOnly? RevokedFrom = null)
{
    public bool IsInForceOn(DateOnly day) => From <= day && !(LastDay < day) && !(RevokedFrom <= day);
}

/// <summary>Stream: one per holder.</summary>
public sealed record SigningKeys : IState<SigningKeys>
{
    public static SigningKeys Initial { get; } = new();
    public ImmutableDictionary<string, SigningKey> Keys { get; private init; } =
        ImmutableDictionary.Create<string, SigningKey>(StringComparer.Ordinal);

    public static SigningKeys Evolve(SigningKeys s, Fact fact) => fact switch
    {
        SigningKeyRegistered e => s with { Keys = s.Keys.SetItem(e.Key, new(e.Key, e.Algorithm, e.PublicKey, e.From, e.LastDay)) },
        SigningKeyRevoked e when s.Keys.GetValueOrDefault(e.Key) is { } key =>
            s with { Keys = s.Keys.SetItem(e.Key, key with { RevokedFrom = e.From }) },
        SigningKeyRevoked => s,
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
    };
}

/// <summary>Stream: one per key.</summary>
public sealed record SigningKeyClaims : IState<SigningKeyClaims>
{
    public static SigningKeyClaims Initial { get; } = new();
    public string? Holder { get; private init; }

    public static SigningKeyClaims Evolve(SigningKeyClaims s, Fact fact) => fact switch
    {
        SigningKeyClaimed e => s with { Holder = e.Holder },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
    };
}
