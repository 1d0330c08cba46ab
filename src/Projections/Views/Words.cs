using System.Collections.Frozen;
using System.Text.Json;

namespace Leader.Projections.Views;

/// <summary>Words of enumerations as they stand in answers and filters.</summary>
public static class Words
{
    public static string Of<T>(T value) where T : struct, Enum => Known<T>.Words[value];

    private static class Known<T> where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> Words = Enum.GetValues<T>().ToFrozenDictionary(v => v, v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()));
    }
}
