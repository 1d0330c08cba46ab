using System.Text.Json;
using System.Text.Json.Nodes;
using Leader.Api.Seeding;
using Leader.Domain;
using Leader.Projections.Log;

namespace Leader.Api.Tests.Contract.Fuzz;

/// <summary>An act of the demonstration as a request over HTTP.</summary>
internal sealed record Played(string Operation, string Path, JsonNode Body, Actor By, DateTimeOffset At, DateOnly On)
{
    /// <summary>Those whose command has an address, by its operation.</summary>
    public static ILookup<string, Played> All(Contract contract, IEnumerable<PlayedAct> acts)
    {
        var operations = contract.Operations.Where(o => o.IsCommand).ToDictionary(o => o.Id);
        return acts.Select(a => Of(a, operations)).OfType<Played>().ToLookup(p => p.Operation);
    }

    private static Played? Of(PlayedAct act, Dictionary<string, Operation> operations)
    {
        var type = act.Request.GetType();
        if (!operations.TryGetValue(JsonNamingPolicy.CamelCase.ConvertName(type.Name), out var operation)) return null;
        var set = LeaderJson.Http.GetTypeInfo(type).Properties
            .Where(p => LeaderJson.IsSetByTheAddress(p) && p.Get is not null && p.PropertyType == typeof(string))
            .ToDictionary(p => p.Name, p => (string?)p.Get!(act.Request));
        var path = string.Join('/', operation.Path.Split('/').Select((part, i) => !part.StartsWith('{') ? part
            : Id(part.Trim('{', '}'), operation.Path.Split('/')[i - 1], set) is { Length: > 0 } id ? Uri.EscapeDataString(id) : part));
        return path.Contains('{')
            ? null
            : new(
                operation.Id,
                path,
                JsonSerializer.SerializeToNode(ProgrammeWorld.Body(act.Request), LeaderJson.Http)!,
                act.By,
                act.At,
                act.On);
    }

    /// <param name="before">The part of the address before it: <c>titles</c> stand before the id of a title.</param>
    private static string? Id(string name, string before, Dictionary<string, string?> set) =>
        set.GetValueOrDefault(name == "creditCode" ? "enterprise" : name)
        ?? set.GetValueOrDefault(before.EndsWith("ies", StringComparison.Ordinal) ? before[..^3] + "y" : before.TrimEnd('s'))
        ?? (set.Count == 1 ? set.Values.Single() : null);
}
