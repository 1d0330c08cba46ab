using System.Text.Json;
using System.Text.RegularExpressions;

namespace Leader.Api.Tests.Contract;

/// <summary>For every address of the API one that the demonstration history answers.</summary>
internal static partial class Samples
{
    private const string Title = "2020-air-purifier.91350203M000LP016Q";

    /// <summary>What stands for the ids of a pattern; by the pattern, or for all that begin so.</summary>
    private static readonly Dictionary<string, string> Ids = new(StringComparer.Ordinal)
    {
        ["/v1/bans/{id}/why"] = "2019-air-purifier.91320594LP0000151F.r1",
        ["/v1/bans/{creditCode}"] = "91120116LP00005818",
        ["/v1/calls/{id}"] = "2020-air-purifier",
        ["/v1/cases/{id}"] = "c-2021-001",
        ["/v1/categories/{id}"] = "air-purifier",
        ["/v1/enterprises/{creditCode}"] = "91350203M000LP016Q",
        ["/v1/enterprises/{creditCode}/standing/why"] = "91320594LP0000151F",
        ["/v1/evaluations/{id}/ranking/{declaration}/why"] = "2018-air-purifier 91440606LP0000012E.Q~CH_001-2018",
        ["/v1/evaluations/{id}"] = "2026-air-purifier",
        ["/v1/events/{position}"] = "3103",
        ["/v1/field-proposals/{id}"] = "2027.miit.smart-locks",
        ["/v1/key-fields/{id}"] = "2020",
        ["/v1/log/facts/{position}"] = "3103",
        ["/v1/log/proofs/{position}.tlog-proof"] = "1806",
        ["/v1/log/tile/{path}"] = "0/000",
        ["/v1/objections/{id}"] = "2019-gas-stove.ranking.1.1",
        ["/v1/organisations/{id}"] = "ehaa",
        ["/v1/plans/{id}"] = "2026-air-purifier.ehaa",
        ["/v1/enterprises/{creditCode}/commitments/{id}"] = "91110108LP00000714 commitment-2018-air-purifier-1",
        ["/v1/revocations/{id}"] = "2023-express-delivery.91120116LP00005818.r1",
        ["/v1/statistics/{id}"] = "leader-titles-consumer-goods",
        ["/v1/titles/{id}/why"] = "2018-air-purifier.91110108LP00000714",
        ["/v1/titles/{id}"] = Title,
    };

    /// <summary>Parameters without which an address says nothing.</summary>
    private static readonly Dictionary<string, string> Queries = new(StringComparer.Ordinal)
    {
        ["/v1/categories/{id}/gap"] = "?draft=cadr:600,noise:60",
        ["/v1/changes"] = "?from=2986&to=3200&limit=5",
        ["/v1/comparison"] = "?declaration=91370212LP0000039W.Q~HA_001-2026,91330106LP0000098L.Q~MI_002-2026",
        ["/v1/log/proofs/consistency"] = "?from=100",
        ["/v1/log/proofs/inclusion"] = "?position=1806",
        ["/v1/log/proofs/state"] = "?view=bans&enterprise=91350203M000LP016Q",
        ["/v1/enterprises/{creditCode}/tender"] = "?category=air-purifier&product=CH-9",
        ["/v1/indicators"] = "?category=air-purifier",
        ["/v1/statistics/margins"] = "?category=air-purifier",
        ["/v1/search"] = "?q=%E7%A9%BA%E6%B0%94",
    };

    /// <summary>Lists of many documents: a few of them are the same page.</summary>
    private static readonly string[] Long =
    [
        "/v1/categories", "/v1/declarations", "/v1/enterprises", "/v1/evaluations", "/v1/events", "/v1/leaders", "/v1/notices",
        "/v1/titles",
    ];

