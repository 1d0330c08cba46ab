using System.Collections.Frozen;
using System.Text.Json;

namespace Leader.Projections.Log;

/// <summary>Words of enumerations as they stand in answers and filters.</summary>
public static class Words
{
    public static string Of<T>(T value) where T : struct, Enum => Written<T>.Words[value];

    /// <summary>All of them, in their order, but for some.</summary>
    public static IReadOnlyList<string> All<T>(params IReadOnlyList<T> but) where T : struct, Enum =>
        [.. Enum.GetValues<T>().Except(but).Select(Of)];

    /// <summary>The member that a fact calls by its name; null where it is none.</summary>
    public static T? Known<T>(string? name) where T : struct, Enum =>
        Enum.TryParse<T>(name, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(name![0]) ? value : null;

    /// <summary>A word that stands in a fact, as it stands in answers: of an enumeration as all of them are, any other as it is.</summary>
    public static string Answered<T>(string word) where T : struct, Enum => Known<T>(word) is { } value ? Of(value) : word;

    /// <summary>The member of the other enumeration that has the same name.</summary>
    public static TOther Same<T, TOther>(T value) where T : struct, Enum where TOther : struct, Enum =>
        Enum.Parse<TOther>(value.ToString());

    private static class Written<T> where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> Words = Enum.GetValues<T>().ToFrozenDictionary(
            v => v,
            v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()));
    }
}
