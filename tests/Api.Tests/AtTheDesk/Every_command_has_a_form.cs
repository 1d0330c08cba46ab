using System.Text.Json;
using System.Text.Json.Nodes;
using Leader.Api.Http;
using Leader.Api.Portal.Forms;
using Leader.Api.Tests.Contract;
using Leader.Domain;
using Leader.Projections.Log;
using Microsoft.Extensions.DependencyInjection;

namespace Leader.Api.Tests.AtTheDesk;

[Collection("api")]
public class Every_command_has_a_form(ApiFixture api)
{
    private IReadOnlyList<FormKind> Forms => api.Services.GetRequiredService<CommandForms>().All;

    /// <summary>Those that the register itself asks, and the file that a form brings along.</summary>
    private static readonly string[] None =
    [
        "EscalateObjection", "RemindAdjustment", "MarkCaseOverdue", "MarkComplaintOverdue", "DepositEvidence",
    ];

    [Fact]
    public void Each_command_of_the_domain_has_one() =>
        Forms.Where(f => f.Asks.Command!.IsAssignableTo(typeof(ICommand))).Select(f => f.Name).Order(StringComparer.Ordinal).ShouldBe(
            RequestTypes.ByName.Values.Select(t => t.Name).Except(None).Order(StringComparer.Ordinal));

    [Fact]
    public void Each_form_is_called_something_in_both_languages_and_names_its_clause()
    {
        CommandWords.Named.Order(StringComparer.Ordinal).ShouldBe(Forms.Select(f => f.Name).Order(StringComparer.Ordinal));
        Forms.ShouldAllBe(f => f.Said.Zh.All(c => c > 0x2E80) && f.Said.En.Contains(' ') && f.Said.Clause.Length > 0);
    }

    /// <summary>The clauses of a command are told for its form; what its docstring tells beside the rules is among them.</summary>
    [Fact]
    public void The_clauses_of_a_form_are_those_of_its_command()
    {
        var source = Path.Combine(The_stored_facts_are_the_reviewed_ones.Repository(), "src");
        var files = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories).ToLookup(Path.GetFileNameWithoutExtension);
        foreach (var form in Forms)
        {
            var told = string.Concat(files[form.Name].Select(File.ReadAllText).Select(t => t.Split("public sealed record")[0]));
            if (!told.Contains("Clause ", StringComparison.Ordinal)) continue;
            form.Said.Clause.Split('、').ShouldAllBe(c => told.Contains(c), form.Name);
        }
    }

    [Fact]
    public async Task What_is_filled_in_is_what_is_sent()
    {
        using var clerks = new Clerks(api);
        foreach (var kind in Forms)
        {
            var by = kind.Asks.Roles.Count == 0 ? ProgrammeWorld.Anyone : new Actor("somebody", kind.Asks.Roles[0]);
            foreach (var sample in new[] { new Sample(), new Sample(1), new Sample(2, nulls: true) })
            {
                var meant = OnOneLine(sample.RequestOf(kind.Asks.Request!));

                var browser = await clerks.FillAsync(kind, kind.Pattern, JsonNode.Parse(meant)!, by);

                var sent = new Filled(browser.Typed).Read([.. kind.Fields, .. kind.Folded]);
                Filled.Missing([.. kind.Fields, .. kind.Folded], sent).ShouldBeEmpty(kind.Name);
                var read = sent.Deserialize(kind.Asks.Request!, LeaderJson.Requests)!;
                OnOneLine(read).ShouldBe(meant, kind.Name);
            }
        }
    }

    /// <summary>As a browser has it in a field of one line; and without what follows from the rest.</summary>
    private static string OnOneLine(object request)
    {
        var body = JsonSerializer.SerializeToNode(request, LeaderJson.Http)!.AsObject();
        (body["plan"] as JsonObject)?.Remove("coreIndicators");
        return body.ToJsonString(LeaderJson.Http).Replace("\\t\\n", "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_field_is_named_in_the_language_of_the_page()
    {
        using var browser = new Browser(api);
        foreach (var kind in Forms)
        {
            foreach (var lang in new[] { "", "?lang=en" })
            {
                await browser.OpenAsync(kind.Page + lang);
                browser.Page.QuerySelectorAll("h1").Length.ShouldBe(1, kind.Name);
                browser.Page.DocumentElement.GetAttribute("lang").ShouldBe(lang.Length > 0 ? "en" : "zh-CN");
            }
        }
    }
}