    /// <summary>Lists by whose first document the documents of a kind are tried.</summary>
    private static readonly Dictionary<string, (string List, string Id)> Lists = new(StringComparer.Ordinal)
    {
        ["/v1/adoptions/{id}"] = ("/v1/adoptions?limit=1", "adoption"),
        ["/v1/complaints/{id}"] = ("/v1/complaints?limit=1", "complaint"),
        ["/v1/declarations/{id}"] = ("/v1/declarations?limit=1", "declaration"),
        ["/v1/findings/{id}"] = ("/v1/findings?limit=1", "finding"),
        ["/v1/inspections/{id}"] = ("/v1/inspections?limit=1", "inspection"),
        ["/v1/notices/{id}"] = ("/v1/notices?limit=1", "notice"),
        ["/v1/policies/{id}"] = ("/v1/policies?limit=1", "policy"),
        ["/v1/implementing-schemes/{id}"] = ("/v1/implementing-schemes?limit=1", "implementingScheme"),
        ["/v1/products/{id}"] = ("/v1/products?limit=1", "product"),
        ["/v1/reports/{id}"] = ("/v1/reports?limit=1", "report"),
        ["/v1/releases/{id}"] = ("/v1/releases?limit=1", "release"),
        ["/v1/external-figures/{id}"] = ("/v1/external-figures?limit=1", "figure"),
        ["/v1/quality-credits/{id}"] = ("/v1/quality-credits?limit=1", "qualityCredit"),
        ["/v1/sampling-plans/{id}"] = ("/v1/sampling-plans?limit=1", "samplingPlan"),
        ["/v1/services/{id}"] = ("/v1/services?limit=1", "service"),
        ["/v1/activities/{id}"] = ("/v1/activities?limit=1", "activity"),
        ["/v1/other-titles/{id}"] = ("/v1/other-titles?limit=1", "otherTitle"),
        ["/v1/signing-keys/{id}"] = ("/v1/signing-keys?limit=1", "key"),
        ["/v1/rule-sets/{id}"] = ("/v1/rule-sets?limit=1", "id"),
    };

    /// <summary>Addresses that only some may read, or that never end.</summary>
    public static readonly string[] NoPage =
    [
        "/v1/desk/deadlines.ics", "/v1/downloads/{view}", "/v1/downloads/{view}/changes", "/v1/imports", "/v1/imports/{id}",
        "/v1/imports/{id}/rows",
        "/v1/events/stream", "/v1/evidence/{digest}", "/v1/objections/{id}/objector", "/v1/log/tile/{path}", "/v1/readings",
        "/v1/watches", "/v1/watches/{id}", "/v1/watches/{id}/events", "/v1/watches/{id}/deliveries", "/v1/titles/{id}/badge.svg",
    ];

    /// <summary>An address that answers; null where none is told above.</summary>
    /// <param name="read">Answers an address.</param>
    public static async Task<string?> OfAsync(Func<string, Task<JsonElement>> read, string pattern)
    {
        var view = pattern.EndsWith("/timemap", StringComparison.Ordinal) ? pattern[..^"/timemap".Length] : pattern;
        if (!view.Contains('{', StringComparison.Ordinal))
        {
            return pattern + (Queries.GetValueOrDefault(view) ?? (Long.Contains(pattern) ? "?limit=5" : ""));
        }
        if (Lists.FirstOrDefault(l => view.StartsWith(l.Key, StringComparison.Ordinal)) is { Key: not null } list)
        {
            var first = (await read(list.Value.List)).GetProperty("items")[0];
            return pattern.Replace("{id}", Uri.EscapeDataString(first.GetProperty(list.Value.Id).GetString()!), StringComparison.Ordinal);
        }
        if (Ids.Where(i => view.StartsWith(i.Key, StringComparison.Ordinal)).OrderByDescending(i => i.Key.Length)
            .Select(i => i.Value).FirstOrDefault() is not { } ids)
        {
            return null;
        }
        var left = new Queue<string>(ids.Split(' '));
        return Id().Replace(pattern, _ => Uri.EscapeDataString(left.Dequeue()).Replace("%2F", "/", StringComparison.Ordinal))
            + Queries.GetValueOrDefault(view);
    }

    [GeneratedRegex(@"\{\*{0,2}\w+\}")]
    private static partial Regex Id();
}
