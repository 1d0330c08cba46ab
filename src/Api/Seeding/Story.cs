using System.Text.Json;
using Leader.Api.Desk;
using Leader.Domain;
using Leader.Domain.Process;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Deadline = Leader.Api.Desk.Deadline;
using RuleSetList = Leader.Domain.Record.RuleSets;

namespace Leader.Api.Seeding;

/// <summary>
/// Plays the demonstration history of a folder through the deciders that take the requests of everybody else, by the clock of the story.
/// Pure: the same files give the same facts.
/// </summary>
/// <remarks>
/// What the register does by itself when a day has passed (closing a notice, escalating, reminding) is played too, at 00:00 Beijing of the
/// next day, as the deployed service would do it. What the files are is told in <c>seeds/README.md</c>.
/// </remarks>
public static class Story
{
    /// <exception cref="StoryException">The files cannot be read, or the rules do not take the story as it is told.</exception>
    public static IReadOnlyList<PlayedAct> Play(string folder) => new Player().Play(StoryFiles.Read(folder));

    private sealed class Player
    {
        private readonly MemoryLedger _ledger = new();
        private readonly List<PlayedAct> _played = [];
        private readonly PriorityQueue<Deadline, (DateTimeOffset At, int Order)> _deadlines = new();
        private readonly HashSet<Deadline> _known = [];

        public List<PlayedAct> Play(IEnumerable<ScriptedAct> acts)
        {
            foreach (var act in acts)
            {
                RunDeadlines(act.At);
                Run(act);
            }
            return _played;
        }

        private void Run(ScriptedAct act)
        {
            var refused = false;
            foreach (var (by, command) in act.Requests(_ledger))
            {
                var on = act.On ?? Beijing.Day(act.At);
                if (act.Expect is null) Deposit(act, by, command);
                var signed = act.Signs is null ? null : Signed(command, act);
                var decision = command.DecideFor(new(on, act.At, by, act.Late) { Signatures = signed?.Said() ?? [] }, _ledger);
                var code = decision.Refusal?.Code;
                refused |= code is not null;
                if (code != act.Expect && (code is not null || decision.Facts.Count > 0 || act.Expect is not null))
                {
                    throw new StoryException(
                        act.Where,
                        $"{command.GetType().Name} by {by.Role} '{by.Subject}' on {on:yyyy-MM-dd}",
                        decision.Refusal is { } refusal ? Words(refusal) : $"expected the refusal '{act.Expect}', but it was granted.");
                }
                if (code is null && decision.Facts.Count == 0)
                {
                    throw new StoryException(
                        act.Where,
                        $"{command.GetType().Name} by {by.Role} '{by.Subject}' on {on:yyyy-MM-dd}",
                        "It is so already; nothing would be recorded.");
                }
                if (code is null) Record(act.At, by, command, on, decision.Facts, signed: signed);
            }
            if (act.Expect is not null && !refused)
            {
                throw new StoryException(act.Where, "", $"expected the refusal '{act.Expect}', but nothing was asked.");
            }
        }

        private static SignedRequest Signed(ICommand command, ScriptedAct act) => SignedAddresses.Of(command.GetType()) is { } path
            && !path.Contains('{', StringComparison.Ordinal)
                ? SigningSecret.Request(
                    new("https://leader.example" + path),
                    JsonSerializer.Serialize(command, command.GetType(), LeaderJson.Http),
                    act.At,
                    act.Signs!)
                : throw new StoryException(act.Where, command.GetType().Name, "is not signed in stories.");

