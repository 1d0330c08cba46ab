using Leader.Api.Persons;

namespace Leader.Api.Seeding;

/// <summary>The persons of a history whose names stand beside its facts: the experts of <c>experts.csv</c>.</summary>
public static class StoryPersons
{
    /// <summary>The references are those of the facts, and so the same each time; the keys are not.</summary>
    public static IReadOnlyList<SealedPerson> Read(string folder) =>
        [.. CsvRow.Read(Path.Combine(folder, "experts.csv")).Select(e => PersonalData.Seal(Reference(e["id"]), new(e["name"]), e["id"]))];

    internal static string Reference(string expert) => $"person-{expert}";
}
