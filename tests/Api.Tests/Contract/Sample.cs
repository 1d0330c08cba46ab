using System.Collections;
using System.Globalization;
using System.Reflection;
using Leader.Domain;

namespace Leader.Api.Tests.Contract;

/// <summary>
/// Facts with every field filled, made by reflection and always the same: texts and ids go by the name of the field, so that
/// facts of one stream speak of the same things.
/// </summary>
/// <param name="variant">Which member of an enumeration is taken, and how many places a decimal has.</param>
/// <param name="nulls">Leaves out what may be left out.</param>
/// <param name="random">Takes all values by chance, ids and days from so few that facts meet.</param>
internal sealed class Sample(int variant = 0, bool nulls = false, Random? random = null)
{
    private readonly NullabilityInfoContext _nullability = new();

    public Fact Of(Type type) => (Fact)Record(type);

    public ICommand CommandOf(Type type) => (ICommand)Record(type);

    public object RequestOf(Type type) => Record(type);

    private object Record(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        var made = constructor.Invoke([.. constructor.GetParameters()
            .Select(p => Value(p.ParameterType, p.Name!, MayBeNull(_nullability.Create(p).WriteState, p.ParameterType)))]);
        foreach (var property in type.GetProperties().Where(p => p.CanWrite && constructor.GetParameters().All(c => c.Name != p.Name)))
        {
            property.SetValue(
                made,
                Value(property.PropertyType, property.Name, MayBeNull(_nullability.Create(property).WriteState, property.PropertyType)));
        }
        return made;
    }

    private int Take(int of) => random?.Next(of) ?? variant % of;

    private static bool MayBeNull(NullabilityState state, Type type) =>
        Nullable.GetUnderlyingType(type) is not null || (!type.IsValueType && state == NullabilityState.Nullable);

    private object? Value(Type type, string name, bool mayBeNull)
    {
        if (mayBeNull && (random is null ? nulls : random.Next(3) == 0)) return null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return Text(name);
        if (type == typeof(int)) return random is null ? 2024 + variant : random.Next(1, 5);
        if (type == typeof(long)) return 9_007_199_254_740_993L;
        if (type == typeof(bool)) return Take(2) == 0;
        if (type == typeof(decimal)) return new[] { 0.50m, 100.000m, -0.0000000001m, 999999999999999.123456789012m, 0m, 1.10m }[Take(6)];
        if (type == typeof(DateOnly)) return new DateOnly(2026, 5, 11).AddDays(random?.Next(-40, 40) ?? 0);
        if (type == typeof(DateTimeOffset)) return DateTimeOffset.Parse("2026-05-11T23:59:59.123456+08:00", CultureInfo.InvariantCulture);
        if (type.IsEnum) return Enum.GetValues(type).GetValue(Take(Enum.GetValues(type).Length));
        if (type.IsGenericType
            && type.GetGenericTypeDefinition() is { } generic
            && (generic == typeof(IReadOnlyList<>) || generic == typeof(IReadOnlyDictionary<,>)))
        {
            return generic == typeof(IReadOnlyList<>) ? List(type.GetGenericArguments()[0], name) : Dictionary(type, name);
        }
        return type.IsClass
            ? Record(type)
            : throw new NotSupportedException($"A fact has a field '{name}' of type {type}; say in Sample how to fill it, and mind how it "
                + $"is stored.");
    }

    private IList List(Type item, string name)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        for (var i = random?.Next(3) ?? (item == typeof(string) ? 1 : 2); i > 0; i--) list.Add(Value(item, name, false));
        return list;
    }

    private IDictionary Dictionary(Type type, string name)
    {
        var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(type.GetGenericArguments()))!;
        dictionary.Add(Text(name + "Key"), Value(type.GetGenericArguments()[1], name, false));
        return dictionary;
    }

    /// <summary>Ids of calls and evaluations have a form that views read.</summary>
    private string Text(string name) => random is not null
        ? name is "Call" or "Evaluation" ? $"{random.Next(2024, 2026)}-空气净化器" : $"{name} {random.Next(3)} 𠮷"
        : name is "Call" or "Evaluation" ? "2024-空气净化器" : $"{char.ToLowerInvariant(name[0])}{name[1..]} “领跑者” 𠮷 é \"<&>\\ \t\n 💨";
}
