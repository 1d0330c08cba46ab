using System.Collections.Frozen;
using System.Text.Json;

namespace Leader.Projections.Log;

/// <summary>Words of enumerations as they stand in answers and filters.</summary>
public static class Words
{
    public static string Of<T>(T value) where T : struct, Enum => Known<T>.Words[value];

    /// <summary>All of them, in their order, but for some.</summary>
    public static IReadOnlyList<string> All<T>(params IReadOnlyList<T> but) where T : struct, Enum =>
        [.. Enum.GetValues<T>().Except(but).Select(Of)];

    /// <summary>The member of the other enumeration that has the same name.</summary>
    public static TOther Same<T, TOther>(T value) where T : struct, Enum where TOther : struct, Enum =>
        Enum.Parse<TOther>(value.ToString());

    private static class Known<T> where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> Words = Enum.GetValues<T>().ToFrozenDictionary(
            v => v,
            v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()));
    }
}
