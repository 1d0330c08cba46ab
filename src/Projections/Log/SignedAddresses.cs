using System.Collections.Frozen;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Process.KeyFields;
using Leader.Domain.Process.LeaderLists;
using Leader.Domain.Process.PublicNotices;
using Leader.Domain.Process.Registers;
using Leader.Domain.Process.Supervision;

namespace Leader.Projections.Log;

/// <summary>
/// For which address each act is signed: whoever verifies a signature without the program's addresses needs it. The tests hold it against
/// these, and against the acts that may be signed.
/// </summary>
public static class SignedAddresses
{
    private static readonly FrozenDictionary<Type, string> All = new Dictionary<Type, string>
    {
        [typeof(PublishKeyFieldList)] = "/v1/key-field-lists",
        [typeof(OpenRankingNotice)] = "/v1/evaluations/{id}/ranking-notice",
        [typeof(PublishRanking)] = "/v1/evaluations/{id}/ranking-publication",
        [typeof(OpenLeaderNotice)] = "/v1/evaluations/{id}/leader-notice",
        [typeof(PublishLeaderList)] = "/v1/evaluations/{id}/leader-publication",
        [typeof(RevokeTitle)] = "/v1/titles/{id}/revocation",
        [typeof(ReverseRevocation)] = "/v1/revocations/{id}/reversal",
        [typeof(AnnulTitle)] = "/v1/titles/{id}/annulment",
        [typeof(DecideCase)] = "/v1/cases/{id}/decision",
        [typeof(RuleOnObjection)] = "/v1/objections/{id}/ruling",
        [typeof(DisqualifyBody)] = "/v1/organisations/{id}/disqualification",
        [typeof(AdoptRuleSet)] = "/v1/rule-sets",
        [typeof(RegisterSigningKey)] = "/v1/signing-keys",
        [typeof(RevokeSigningKey)] = "/v1/signing-keys/{id}/revocation",
    }.ToFrozenDictionary();

    public static IReadOnlyCollection<Type> Acts => All.Keys;

    public static string? Of(Type command) => All.GetValueOrDefault(command);

    /// <summary>What stands in the path where the pattern has names, decoded; null where the path is of no such address.</summary>
    public static IReadOnlyList<string>? Match(string pattern, string path)
    {
        var (names, said) = (pattern.Split('/'), path.Split('/'));
        if (names.Length != said.Length) return null;
        var ids = new List<string>();
        for (var i = 0; i < names.Length; i++)
        {
            if (names[i].StartsWith('{')) ids.Add(Uri.UnescapeDataString(said[i]));
            else if (!names[i].Equals(said[i], StringComparison.Ordinal)) return null;
        }
        return ids;
    }
}
