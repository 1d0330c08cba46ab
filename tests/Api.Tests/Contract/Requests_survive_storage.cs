using System.Text;
using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Process.Supervision;
using Leader.Projections.Log;

namespace Leader.Api.Tests.Contract;

public class Requests_survive_storage
{
    public static TheoryData<string> Names => [.. RequestTypes.ByName.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_request_is_read_back_as_it_was_recorded(string name)
    {
        var type = RequestTypes.ByName[name];
        RequestTypes.NameOf(type).ShouldBe(name);
        foreach (var sample in Enumerable.Range(0, 12).SelectMany(v => new[] { new Sample(v), new Sample(v, nulls: true) }))
        {
            var request = sample.CommandOf(type);
            var recorded = Encoding.UTF8.GetBytes(RequestTypes.Write(request).GetRawText());

            var back = RequestTypes.Read(recorded);

            back.ShouldBeOfType(type);
            Canonical.Json(back).ShouldBe(Canonical.Json(request));
            Encoding.UTF8.GetBytes(RequestTypes.Write(back).GetRawText()).ShouldBe(recorded);
        }
    }

    [Fact]
    public void Every_command_of_the_domain_has_a_name_of_its_own() =>
        RequestTypes.ByName.Values.ShouldBe(
            typeof(ICommand).Assembly.GetTypes().Where(t => t.IsClass && typeof(ICommand).IsAssignableFrom(t)),
            ignoreOrder: true);

    [Fact]
    public void A_request_has_a_salt_only_where_it_is_not_for_everybody()
    {
        var request = new WithdrawTitle("Enough.", "t");
        RequestTypes.Write(request).GetRawText().ShouldBe("""{"name":"withdraw_title.v1","command":{"reason":"Enough.","title":"t"}}""");
        RequestTypes.IsOpen(Bytes(RequestTypes.Write(request))).ShouldBeTrue();
        var closed = RequestTypes.Write(request, "00ff");
        closed.GetRawText().ShouldBe("""{"name":"withdraw_title.v1","command":{"reason":"Enough.","title":"t"},"salt":"00ff"}""");
        RequestTypes.IsOpen(Bytes(closed)).ShouldBeFalse();
        RequestTypes.Read(Bytes(closed)).ShouldBe(request);
    }

    private static byte[] Bytes(JsonElement element) => Encoding.UTF8.GetBytes(element.GetRawText());
}
