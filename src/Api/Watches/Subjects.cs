using System.Globalization;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Values;
using Leader.Projections.Views;

namespace Leader.Api.Watches;

/// <summary>What a watch list is of, in the spelling of the register.</summary>
internal sealed record Subjects(string Name, string[] Titles, string[] Enterprises, string[] Categories, bool Uses, Uri? Address)
{
    private const int MostTitles = 1000, MostEnterprises = 5000, MostCategories = 200;

    public static async Task<(Subjects? Read, Refusal? Refusal)> ReadAsync(
        string name,
        IReadOnlyList<string>? titles,
        IReadOnlyList<string>? enterprises,
        IReadOnlyList<string>? categories,
        bool uses,
        string? address,
        HttpContext http)
    {
        var (doors, receivers, ct) = (
            http.RequestServices.GetRequiredService<Doors>(),
            http.RequestServices.GetRequiredService<Receivers>(),
            http.RequestAborted);
        var check = new Check().Text(name, "name", 200)
            .That(
                titles is { Count: > 0 } || enterprises is { Count: > 0 } || categories is { Count: > 0 } || uses,
                "titles",
                "is empty, as are enterprises, categories and uses: there is nothing to watch.");
        foreach (var (field, list, most) in new[]
        {
            ("titles", titles, MostTitles), ("enterprises", enterprises, MostEnterprises), ("categories", categories, MostCategories),
        })
        {
            check.That((list?.Count ?? 0) <= most, field, string.Create(CultureInfo.InvariantCulture, $"may have at most {most:N0}."));
        }
        if (check.Refusal is { } malformed) return (null, malformed);

        string[] watched = [.. (titles ?? []).Select(Typed.Id)], areas = [.. (categories ?? []).Select(Typed.Id)];
        var codes = (enterprises ?? []).Select(EnterpriseCode.Read).ToArray();
        var known = await doors.WhichAsync(LeaderViews.Titles, watched, ct);
        var attested = await doors.WhichAsync(LeaderViews.Enterprises, codes.Where(c => c.OnlyIfRegistered).Select(c => c.Code), ct);
        var fields = await doors.WhichAsync(LeaderViews.Categories, areas, ct);
        for (var i = 0; i < watched.Length; i++)
        {
            check.That(known.Contains(watched[i]), $"titles[{i}]", "is no title that the register knows, as 2026-air-purifier.91….");
        }
        for (var i = 0; i < codes.Length; i++)
        {
            check.That(codes[i].Fault is null || attested.Contains(codes[i].Code), $"enterprises[{i}]", codes[i].Fault ?? "");
        }
        if (areas.Any(a => !fields.Contains(a)))
        {
            var all = await doors.KeysAsync(LeaderViews.Categories, ct);
            for (var i = 0; i < areas.Length; i++)
            {
                check.That(
                    fields.Contains(areas[i]),
                    $"categories[{i}]",
                    $"is no category that the register knows{Nearest.Hint(areas[i], all)}.");
            }
        }
        var to = string.IsNullOrWhiteSpace(address) ? null : address.Trim();
        var fault = to is null ? null : await receivers.FaultAsync(to, ct);
        check.That(fault is null, "address", fault ?? "");
        return check.Refusal is { } refusal ? (null, refusal) : (new(
            name.Trim(),
            [.. watched.Distinct(StringComparer.Ordinal)],
            [.. codes.Select(c => c.Code).Distinct(StringComparer.Ordinal)],
            [.. areas.Distinct(StringComparer.Ordinal)],
            uses,
            to is null ? null : new Uri(to)), null);
    }
}
