using System.Text.Json;

namespace Leader.Projections.Views;

/// <summary>Words of enumerations as they stand in answers and filters.</summary>
public static class Words
{
    public static string Of<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
