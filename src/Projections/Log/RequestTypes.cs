using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Leader.Domain;

namespace Leader.Projections.Log;

/// <summary>
/// How the request of an act is recorded, once, with its first fact: the stored name of the command and the command as it was decided,
/// after persons' data had been taken out of it; and a salt where it is not for everybody. A name outlives the class, and members are
/// never renamed or removed (see tests/Api.Tests/Contract/requests.txt).
/// </summary>
public static class RequestTypes
{
    /// <summary>All commands of the domain with the names that they are stored by, for example <c>revoke_title.v1</c>.</summary>
    public static readonly FrozenDictionary<string, Type> ByName = typeof(ICommand).Assembly.GetTypes()
        .Where(t => t is { IsAbstract: false } && t.IsAssignableTo(typeof(ICommand)))
        .ToFrozenDictionary(t => $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(t.Name)}.v1", StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, string> Names = ByName.ToFrozenDictionary(p => p.Value, p => p.Key);

    private sealed record Stored(
        string Name,
        JsonElement Command,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Salt = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SignedRequest? Signed = null);

    /// <summary>A command that is none of the domain, as a test has it, is recorded under its own name, and not read again.</summary>
    public static string NameOf(Type command) => Names.GetValueOrDefault(command, command.Name);

    /// <param name="salt">128 bits, hex; null where the request is for everybody.</param>
    /// <param name="signedRequest">The signatures that it came with.</param>
    public static JsonElement Write(ICommand request, string? salt = null, SignedRequest? signedRequest = null)
    {
        var command = JsonSerializer.SerializeToElement(request, request.GetType(), LeaderJson.Stored);
        return JsonSerializer.SerializeToElement(new Stored(NameOf(request.GetType()), command, salt, signedRequest), LeaderJson.Stored);
    }

    public static ICommand Read(ReadOnlySpan<byte> request)
    {
        var stored = JsonSerializer.Deserialize<Stored>(request, LeaderJson.Stored)!;
        return (ICommand)stored.Command.Deserialize(ByName[stored.Name], LeaderJson.Stored)!;
    }

    /// <summary>The signatures that the request came with; null where it came with none.</summary>
    public static SignedRequest? ReadSigned(ReadOnlySpan<byte> request) =>
        JsonSerializer.Deserialize<Stored>(request, LeaderJson.Stored)!.Signed;

    /// <summary>
    /// Whether the request was recorded as one for everybody: by the salt that it got, or did not get, then. What has no name is no
    /// request.
    /// </summary>
    public static bool IsOpen(ReadOnlyMemory<byte> request)
    {
        using var stored = JsonDocument.Parse(request);
        var root = stored.RootElement;
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("name", out _) && !root.TryGetProperty("salt", out _);
    }

    /// <summary>The stored request among the headers of a fact; null where there is none.</summary>
    public static byte[]? In(JsonElement headers) =>
        headers.ValueKind == JsonValueKind.Object && headers.TryGetProperty(LeaderStore.RequestHeader, out var request)
            ? Encoding.UTF8.GetBytes(request.GetRawText()) : null;
}
