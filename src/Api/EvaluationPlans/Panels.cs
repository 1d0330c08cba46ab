using System.Security.Cryptography;
using System.Text.Json;
using Leader.Api.Desk;
using Leader.Api.Http;
using Leader.Api.Persons;
using Leader.Domain;
using Leader.Domain.Process.EvaluationPlans;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.EvaluationPlans;

/// <param name="Id">The subject of the expert's token; public, so not the name.</param>
public sealed record NamedExpert(string Id, string Name, string Affiliation);

/// <summary>A panel as it comes in: its names are sealed apart from the facts.</summary>
public sealed record PanelRequest(IReadOnlyList<NamedExpert> Experts);

/// <summary>Names of experts on their way in and out: the log and the views hold references only (Q48).</summary>
internal static class Panels
{
    /// <summary>
    /// The same expert by the same name keeps the reference: so one erasure reaches all panels, and a panel formed twice is formed once.
    /// </summary>
    public static async Task<(FormExpertPanel Command, CommandContext Context)> WithoutNamesAsync(
        PanelRequest request,
        HttpContext http,
        CommandContext context)
    {
        var known = await Persons(http).ReferencesAsync([.. request.Experts.Select(e => e.Id)], http.RequestAborted);
        List<SealedPerson> unknown = [];
        var experts = request.Experts.Select(e => new Expert(e.Id, known[(e.Id, e.Name)].FirstOrDefault() ?? Sealed(e), e.Affiliation))
            .ToList();
        context = context.Saving(
            session => unknown.ForEach(u => u.Save(session)),
            [.. experts.Select(e => e.Person).OfType<string>()]);
        return (new(experts, http.Id()), context);

        string? Sealed(NamedExpert expert)
        {
            // which is refused
            if (string.IsNullOrWhiteSpace(expert.Name) || new Check().Text(expert.Name, "", 200).Refusal is not null) return null;
            unknown.Add(PersonalData.Seal(new(expert.Name), expert.Id));
            return unknown[^1].Reference;
        }
    }

    public static async Task<ViewAnswer> GetAsync(Asked asked) =>
        await asked.BytesAsync(LeaderViews.Plans, asked.Id) is { } call
            ? new((await WithNamesAsync(asked, [call]))[0]) { Erasable = true }
            : ViewRoutes.Unknown("call", asked.Id);

    public static async Task<ViewAnswer> ListAsync(Asked asked)
    {
        var answer = await ViewRoutes.PageAsync(asked, LeaderViews.Plans, ViewRoutes.Common(asked.Context));
        if (answer.Page is not { } page) return answer;
        if (asked.Context.Features.Get<MadeCalls>() is not { } made) asked.Context.Features.Set(made = []);
        var keys = page.Items.Select(i => Convert.ToBase64String(SHA256.HashData(i))).ToArray();
        var others = keys.Zip(page.Items).Where(i => !made.ContainsKey(i.First)).ToArray();
        var calls = await WithNamesAsync(asked, [.. others.Select(i => i.Second)]);
        foreach (var ((key, _), call) in others.Zip(calls)) made[key] = call;
        return new(Page: page with { Items = [.. keys.Select(k => made[k])] }, Erasable: true);
    }

    /// <summary>By the digests of their rows: a time map asks for many pages of nearly the same calls.</summary>
    private sealed class MadeCalls : Dictionary<string, byte[]>;

    /// <summary>As much of each call as the reader may see, with the names of its experts.</summary>
    private static async Task<IReadOnlyList<byte[]>> WithNamesAsync(Asked asked, IReadOnlyList<byte[]> documents)
    {
        var calls = new List<CallDoc>();
        foreach (var document in documents)
        {
            calls.Add(JsonSerializer.Deserialize<CallDoc>(await asked.ShownAsync(LeaderViews.Plans, document), LeaderJson.Http)!);
        }
        return [.. (await WithNamesAsync(asked, calls)).Select(c => JsonSerializer.SerializeToUtf8Bytes(c, LeaderJson.Http))];
    }

    private static async Task<IReadOnlyList<CallDoc>> WithNamesAsync(Asked asked, IReadOnlyList<CallDoc> calls)
    {
        var references = calls.SelectMany(c => c.Panel).Select(e => e.Person).OfType<string>().Distinct().ToArray();
        if (references.Length == 0) return calls;
        var names = await Persons(asked.Context).OpenAsync(references, asked.Aborted);
        var erased = await Persons(asked.Context).ErasedAsync(references, asked.Aborted);
        return [.. calls.Select(c => c with
        {
            Panel = [.. c.Panel.Select(e =>
                e.Person is { } p ? e with { Name = names.GetValueOrDefault(p)?.Name, NameErased = erased.Contains(p) } : e)],
        })];
    }

    private static PersonalData Persons(HttpContext context) => context.RequestServices.GetRequiredService<PersonalData>();
}
