using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Supervision;

/// <summary>The enterprise gives a title up. No ban; but a case goes on, and its ban follows. Refuses: title-not-held.</summary>
/// <remarks>Clause 四(六), end states.</remarks>
public sealed record WithdrawTitle(string Reason, string Title = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Title, "title", 200).Text(Reason, "reason").Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.Enterprise)) return Refusal.Forbidden("Clause 四(六)", "Only the enterprise that holds a title gives it up.");

        var title = ledger.Title(Title);
        if (title.Awarded is not { } awarded) return Refusal.NotFound("title", Title);
        if (!act.By.Is(Role.Enterprise, awarded.Enterprise))
        {
            return Refusal.Forbidden(
                "Clause 四(六)",
                $"Title {Title} belongs to {awarded.EnterpriseName}. An enterprise gives up its own titles only.");
        }
        if (title.End == TitleEnd.Withdrawn) return Decision.AlreadySo(Title);
        if (act.DayRefusal(title.LastActOn) is { } day) return day;
        if (TitleGate.NotHeld(title, act.On, "Clause 四(六)") is { } notHeld) return notHeld;
        return Decision.Record(Title, new TitleWithdrawn(Title, awarded.Enterprise, Reason, act.On));
    }
}
