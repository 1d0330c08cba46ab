using System.Text;
using Leader.Api.Portal.Frame;
using Microsoft.AspNetCore.Http;

namespace Leader.Api.Tests.Portal;

public class A_page_hears_names_from_many_answers_at_once
{
    [Fact]
    public void And_then_knows_them_all()
    {
        const int Answers = 400, Each = 50;
        var names = new KnownNames();
        Parallel.For(0, Answers, of => names.Hear(Named(Enumerable.Range(of * Each, Each))));
        Enumerable.Range(0, Answers * Each).Count(i => names.Of("categories", $"c{i}") == ($"类{i}", null)).ShouldBe(Answers * Each);
    }

    private static Answer Named(IEnumerable<int> ids)
    {
        var context = new DefaultHttpContext { Response = { ContentType = "application/json" } };
        var names = string.Join(',', ids.Select(i => $$"""
            "c{{i}}":{"zh":"类{{i}}"}
            """));
        return new(context, Encoding.UTF8.GetBytes($$"""{"names": {"categories": { {{names}} } } }"""));
    }
}
