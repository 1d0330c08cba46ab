using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Leader.Api.Http;
using Leader.Api.Tests.Time;
using static Leader.Api.Tests.Asking;

namespace Leader.Api.Tests.Portal;

/// <summary>Reasons are recorded in English, and stay so; pages and the Chinese why tell them in Chinese.</summary>
[Collection("history")]
public class What_the_register_recorded_is_told_in_Chinese(HistoryFixture history)
{
    private const string Evaluation = "2020-room-air-conditioner", Day = "asOf=2026-11-20";

    /// <summary>What people wrote in English, in fields where the register writes too.</summary>
    private static readonly string[] OfPeople =
    [
        "Cites a withdrawn test method.", "Exit of the fund", "The figures for lost parcels were invented.",
        "Barred from 17 January; the list of 20 January should not have named it.", "Serious finding f-2020-001 is open.",
    ];

    private static bool IsChinese(string text) => text.Any(c => c > 0x2E80);

    [Fact]
    public async Task Every_reason_in_the_log_that_the_register_wrote_itself()
    {
        await using var command = history.Database.CreateCommand("""
            select distinct t #>> '{}' from leader.mt_events, jsonb_path_query(data::jsonb,
                '$.** ? (exists (@.detail) || exists (@.tieNote) || exists (@.nothingToPublish))') d,
                lateral (values (d->'detail'), (d->'tieNote'), (d->'nothingToPublish')) v(t) where jsonb_typeof(t) = 'string'
            union
            select data->>'reason' from leader.mt_events where split_part(type, '.', 1) in ('adoption_ended', 'candidacy_ended',
                'notice_superseded', 'title_lapsed', 'title_review_required', 'entry_review_required', 'ban_voided',
                'candidate_readmitted', 'engagement_ended') and data->>'reason' is not null
            """);
        var english = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            if (!IsChinese(reader.GetString(0))) english.Add(reader.GetString(0));
        }
        english.Count.ShouldBeGreaterThan(10);
        english.Where(said => Reasons.InChinese(said) == said).ShouldBe(OfPeople, ignoreOrder: true);
    }

    [Fact]
    public async Task On_the_page_of_a_ranking_whatever_is_not_in_the_order_has_its_reason_in_Chinese()
    {
        var said = await history.GetAsync($"/v1/evaluations/{Evaluation}/ranking?{Day}");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/evaluations/{Evaluation}/ranking?{Day}");
        request.Headers.Add("Accept", "text/html");
        var page = new HtmlParser().ParseDocument(await (await history.Http.SendAsync(request)).Content.ReadAsStringAsync());
        var outside = page.QuerySelector("[aria-labelledby=outside] tbody")!;

        var reasons = Items(said, "excluded").Select(x => Text(x, "detail")).Where(d => !IsChinese(d)).Except(OfPeople).ToArray();
        reasons.ShouldNotBeEmpty();
        foreach (var reason in reasons)
        {
            Written(outside).ShouldContain(Without(Reasons.InChinese(reason)));
            Written(outside).ShouldNotContain(Without(reason));
        }
    }

    [Fact]
    public async Task Why_it_is_excluded_is_told_in_Chinese_and_the_English_stays_as_it_was_recorded()
    {
        var said = await history.GetAsync($"/v1/evaluations/{Evaluation}/ranking?{Day}");
        var excluded = Items(said, "excluded").First(x => !IsChinese(Text(x, "detail")) && !OfPeople.Contains(Text(x, "detail")));
        var why = await history.GetAsync(
            $"/v1/evaluations/{Evaluation}/ranking/{Uri.EscapeDataString(Text(excluded, "declaration"))}/why?{Day}");
        var answer = why.GetProperty("answer");
        Text(answer, "en").ShouldContain(Text(excluded, "detail"));
        Text(answer, "zh").ShouldContain(Labels.Value("ExclusionGround", Text(excluded, "ground")).Zh);
        Text(answer, "zh").ShouldNotContain(Text(excluded, "detail"));
    }

    /// <summary>Elements part ids and texts in another language from the sentence around them.</summary>
    private static string Written(IElement of) => Without(of.TextContent);
    private static string Without(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
