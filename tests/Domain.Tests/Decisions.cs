namespace Leader.Domain.Tests;

internal static class Decisions
{
    /// <param name="kind">By default the one that the code implies.</param>
    public static void ShouldBeRefused(this Decision decision, string code, RefusalKind? kind = null)
    {
        kind ??= code switch
        {
            "malformed" => RefusalKind.Malformed,
            "not-yours-to-do" => RefusalKind.Forbidden,
            _ => code.StartsWith("unknown-", StringComparison.Ordinal) ? RefusalKind.NotFound : RefusalKind.Rule,
        };
        decision.Refusal.ShouldNotBeNull();
        decision.Refusal.Code.ShouldBe(code);
        decision.Refusal.Kind.ShouldBe(kind.Value);
        decision.Facts.ShouldBeEmpty();
        if (kind == RefusalKind.Rule) decision.Refusal.Clause.ShouldStartWith("Clause ");
        if (kind != RefusalKind.Malformed) decision.Refusal.Reason.ShouldNotBeNullOrWhiteSpace();
    }

    public static void ShouldBeForbidden(this Decision decision) => decision.ShouldBeRefused("not-yours-to-do");
    public static void ShouldNotKnow(this Decision decision, string what) => decision.ShouldBeRefused($"unknown-{what}");

    public static void ShouldBeMalformed(this Decision decision, params string[] fields)
    {
        decision.ShouldBeRefused("malformed");
        decision.Refusal!.Errors.Keys.Order(StringComparer.Ordinal).ShouldBe(fields.Order(StringComparer.Ordinal));
    }

    public static IReadOnlyList<Fact> ShouldBeGranted(this Decision decision)
    {
        decision.Refusal.ShouldBeNull();
        return decision.Facts;
    }

    public static T ShouldRecord<T>(this Decision decision) where T : Fact => decision.ShouldBeGranted().OfType<T>().ShouldHaveSingleItem();
    public static void ShouldNotRecord<T>(this Decision decision) where T : Fact => decision.ShouldBeGranted().OfType<T>().ShouldBeEmpty();

    public static void ShouldChangeNothing(this Decision decision) => decision.ShouldBeGranted().ShouldBeEmpty();
}
