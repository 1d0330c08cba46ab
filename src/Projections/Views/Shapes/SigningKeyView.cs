using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

/// <param name="Key">Its thumbprint: SHA-256 of the public key's bytes, lower-case hex.</param>
/// <param name="PublicKey">Base64url without padding: 32 bytes of Ed25519; of SM2 the 65 bytes of the point, not compressed.</param>
/// <param name="From">First day, inclusive.</param>
/// <param name="LastDay">Last day, inclusive; null while it lasts.</param>
/// <param name="RevokedFrom">First day on which it is not trusted, inclusive; null of one that was not revoked.</param>
public sealed record SigningKeyDoc(
    string Key,
    string Holder,
    SigningAlgorithm Algorithm,
    string PublicKey,
    DateOnly From,
    DateOnly? LastDay,
    DateOnly? RevokedFrom = null,
    string? RevocationReason = null);

/// <summary>Keys that organisations and enterprises sign their acts with, keyed by thumbprint. Q64.</summary>
public sealed class SigningKeyView : View<SigningKeyDoc>
{
    public override string Name => "signing-keys";
    public override IReadOnlyList<string> Filters => ["body", "enterprise"];

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Word<SigningAlgorithm>("algorithm", "What it signs by."),
        new("revoked", "It was revoked.", FieldKind.Truth, "(payload->>'revokedFrom' is not null)::text"),
        Field.Member("validOn", "Keys that are trusted on this day.", FieldKind.Span, "from") with
        {
            Last = $"least(payload->>'lastDay', {LeaderStore.Schema}.day_before(payload->>'revokedFrom'))",
        },
        Field.Member("from", "Its first day.", FieldKind.Day),
        Field.Member("lastDay", "Its last day.", FieldKind.Day),
        Field.Member("revokedFrom", "The first day on which it is not trusted.", FieldKind.Day),
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact switch
    {
        SigningKeyRegistered e => [e.Key],
        SigningKeyRevoked e => [e.Key],
        _ => [],
    };

    protected internal override Timeline<SigningKeyDoc> Apply(string key, Timeline<SigningKeyDoc> t, Recorded fact) => fact.Fact switch
    {
        SigningKeyRegistered e => t.From(e.On, new(e.Key, e.Holder, e.Algorithm, e.PublicKey, e.From, e.LastDay)),
        SigningKeyRevoked e => t.Change(e.On, d => d with { RevokedFrom = e.From, RevocationReason = e.Reason }),
        _ => t,
    };

    protected internal override RowTags Tags(SigningKeyDoc doc) =>
        CreditCode.TryParse(doc.Holder, out _)
            ? new(Enterprise: doc.Holder, Sort: $"{doc.Holder} {doc.From:yyyy-MM-dd} {doc.Key}")
            : new(Body: doc.Holder, Sort: $"{doc.Holder} {doc.From:yyyy-MM-dd} {doc.Key}");
}
