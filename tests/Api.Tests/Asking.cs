using System.Net;
using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Tests;

/// <summary>What the tests of the HTTP contract share.</summary>
internal static class Asking
{
    public static readonly Actor Samr = new("samr", Role.Regulator);
    public static readonly Actor Registrar = new("registry", Role.Registrar);

    /// <summary>A well-formed credit code: 17 characters and the one they ask for.</summary>
    public static string Code(string first17) => first17 + CreditCode.CheckCharacter(first17);

    /// <summary>Whether the views get there in time; looked at again and again, without the notification.</summary>
    public static async Task<bool> ReachesAsync(this ViewReader views, long position, TimeSpan limit)
    {
        for (var start = TimeProvider.System.GetTimestamp(); ; await Task.Delay(25))
        {
            try
            {
                if ((await views.NewestAsync(CancellationToken.None)).Position >= position) return true;
            }
            catch (ViewsNotThereException) { }
            if (TimeProvider.System.GetElapsedTime(start) > limit) return false;
        }
    }

    /// <summary>Registered as what it acts as, where it is not yet; the regulator itself first.</summary>
    public static async Task KnownAsync(this ApiFixture api, Actor by, Domain.Record.OrganisationKind kind)
    {
        foreach (var (id, what) in new[] { (Samr.Subject, Domain.Record.OrganisationKind.Regulator), (by.Subject, kind) })
        {
            (await api.DecideAsync(
                new Domain.Process.Registers.RegisterOrganisation(id, id.ToUpperInvariant(), [what]),
                Samr)).Decision.Refusal
                .ShouldBeNull();
        }
    }

    public static Actor Enterprise(string code) => new(code, Role.Enterprise);

    public static async Task<Actor> RegisteredAsync(this ApiFixture api, string first17, string name = "示例企业")
    {
        var by = Enterprise(Code(first17));
        await api.RecordAsync("/v1/enterprises", new { enterprise = by.Subject, name }, by);
        return by;
    }

    public static Disclosure Disclosed(decimal cadr = 500m, string unit = "m³/h", string title = "空气净化器", params string[] categories) =>
        new(title, categories, ["AP-1"],
            [new(
                "cadr", "Clean air delivery rate", DisclosedKind.Performance, "performance", new(Operator.AtLeast, cadr, null, unit),
                "GB/T 18801-2022", "4.1")], ["GB/T 18801-2022"], null, false);

    /// <summary>The answer is a problem (RFC 9457) with this status and code; answers it for more.</summary>
    public static async Task<JsonElement> ShouldBeProblemAsync(this HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, text);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", text);
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        problem.GetProperty("type").GetString().ShouldEndWith("/" + code, Shouldly.Case.Sensitive, text);
        problem.GetProperty("status").GetInt32().ShouldBe((int)status);
        problem.GetProperty("title").GetString().ShouldNotBeNullOrWhiteSpace();
        text.ShouldNotContain("Leader.Domain", Shouldly.Case.Sensitive, "names of classes are nobody's business");
        text.ShouldNotContain("Exception");
        return problem;
    }

    /// <summary>400 with messages by field, and for this one among them.</summary>
    public static async Task ShouldBeMalformedAsync(this HttpResponseMessage answer, string field)
    {
        var problem = await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed");
        problem.TryGetProperty("errors", out var errors).ShouldBeTrue(problem.ToString());
        errors.EnumerateObject().Select(e => e.Name).ShouldContain(field, problem.ToString());
        errors.EnumerateObject().ShouldAllBe(e => e.Value.EnumerateArray().All(m => m.GetString()!.Length > 0));
    }

    public static async Task<string> TextAsync(this HttpResponseMessage answer) => await answer.Content.ReadAsStringAsync();

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) =>
        JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());

    /// <summary>The answer, which has to be 200.</summary>
    public static async Task<JsonElement> GetAsync(this Time.HistoryFixture history, string address)
    {
        using var answer = await history.AskAsync(address);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, address + ": " + await answer.TextAsync());
        return await answer.JsonAsync();
    }

    public static JsonElement.ArrayEnumerator Items(JsonElement of, string member) => of.GetProperty(member).EnumerateArray();
    public static string Text(JsonElement of, string member) => of.GetProperty(member).GetString()!;

    public static async Task<HttpResponseMessage> SendAsync(
        this ApiFixture api,
        HttpMethod method,
        string address,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        return await api.Http.SendAsync(request);
    }

    public static async Task<long> CountEventsAsync(this ApiFixture api)
    {
        await using var command = api.Database.CreateCommand($"select count(*) from {LeaderStore.Schema}.mt_events");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The act changes nothing in the log.</summary>
    public static async Task<T> RecordingNothingAsync<T>(this ApiFixture api, Func<Task<T>> act)
    {
        var before = await api.CountEventsAsync();
        var answer = await act();
        (await api.CountEventsAsync()).ShouldBe(before, "something was recorded");
        return answer;
    }
}
