using System.Text.RegularExpressions;
using Leader.Api.Tests.Contract;
using RegisterClient;

namespace Leader.Api.Tests.Clients;

public partial class What_the_documents_call_is_in_the_client
{
    [Fact]
    public void By_its_name()
    {
        var text = File.ReadAllText(Path.Combine(The_stored_facts_are_the_reviewed_ones.Repository(), "docs", "clients.md"));
        var called = Calls().Matches(text).Select(m => m.Groups[1].Value).Distinct().ToArray();

        called.Length.ShouldBeGreaterThan(6);
        called.Except(typeof(LeaderClient).GetMethods().Select(m => m.Name)).ShouldBeEmpty();
    }

    [GeneratedRegex(@"leader\.(\w+Async)")]
    private static partial Regex Calls();
}
