using System.Reflection;
using System.Text;
using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;

namespace Leader.Api.Tests.Contract;

public class The_stored_facts_are_the_reviewed_ones
{
    private static readonly NullabilityInfoContext Nullability = new();

    [Fact]
    public void Names_and_fields_of_every_stored_fact_are_those_of_events_txt() => ShouldBeReviewed("events", Describe());

    [Fact]
    public void Names_and_members_of_every_recorded_request_are_those_of_requests_txt() => ShouldBeReviewed("requests", DescribeRequests());

    private static void ShouldBeReviewed(string name, string now)
    {
        var file = Path.Combine(Repository(), "tests", "Api.Tests", "Contract", name + ".txt");
        if (File.Exists(file) && File.ReadAllText(file).ReplaceLineEndings("\n") == now) return;

        var received = Path.Combine(AppContext.BaseDirectory, name + ".received.txt");
        File.WriteAllText(received, now);
        var (before, after) = (File.Exists(file) ? File.ReadAllLines(file) : [], now.Split('\n'));
        Assert.Fail($"""
            What is stored is no longer what was reviewed. Facts, and the requests that they came of, are kept for ever, so decide:
            - A new fact or request, or a new field that may be null: nothing stored has to change.
            - A field renamed, removed or of another type, a member of an enumeration renamed: what is in the log can no longer be read.
              Keep the old name, or make a new fact (…v2) and an upcaster from the old one; never change the old.
            - A fact removed: it is in somebody's log. Keep it, and its place in Evolve and in the views.
            - A request removed, or a member of it renamed or removed: acts recorded with it can no longer be decided again. Keep it.
            When the change is right:  cp {received} {file}

            {string.Join('\n', before.Except(after).Select(l => "- " + l).Concat(after.Except(before).Select(l => "+ " + l)))}
            """);
    }

    [Fact]
    public void The_description_finds_the_facts_their_records_and_their_words()
    {
        var text = Describe();
        text.ShouldContain("\ntitle_revoked.v1 [title]: ");
        text.ShouldContain("ground RevocationGround");
        text.ShouldContain("\nenum RevocationGround: ");
        text.ShouldContain("\nrecord Disclosure: ");
        text.ShouldContain("\nrecord EvaluationPlan: ");
    }

    [Fact]
    public void What_is_computed_is_not_stored() =>
        JsonSerializer.Serialize(new Sample().Of(typeof(EvaluationOpened)), typeof(EvaluationOpened), LeaderJson.Stored)
            .ShouldNotContain("coreIndicators");

    /// <summary>As the serializer of the log sees it.</summary>
    private static string Describe()
    {
        var nested = new SortedDictionary<string, Type>(StringComparer.Ordinal);
        var text = new StringBuilder()
            .Append("# The storage format: every fact with its stored name, the prefix of its stream and its fields; ")
            .Append("then the records and words in them.\n")
            .Append("# Kept for ever. A change here is a decision: see The_stored_facts_are_the_reviewed_ones.cs.\n");
        foreach (var (name, type) in FactTypes.ByName.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            text.Append($"{name} [{new Sample().Of(type).Stream().Split('/')[0]}]: {Fields(type, nested)}\n");
        }
        foreach (var earlier in Upcasters.All) text.Append($"{earlier.From}: earlier, read as {earlier.To}\n");
        return WithNested(text, nested);
    }

    private static string DescribeRequests()
    {
        var nested = new SortedDictionary<string, Type>(StringComparer.Ordinal);
        var text = new StringBuilder("""
            # The requests that acts are recorded with: every command with its stored name and members; then the records and words in them.
            # Kept for ever. A change here is a decision: see The_stored_facts_are_the_reviewed_ones.cs.

            """.ReplaceLineEndings("\n"));
        foreach (var (name, type) in RequestTypes.ByName.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            text.Append($"{name}: {Fields(type, nested)}\n");
        }
        return WithNested(text, nested);
    }

    private static string WithNested(StringBuilder text, SortedDictionary<string, Type> nested)
    {
        text.Append('\n');
        for (var done = new HashSet<string>(); nested.Keys.FirstOrDefault(k => !done.Contains(k)) is { } next; done.Add(next))
        {
            if (!nested[next].IsEnum) Fields(nested[next], nested); // finds what is nested in what is nested
        }
        foreach (var (name, type) in nested.ToArray())
        {
            text.Append(type.IsEnum
                ? $"enum {name}: {string.Join(" | ", Enum.GetValues(type).Cast<object>().Select(v => Word(v, type)))}\n"
                : $"record {name}: {Fields(type, nested)}\n");
        }
        return text.ToString();
    }

    private static string Word(object value, Type type) => JsonSerializer.Serialize(value, type, LeaderJson.Stored).Trim('"');

    private static string Fields(Type type, SortedDictionary<string, Type> nested)
    {
        var parameters = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!.GetParameters()
            .Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name!)).ToList();
        return string.Join(
            ", ",
            LeaderJson.Stored.GetTypeInfo(type).Properties.Where(p => p.AttributeProvider is PropertyInfo { CanWrite: true })
                .OrderBy(p => parameters.IndexOf(p.Name) is var i and >= 0 ? i : int.MaxValue).ThenBy(p => p.Name, StringComparer.Ordinal)
                .Select(p => $"{p.Name} {Name(p.PropertyType, Nullability.Create((PropertyInfo)p.AttributeProvider!), nested)}"));
    }

    private static string Name(Type type, NullabilityInfo nullability, SortedDictionary<string, Type> nested)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        var mark = inner != type || (!type.IsValueType && nullability.ReadState == NullabilityState.Nullable) ? "?" : "";
        return mark switch { var m => Plain(inner, nullability, nested) + m };
    }

    private static string Plain(Type type, NullabilityInfo nullability, SortedDictionary<string, Type> nested)
    {
        if (type == typeof(string)) return "text";
        if (type == typeof(int) || type == typeof(long)) return "integer";
        if (type == typeof(bool)) return "boolean";
        if (type == typeof(decimal)) return "decimal";
        if (type == typeof(DateOnly)) return "day";
        if (type == typeof(DateTimeOffset)) return "instant";
        if (type.IsGenericType)
        {
            var of = type.GetGenericArguments().Select((a, i) => Name(a, nullability.GenericTypeArguments[i], nested)).ToArray();
            return of.Length == 1 ? $"[{of[0]}]" : $"{{{of[0]}: {of[1]}}}";
        }
        nested[type.Name] = !nested.TryGetValue(type.Name, out var other) || other == type
            ? type
            : throw new NotSupportedException($"Two types are named {type.Name}.");
        return type.Name;
    }

    internal static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Leader.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Leader.sln is in no folder above the tests.");
    }
}
