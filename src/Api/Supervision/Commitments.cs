using Leader.Api.Http;
using Leader.Projections.Views;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Supervision;

/// <summary>A quality commitment with what it stands beside. 五(二), R90, D14.</summary>
/// <param name="Category">That it is for; null where it is for all.</param>
/// <param name="Titles">Titles of the enterprise that it covers, held on the day.</param>
public sealed record CommitmentAnswer(
    string Enterprise,
    string Commitment,
    string? Category,
    string Text,
    string Signer,
    DateOnly On,
    DateOnly? WithdrawnOn,
    IReadOnlyList<string> Titles);

public sealed record CommitmentsDoc(string Enterprise, IReadOnlyList<CommitmentAnswer> Items);

internal static class Commitments
{
    public static readonly Parameter[] Reads =
    [
        Parameters.EnterpriseInPath,
        new("category", "Only commitments that cover this category.", As: ReadAs.Category),
    ];

    public static async Task<ViewAnswer> ListAsync(Asked asked)
    {
        var code = asked.Context.Route("creditCode");
        if (await asked.GetAsync(LeaderViews.Enterprises, code) is not { } file) return ViewRoutes.Unknown("enterprise", code);
        var category = asked.Context.Request.Value("category");
        return ViewAnswer.Of(new CommitmentsDoc(
            file.CreditCode,
            [.. file.Commitments.Where(c => category is null || c.Category is null || c.Category == category)
                .Select(c => Of(asked, file, c))]));
    }

    public static async Task<ViewAnswer> GetAsync(Asked asked)
    {
        var code = asked.Context.Route("creditCode");
        if (await asked.GetAsync(LeaderViews.Enterprises, code) is not { } file) return ViewRoutes.Unknown("enterprise", code);
        return file.Commitments.FirstOrDefault(c => c.Commitment == asked.Id) is { } commitment
            ? ViewAnswer.Of(Of(asked, file, commitment))
            : ViewRoutes.Unknown("commitment", asked.Id);
    }

    private static CommitmentAnswer Of(Asked asked, EnterpriseDoc file, CommitmentDoc c)
    {
        var day = asked.Clocks.AsOf;
        var covered = file.Titles.Where(t => c.Category is null || t.Category == c.Category).ToList();
        asked.MayChangeOn(covered.SelectMany(t => t.Held()).SelectMany(h => new[] { h.From, h.LastDay.AddDays(1) }));
        return new(
            file.CreditCode, c.Commitment, c.Category, c.Text, c.Signer, c.On, c.WithdrawnOn,
            [.. covered.Where(t => t.Held().Any(h => h.From <= day && day <= h.LastDay)).Select(t => t.Title)]);
    }
}
