using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process;

/// <summary>
/// Done outside the register, and so perhaps entered later than it was done: what an authority found, a letter brought, a body announced
/// on its own site. Whatever is not this is done in the register itself, on the day of its entry: all acts of publication among that.
/// </summary>
/// <remarks>Q54. Every period that such an act begins runs from the day of entry all the same.</remarks>
public interface IDoneElsewhere : ICommand;

/// <summary>
/// The one door through which every host has a request decided: requests of all kinds, imports, deadlines, and <c>why</c>.
/// </summary>
/// <remarks>
/// Q54: a burden runs from when the person concerned could know of it, never from a day before the entry. So the day of an act is the day
/// of entry, unless the act was done elsewhere and this is shown. And what a fact rests on is deposited before the fact names it.
/// </remarks>
public static class Entry
{
    /// <summary>
    /// Asks the decider, and holds its facts against what is true of all entries.
    /// Refuses: malformed, no-earlier-day, late-entry-unproven, day-in-the-future, evidence-not-deposited.
    /// </summary>
    /// <remarks>What was recorded before is told first: a request that is repeated after midnight is no new act.</remarks>
    public static Decision Enter(this ICommand command, Act act, ILedger ledger)
    {
        if (Malformed(act) is { } malformed) return malformed;
        var decision = command.Decide(act, ledger);
        if (decision is { Refusal: null, Facts.Count: 0 } or { Refusal.Kind: not RefusalKind.Rule }) return decision;
        if (DayRefusal(command, act) is { } day) return day;
        if (decision.Refusal is not null) return decision;
        if (act is { Late: { } late })
        {
            decision = decision.With(new ActEnteredLate(
                decision.Facts[0].Stream(), command.GetType().Name, late.Channel, [.. late.Evidence], act.Today, act.On));
        }
        return NotDeposited(decision, act, ledger) is { } missing ? missing : decision;
    }

    /// <summary>
    /// What the command comes to, asked by whom the register takes acts from, and signed as the rules of the day ask. Past acts are decided
    /// again without this: they were taken by the rules of their time.
    /// </summary>
    public static Decision DecideFor(this ICommand command, Act act, ILedger ledger) =>
        Identities.RefusalFor(act, ledger) is { } stranger ? stranger
        : Signing.RefusalFor(command, act, ledger) is { } unsigned ? unsigned
        : command.Enter(act, ledger);

    private static Refusal? DayRefusal(ICommand command, Act act) =>
        act.On == act.Today ? null
        : act.DayRefusal() is { } future ? future
        : command is not IDoneElsewhere ? new("no-earlier-day", "Clause 结, Q54",
            $"This act is done in the register itself, on the day it is entered: today, {act.Today:yyyy-MM-dd} in Beijing. "
                + $"It cannot be dated {act.On:yyyy-MM-dd}.")
        : act.Late is null ? new("late-entry-unproven", "Clause 结, Q54",
            $"An act of {act.On:yyyy-MM-dd} that is entered on {act.Today:yyyy-MM-dd} names the channel by which it was announced or "
                + "received, and deposited evidence of it, in 'late'.")
        : null;

    private static Refusal? Malformed(Act act) => act.Late is not { } late ? null
        : new Check().Text(late.Channel, "late.channel", 400).Evidence(late.Evidence ?? [], "late.evidence", least: 1)
            .That(act.On != act.Today, "late", "is for an act of an earlier day; give that day as 'on'.").Refusal;

    /// <summary>
    /// Deposited by who names it, or with the file of the case already, or named with the reason why it cannot be deposited. Not asked of
    /// those who complain or object without a token: an answer would tell whether anybody deposited that file (Q48, trap 22).
    /// </summary>
    private static Refusal? NotDeposited(Decision decision, Act act, ILedger ledger)
    {
        if (act.By.Role == Role.Public) return null;
        foreach (var fact in decision.Facts)
        {
            if (fact is not INamesEvidence names || fact is TitleRevoked) continue; // a revocation names the file of its case
            foreach (var digest in names.Evidence)
            {
                if (names.NotDeposited?.ContainsKey(digest) == true
                    || (fact is CaseFact c && ledger.Case(c.Case).Evidence.Contains(digest)))
                {
                    continue;
                }
                if (ledger.EvidenceFile(digest) is { Erased: null } file && file.IsDepositedBy(act.By)) continue;
                return new Refusal("evidence-not-deposited", "Clause 四(六), 五(二)",
                    $"'{act.By.Subject}' has deposited no file with the SHA-256 digest {digest}. Deposit it first, or say in "
                        + "'notDeposited' why it cannot be.");
            }
        }
        return null;
    }
}
