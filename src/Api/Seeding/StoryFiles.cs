using System.Text.Json.Nodes;
using Leader.Domain;
using Leader.Domain.Process.KeyFields;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;

namespace Leader.Api.Seeding;

/// <summary>The files of a history, as acts in the order of time; acts of one instant stay in the order of the files.</summary>
internal static class StoryFiles
{
    public static IReadOnlyList<ScriptedAct> Read(string folder)
    {
        var words = new StoryWords(Table(folder, "enterprises.csv"));
        var plans = new StoryPlans(folder);
        return [.. new[]
            {
                Calendar(folder), RuleSets(folder), Organisations(folder), Relations(folder), Enterprises(folder, words), KeyFields(folder),
                StoryDeclarations.Acts(Table(folder, "declarations.csv"), plans, words),
                StoryCycles.Acts(Table(folder, "cycles.csv"), Table(folder, "experts.csv"), plans, words),
                Directory.EnumerateFiles(Path.Combine(folder, "stories"), "*.json")
                    .Order(StringComparer.Ordinal)
                    .SelectMany(f => StorySingles.Acts(f, words)),
            }.SelectMany(acts => acts).OrderBy(a => a.At)]; // stable
    }

    private static IEnumerable<CsvRow> Table(string folder, string name) => CsvRow.Read(Path.Combine(folder, name));

    private static IEnumerable<ScriptedAct> Calendar(string folder) =>
        Announcements(Path.Combine(folder, "calendar.csv"))
            .Select(a => One(Beijing.Start(a.AnnouncedOn).AddHours(9), "calendar.csv", StoryWords.Regulator, a.Command));

    /// <summary>The announcements of the State Council in the order of their days.</summary>
    public static IReadOnlyList<(AnnounceCalendar Command, DateOnly AnnouncedOn)> Announcements(string path) =>
        CalendarTable.Announcements(CsvRow.Read(path).Select(r => new CalendarRow(
            r.Where, r["version"], r.Number("year"), r.Day("announced_on"), r.Day("date"), r.Enum<DayKind>("kind") == DayKind.Rest,
            r["source"])));

    private enum DayKind { Rest, Work }

    private static IEnumerable<ScriptedAct> RuleSets(string folder)
    {
        foreach (var (item, where) in Items(folder, "rule-sets.json"))
        {
            var command = StoryJson.As<AdoptRuleSet>(item["with"], where);
            yield return One(StoryJson.Instant(item, "at", where), where, StoryWords.Regulator, command);
        }
    }

    private static IEnumerable<ScriptedAct> Organisations(string folder)
    {
        foreach (var row in Table(folder, "organisations.csv"))
        {
            var kinds = row.List("kinds").Select(k => row.Enum<OrganisationKind>("kinds", k)).ToList();
            yield return One(row.Instant("registered_at"), row.Where, StoryWords.Regulator,
                new RegisterOrganisation(row["id"], row["name"], kinds, row.OrNull("name_zh"), row.OrNull("credit_code")));
            if (row.OrNull("working_body_from") is not null)
            {
                yield return One(row.Instant("working_body_from"), row.Where, StoryWords.Regulator, new DesignateWorkingBody(row["id"]));
            }
        }
    }

    private static IEnumerable<ScriptedAct> Relations(string folder) =>
        Table(folder, "relations.csv").Select(row => One(row.Instant("declared_at"), row.Where, StoryWords.Regulator,
            new DeclareRelation(
                row["id"], row["parent"], row.Enum<RelationKind>(
                    "kind"), row.Day("from"), row.DayOrNull("to"), row["source"], row["child"])));

    private static IEnumerable<ScriptedAct> Enterprises(string folder, StoryWords words) =>
        Table(folder, "enterprises.csv").Select(row => One(row.Instant("registered_at"), row.Where, StoryWords.Registrar,
            new RegisterEnterprise(row["code"], words.NameOf(row["key"]), row.OrNull("region"), row.OrNull("attestation"))));

    private static IEnumerable<ScriptedAct> KeyFields(string folder)
    {
        var file = StoryJson.File(Path.Combine(folder, "key-fields.json"));
        var fields = ((JsonArray)file["fields"]!).ToDictionary(f => (string)f!["id"]!, f => f!);
        foreach (var (cycle, i) in ((JsonArray)file["cycles"]!).Select((c, i) => (c!, i)))
        {
            var where = $"key-fields.json, list {i + 1}";
            List<KeyField> list = [];
            foreach (var (id, categories) in cycle["fields"]!.AsObject())
            {
                var all = StoryJson.As<KeyField>(
                    fields.GetValueOrDefault(id) ?? throw new StoryException(where, "", $"there is no field '{id}'."),
                    where);
                list.Add(all with
                {
                    Categories = [.. categories!.AsArray().Select(c => all.Categories.FirstOrDefault(k => k.Id == (string)c!)
                        ?? throw new StoryException(where, "", $"field '{id}' has no category '{c}'."))],
                });
            }
            yield return One(StoryJson.Instant(cycle, "at", where), where, StoryWords.Regulator,
                new PublishKeyFieldList(
                    (int)cycle["cycle"]!,
                    list,
                    StoryJson.As<List<string>>(cycle["departments"], where),
                    StoryJson.As<List<string>>(cycle["basis"], where)));
        }
    }

    private static IEnumerable<(JsonNode Item, string Where)> Items(string folder, string name) =>
        StoryJson.File(Path.Combine(folder, name)).AsArray().Select((item, i) => (item!, $"{name}, item {i + 1}"));

    public static ScriptedAct One(DateTimeOffset at, string where, Actor by, ICommand command) =>
        new(at, where, null, _ => [(by, command)]);
}
