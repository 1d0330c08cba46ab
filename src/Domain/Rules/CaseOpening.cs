using System.Globalization;
using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>How a case is opened against one title, and whether it can be.</summary>
public static class CaseOpening
{
    /// <summary>
    /// A title that has ended can still be the subject of a case, and be revoked: what counts is whether the ground existed while
    /// it was held. Otherwise one would escape the ban by giving the title up, or by the mere lapse of time. Not so a title that was
    /// annulled (it never existed) or is revoked already. Refuses: title-annulled, title-already-revoked.
    /// </summary>
    /// <remarks>Clause 四(六), end states.</remarks>
    public static Refusal? RefusalFor(Title title) => title.End switch
    {
        TitleEnd.Annulled => new(
            "title-annulled",
            "Clause 四(六), Q50",
            $"Title {title.Id} was annulled: it is void from the start, and there is nothing to revoke."),
        TitleEnd.Revoked =>
            new("title-already-revoked", "Clause 四(六)", $"Title {title.Id} was revoked on {title.Revocation!.On:yyyy-MM-dd}."),
        _ => null,
    };

    /// <summary>The case, and the mark "under review" on the title from the same day (Q32).</summary>
    /// <param name="on">The day of opening; the mark is not set before the last act on the title.</param>
    public static IEnumerable<Fact> Facts(
        ILedger ledger,
        string @case,
        CaseOrigin origin,
        string originId,
        Title title,
        RevocationGround? alleged,
        DateOnly on)
    {
        var opened = Days.Later(on, title.LastActOn);
        var due = Periods.WorkingDays(opened, ledger.Rules(opened).BodyInactiveWorkingDays, ledger.Calendar());
        var awarded = title.Awarded!;
        return
        [
            new CaseOpened(@case, origin, originId, title.Id, awarded.Enterprise, awarded.Body, alleged, due.LastDay, opened),
            new TitleCaseOpened(title.Id, awarded.Enterprise, @case, opened),
        ];
    }

    /// <summary>A case has the id of its finding; further ones <c>{finding}.2</c> and so on.</summary>
    /// <param name="index">From 0, in the order of title ids.</param>
    public static string OfFinding(string finding, int index) =>
        index == 0 ? finding : string.Create(CultureInfo.InvariantCulture, $"{finding}.{index + 1}");
}