        /// <summary>The files that the act names, by who names them: just before it.</summary>
        private void Deposit(ScriptedAct act, Actor by, ICommand command)
        {
            var named = command.GetType().GetProperty("Evidence")?.GetValue(command) as IReadOnlyList<string> ?? [];
            foreach (var digest in named.Concat(act.Late?.Evidence ?? []))
            {
                if (act.Files?.GetValueOrDefault(digest) is not { } file
                    || _ledger.EvidenceFile(digest) is { First: not null } known && (by.Role == Role.Public || known.IsDepositedBy(by)))
                {
                    continue;
                }
                var deposit = new DepositEvidence(digest, "text/plain", file.Length);
                var on = Beijing.Day(act.At);
                var decision = deposit.Enter(new(on, act.At, by), _ledger);
                if (decision.Refusal is { } refusal) throw new StoryException(act.Where, $"deposit of {digest}", Words(refusal));
                Record(act.At, by, deposit, on, decision.Facts, file);
            }
        }

        private void RunDeadlines(DateTimeOffset until)
        {
            while (_deadlines.TryPeek(out var deadline, out _) && deadline.DueAt <= until)
            {
                _deadlines.Dequeue();
                var on = Beijing.Day(deadline.DueAt);
                var command = DeadlineHandler.Command(deadline);
                var decision = command.Enter(new(on, deadline.DueAt, Actor.System), _ledger);
                // Refused or already so: the register looks again when something has changed, as the deployed one does.
                if (decision.Facts.Count > 0) Record(deadline.DueAt, Actor.System, command, on, decision.Facts);
            }
        }

        private void Record(DateTimeOffset at, Actor by, ICommand command, DateOnly on, IReadOnlyList<Fact> facts, byte[]? file = null,
            SignedRequest? signed = null)
        {
            _ledger.Append(facts);
            _played.Add(new(
                at,
                by,
                command,
                on,
                facts,
                _ledger.Read<RuleSetList>(Streams.RuleSets).InEffectOn(on)?.Id ?? "policy-defaults",
                file,
                signed));
            foreach (var deadline in facts.SelectMany(f => Deadlines.Of(f).Concat(LookAgain(f, at))))
            {
                if (_known.Add(deadline)) _deadlines.Enqueue(deadline, (deadline.DueAt < at ? at : deadline.DueAt, _known.Count));
            }
        }

        /// <summary>
        /// A notice that had ended is closed once nothing stands any more; the sweep of the service comes by every ten minutes.
        /// </summary>
        private static IEnumerable<Deadline> LookAgain(Fact fact, DateTimeOffset at) =>
            fact is ObjectionDismissed or ObjectionWithdrawn or ObjectionFoundInadmissible or ProcedureReviewAnswered
                ? [new(DeadlineKind.NoticeEnds, ((NoticeFact)fact).Notice, at.AddMinutes(10 - at.Minute % 10).AddSeconds(-at.Second))] : [];

        private static string Words(Refusal refusal) => $"refused, {refusal.Code}: {refusal.Reason}"
            + string.Concat(refusal.Errors.OrderBy(e => e.Key, StringComparer.Ordinal)
                .Select(e => $" {e.Key} {string.Join(" ", e.Value)}"));
    }
}

/// <summary>What in the files has to be put right: where, which act, and why.</summary>
public sealed class StoryException(string where, string act, string words)
    : Exception($"{where}: {act}{(act.Length > 0 ? ": " : "")}{words}");

/// <summary>One line of the files, to be asked when its turn comes.</summary>
/// <param name="Where">File and line.</param>
/// <param name="On">The day of effect, where that is not the day of entry.</param>
/// <param name="Requests">By whom, and what; one line may stand for several, and may look at what happened before.</param>
/// <param name="Late">How an act of an earlier day became known, and what shows it.</param>
/// <param name="Files">By digest: what is deposited before the act names it.</param>
/// <param name="Signs">The key that signs the request.</param>
/// <param name="Expect">The code of the refusal that the story tells of; null where it is granted.</param>
internal sealed record ScriptedAct(
    DateTimeOffset At,
    string Where,
    DateOnly? On,
    Func<ILedger, IEnumerable<(Actor By, ICommand Command)>> Requests,
    string? Expect = null,
    LateEntry? Late = null,
    IReadOnlyDictionary<string, byte[]>? Files = null,
    SigningSecret? Signs = null);
