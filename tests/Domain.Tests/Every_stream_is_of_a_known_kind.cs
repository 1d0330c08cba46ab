using System.Reflection;

namespace Leader.Domain.Tests;

public class Every_stream_is_of_a_known_kind
{
    [Fact]
    public void And_no_kind_is_told_that_no_stream_has()
    {
        var keys = typeof(Streams).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.ReturnType == typeof(string))
            .Select(m => (string)m.Invoke(null, [.. m.GetParameters().Select(p => p.ParameterType == typeof(int) ? 2024 : (object)"x")])!)
            .Concat(typeof(Streams).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral)
                .Select(f => (string)f.GetRawConstantValue()!));

        keys.Select(k => k.Split('/')[0]).Order(StringComparer.Ordinal).ShouldBe(Streams.Kinds.Order(StringComparer.Ordinal));
    }
}
