using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>What a declaration discloses. Clause 四(一), R29–R33.</summary>
public static class DisclosureShape
{
    public static void Check(Check check, Disclosure disclosure, string at)
    {
        var qualities = disclosure.Qualities ?? [];
        string[] codes = [.. disclosure.Indicators.Select(i => i.Code), .. qualities.Select(q => q.Code)];
        check.Text(disclosure.Title, at + ".title", 500)
            .That(
                disclosure.Categories.Distinct(StringComparer.Ordinal).Count() == disclosure.Categories.Count,
                at + ".categories",
                "names a category twice.")
            .That(
                disclosure.Products.Count > 0 && disclosure.Products.All(p => !string.IsNullOrWhiteSpace(p)),
                at + ".products",
                "needs the products or services that the standard covers.")
            .That(
                disclosure.Indicators.Count + qualities.Count > 0,
                at + ".indicators",
                "needs at least one functional or performance indicator.")
            .That(
                codes.Distinct(StringComparer.Ordinal).Count() == codes.Length,
                at + (qualities.Count > 0 ? ".qualities" : ".indicators"),
                "names an indicator twice.")
            .That(disclosure.ComparedWith.All(s => !string.IsNullOrWhiteSpace(s)), at + ".comparedWith", "has a blank entry.");
        for (var i = 0; i < disclosure.Products.Count; i++) check.OptionalText(disclosure.Products[i], $"{at}.products[{i}]", 200);
        for (var i = 0; i < disclosure.ComparedWith.Count; i++)
        {
            check.OptionalText(disclosure.ComparedWith[i], $"{at}.comparedWith[{i}]", 200);
        }
        for (var i = 0; i < disclosure.Categories.Count; i++) check.Slug(disclosure.Categories[i], $"{at}.categories[{i}]");
        for (var i = 0; i < disclosure.Indicators.Count; i++)
        {
            var (indicator, here) = (disclosure.Indicators[i], $"{at}.indicators[{i}]");
            check.Slug(indicator.Code, here + ".code").Text(indicator.Name, here + ".name", 200)
                .That(Enum.IsDefined(indicator.Kind), here + ".kind", "is not a known kind.")
                .OptionalText(indicator.Theme, here + ".theme", 200)
                .That(Enum.IsDefined(indicator.Limit.Operator), here + ".limit.operator", "is not a known operator.")
                .Limit(indicator.Limit, here + ".limit")
                .Text(indicator.TestMethod, here + ".testMethod", 500).Text(indicator.Clause, here + ".clause", 200);
        }
        foreach (var (i, quality) in qualities.Index())
        {
            var here = $"{at}.qualities[{i}]";
            check.Slug(quality.Code, here + ".code").Text(quality.Name, here + ".name", 200)
                .That(Enum.IsDefined(quality.Kind), here + ".kind", "is not a known kind.")
                .OptionalText(quality.Theme, here + ".theme", 200)
                .Text(quality.Value, here + ".value", 100)
                .Text(quality.TestMethod, here + ".testMethod", 500).Text(quality.Clause, here + ".clause", 200);
        }
        if (disclosure.LevelClaim is { } claim)
        {
            check.That(ClaimedLevels.Of(claim.Level) is not null, at + ".levelClaim.level", $"must be one of: {ClaimedLevels.List}.")
                .Text(claim.Against, at + ".levelClaim.against", 500)
                .Text(claim.Comparison, at + ".levelClaim.comparison");
        }
    }
}
