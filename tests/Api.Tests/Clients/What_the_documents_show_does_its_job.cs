using System.Text;
using Leader.Api.Tests.Contract;
using RegisterClient;

namespace Leader.Api.Tests.Clients;

/// <summary>
/// Every block in C# of docs/clients.md that calls the client stands here too, line by line, and is run on a register; every block in
/// TypeScript stands in build/contract/client.ts, which CI compiles and runs.
/// </summary>
[Collection(nameof(RevokedTitle))]
public sealed class What_the_documents_show_does_its_job : IDisposable
{
    private readonly RevokedTitle _register;
    private readonly HttpClient _http = new();
    private readonly LeaderClient leader;
    private readonly Written Console = new();

    public What_the_documents_show_does_its_job(RevokedTitle register)
    {
        _register = register;
        _http.BaseAddress = register.Api.Http.BaseAddress;
        leader = new(_http);
    }

    public void Dispose() => _http.Dispose();

    private sealed class Written
    {
        private readonly StringBuilder _all = new();
        public string Text => _all.ToString();
        public void WriteLine(string line) => _all.Append(line).Append('\n');
    }

    [Fact]
    public async Task A_bank_checks_its_borrowers()
    {
        string[] codes = [_register.Programme.A, _register.Programme.B];

        var answer = await leader.GetStandingsAsync(new() { Items = [.. codes.Select(c => new StandingQuestion { CreditCode = c })] });
        foreach (var item in answer.Items.Where(i => i.Ban == Ever.Currently)) Console.WriteLine($"{item.CreditCode} {item.Explanation}");

        Console.Text.ShouldStartWith(_register.Programme.A);
        Console.Text.Count(c => c == '\n').ShouldBe(1);
    }

    [Fact]
    public async Task A_purchaser_lists_the_leaders_with_their_models()
    {
        var category = _register.Programme.Category;

        var leaders = await leader.ListLeadersAsync(category: [category], limit: 1000);
        foreach (var title in leaders.Items.Where(t => t.BenefitsBarredUntil is null))
        {
            Console.WriteLine($"{title.EnterpriseName} {string.Join(", ", title.Products)} to {title.LastDay:yyyy-MM-dd}");
        }

        Console.Text.ShouldContain("AP-1 to 20");
        leaders.Items.Select(t => t.Enterprise).ShouldNotContain(_register.Programme.A, "whose title was revoked");
    }

    [Fact]
    public async Task An_auditor_asks_what_was_entered_late()
    {
        var today = await leader.ListBansAsync();
        var (day, instant) = (today.AsOf, today.KnownAt!.Value.AddYears(-1));

        var now = await leader.ListBansAsync(asOf: day, covers: day, limit: 1000);
        var then = await leader.ListBansAsync(asOf: day, covers: day, knownAt: instant, limit: 1000);
        foreach (var ban in now.Items.ExceptBy(then.Items.Select(b => b.Ban), b => b.Ban))
        {
            Console.WriteLine($"{ban.Ban} {ban.From:yyyy-MM-dd}");
        }

        Console.Text.ShouldContain(_register.Programme.A);
    }

    [Fact]
    public async Task A_journalist_prints_a_ranking()
    {
        var category = _register.Programme.Category;

        var ranking = await leader.GetCategoryRankingAsync(category);
        foreach (var row in ranking.Entries) Console.WriteLine($"{row.Place} {row.EnterpriseName}");

        Console.Text.ShouldStartWith("1 ");
    }

    [Fact]
    public async Task The_story_of_a_title_is_told_by_its_time_map()
    {
        var title = (await leader.ListTitlesAsync(enterprise: [_register.Programme.A])).Items.ShouldHaveSingleItem().Title;

        foreach (var memento in (await leader.GetTitleTimeMapAsync(title)).Mementos)
        {
            var then = await leader.GetTitleAsync(title, asOf: memento.AsOf, position: memento.Position);
            Console.WriteLine($"{memento.Datetime} {then.Status}");
        }

        Console.Text.TrimEnd().ShouldEndWith("Revoked");
        Console.Text.ShouldContain("InForce");
    }

    [Fact]
    public async Task A_researcher_takes_all_facts()
    {
        var facts = new List<FeedEvent>();
        for (FeedDoc? page = null; page?.Next is not null || page is null;)
        {
            page = await leader.ListEventsAsync(after: page?.Position ?? 0, limit: 1000);
            facts.AddRange(page.Items);
        }

        facts.Select(f => long.Parse(f.Id, System.Globalization.CultureInfo.InvariantCulture)).ShouldBeInOrder();
        facts[^1].Id.ShouldBe($"{(await leader.ListBansAsync()).Position}");
    }

    [Fact]
    public async Task A_file_of_declarations_is_tried_before_it_is_recorded()
    {
        _http.DefaultRequestHeaders.Authorization = new(
            "Bearer",
            ApiFixture.Token(Domain.Role.Enterprise, _register.Programme.B));
        const string rows = "number,title,products,code,name,kind,operator,value,unit,testMethod,clause\n"
            + "Q/CH 310-2026,t,P,c,n,performance,atLeast,5,m,x,4.1\n";
        await using var file = new MemoryStream(Encoding.UTF8.GetBytes(rows));

        var one = await leader.ImportDeclarationsAsync(new(file, "declarations.csv", "text/csv"), dryRun: Yes.True);
        while (one.Ended is null) one = await leader.GetImportAsync(one.Import);
        Console.WriteLine($"{one.Accepted} accepted, {one.Already} so already, {one.Refused} refused");

        Console.Text.ShouldBe("1 accepted, 0 so already, 0 refused\n");
    }

    [Theory]
    [InlineData("csharp", "leader.", "tests/Api.Tests/Clients/What_the_documents_show_does_its_job.cs")]
    [InlineData("ts", "leader.", "build/contract/client.ts")]
    public void What_is_shown_is_what_is_tried(string language, string calls, string tried)
    {
        var root = The_stored_facts_are_the_reviewed_ones.Repository();
        var blocks = File.ReadAllText(Path.Combine(root, "docs", "clients.md")).Split($"```{language}\n").Skip(1)
            .Select(b => b.Split("\n```")[0]).Where(b => b.Contains(calls, StringComparison.Ordinal)).Select(Plain).ToArray();
        var code = Plain(File.ReadAllText(Path.Combine(root, tried)));

        blocks.Length.ShouldBe(7, "a job each");
        foreach (var block in blocks) code.ShouldContain(block, Case.Sensitive);

        static string Plain(string text) => string.Join('\n', text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0));
    }
}
