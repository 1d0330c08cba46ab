using System.Collections;
using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace Leader.Domain.Why;

/// <summary>Whether two facts say the same, member by member and down to the places that a number was written with.</summary>
public static class Alike
{
    private static readonly ConcurrentDictionary<Type, Func<object, object?>[]> Members = new();

    public static bool Same(object? one, object? other)
    {
        if (ReferenceEquals(one, other)) return true;
        if (one is null || other is null) return false;
        switch (one)
        {
            case string text: return other is string t && text == t;
            case decimal number: return other is decimal n && number == n && number.Scale == n.Scale;
            case DateTimeOffset instant: return other is DateTimeOffset i && instant.EqualsExact(i);
            case IDictionary map: return other is IDictionary same && Same(map, same);
            case IEnumerable all: return other is IEnumerable others && Same(all, others);
        }
        var type = one.GetType();
        if (type != other.GetType()) return false;
        var members = Members.GetOrAdd(type, MembersOf);
        if (members.Length == 0) return one.Equals(other);
        foreach (var member in members)
        {
            if (!Same(member(one), member(other))) return false;
        }
        return true;
    }

    /// <summary>The same for whatever is <see cref="Same(object?, object?)"/>.</summary>
    public static int Hash(object? one)
    {
        switch (one)
        {
            case null: return 0;
            case string or decimal or DateTimeOffset: return one.GetHashCode();
        }
        if (one is IDictionary members)
        {
            var sum = members.Count;
            foreach (DictionaryEntry entry in members) sum += HashCode.Combine(Hash(entry.Key), Hash(entry.Value));
            return sum;
        }
        var hash = new HashCode();
        if (one is IEnumerable all)
        {
            foreach (var item in all) hash.Add(Hash(item));
            return hash.ToHashCode();
        }
        var own = Members.GetOrAdd(one.GetType(), MembersOf);
        if (own.Length == 0) return one.GetHashCode();
        foreach (var member in own) hash.Add(Hash(member(one)));
        return hash.ToHashCode();
    }

    /// <summary>The log does not keep the order of members of an object.</summary>
    private static bool Same(IDictionary all, IDictionary others)
    {
        if (all.Count != others.Count) return false;
        foreach (DictionaryEntry entry in all)
        {
            if (!others.Contains(entry.Key) || !Same(entry.Value, others[entry.Key])) return false;
        }
        return true;
    }

    private static bool Same(IEnumerable all, IEnumerable others)
    {
        var (left, right) = (all.GetEnumerator(), others.GetEnumerator());
        while (left.MoveNext())
        {
            if (!right.MoveNext() || !Same(left.Current, right.Current)) return false;
        }
        return !right.MoveNext();
    }

    /// <summary>None of what is computed from others; none at all of a day, a number and the like.</summary>
    private static Func<object, object?>[] MembersOf(Type type) => type.Namespace?.StartsWith("System", StringComparison.Ordinal) != false
        || type.IsEnum
        ? []
        : [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanWrite && p.GetIndexParameters().Length == 0).Select(Getter)];

    private static Func<object, object?> Getter(PropertyInfo property)
    {
        var of = Expression.Parameter(typeof(object));
        var value = Expression.Property(Expression.Convert(of, property.DeclaringType!), property);
        return Expression.Lambda<Func<object, object?>>(Expression.Convert(value, typeof(object)), of).Compile();
    }
}
