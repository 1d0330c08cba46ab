using Leader.Domain;
using Leader.Domain.Process.LeaderLists;
using Leader.Domain.Process.PublicNotices;
using Leader.Domain.Process.Supervision;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Npgsql;
using Wolverine;
using Wolverine.ErrorHandling;

namespace Leader.Api.Desk;

/// <summary>
/// Looks for days that have passed, in case a message was lost. Each finding is an ordinary deadline. And forgets idempotency keys of more
/// than a week ago.
/// </summary>
[Wolverine.Attributes.MessageIdentity("sweep", Version = 1)]
public sealed record Sweep(DateTimeOffset At);

/// <summary>Turns a passed day into the system's act. Early, late or twice: the decision is taken on the facts.</summary>
public static class DeadlineHandler
{
    public static async Task Handle(Deadline deadline, Desk desk, TimeProvider clock, Envelope envelope, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (now < deadline.DueAt) return; // the sweep comes back to it
        await desk.DecideAsync(
            Command(deadline),
            new CommandContext(Actor.System, envelope.CorrelationId ?? envelope.Id.ToString(), envelope.Id.ToString()),
            ct);
    }

    /// <summary>Begins nothing more once the host is told to stop: the next sweep finds it all.</summary>
    public static async Task Handle(Sweep _, NpgsqlDataSource database, Desk desk, IdempotentAnswers keys, TimeProvider clock,
        IHostApplicationLifetime host, Envelope envelope, CancellationToken ct)
    {
        var stopping = host.ApplicationStopping;
        if (stopping.IsCancellationRequested) return;
        await keys.ForgetAsync(ct);
        var now = clock.GetUtcNow();
        // A calendar announced since may have moved their last day.
        foreach (var notice in (await OpenNoticesAsync(database, now, ct)).TakeWhile(_ => !stopping.IsCancellationRequested))
        {
            await desk.DecideAsync(
                new RecomputeDeadline(notice),
                new CommandContext(Actor.System, envelope.Id.ToString(), envelope.Id.ToString()),
                ct);
        }
        foreach (var deadline in (await DueAsync(database, clock.GetUtcNow(), ct)).TakeWhile(_ => !stopping.IsCancellationRequested))
        {
            await Handle(deadline, desk, clock, envelope, ct);
        }
    }

    public static ICommand Command(Deadline deadline) => deadline.Kind switch
    {
        DeadlineKind.NoticeEnds => new CloseNotice(deadline.Id),
        DeadlineKind.AnswerOverdue => new EscalateObjection(deadline.Id),
        DeadlineKind.CycleEnds => new RemindAdjustment(deadline.Id),
        DeadlineKind.ComplaintOverdue => new MarkComplaintOverdue(deadline.Id),
        DeadlineKind.CaseOverdue => new MarkCaseOverdue(deadline.Id),
        _ => throw new InvalidOperationException($"No act for {deadline.Kind}"),
    };

    internal static void AddDeadlines(this WolverineOptions options, string sweepCron)
    {
        options.LocalQueueFor<Deadline>().UseDurableInbox();
        options.Policies.OnException<ChangedMeanwhileException>()
            .RetryWithCooldown(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        options.Policies.OnException(e => e is OutcomeUnknownException || DatabaseTrouble.Of(e) is not null)
            .RetryWithCooldown(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1));
        options.Schedules.ScheduleRecurring("sweep-deadlines", sweepCron, at => new Sweep(at));
    }

    /// <summary>What is due now and not yet done, from the views; a notice, an answer, a complaint, a case, a cycle.</summary>
    public static async Task<List<Deadline>> DueAsync(NpgsqlDataSource database, DateTimeOffset now, CancellationToken ct)
    {
        var today = Beijing.Day(now);
        await using var command = database.CreateCommand($"""
            select 'NoticeEnds', key, (payload->>'lastDay')::date from {ViewTables.Table(LeaderViews.Notices)} where {Now}
                and status in ('open', 'ended') and (payload->>'lastDay')::date < $1
            union all
            select 'AnswerOverdue', o->>'objection', (o->>'answerDueOn')::date
                from {ViewTables.Table(LeaderViews.Notices)}, json_array_elements(payload->'objections') o
                where {Now} and o->>'stage' in ('lodged', 'admitted') and (o->>'escalated')::boolean = false
                    and (o->>'answerDueOn')::date < $1
            union all
            select 'ComplaintOverdue', key, (payload->>'dueOn')::date from {ViewTables.Table(LeaderViews.Complaints)}
                where {Now} and status in ('received', 'accepted', 'concluded', 'appealed') and (payload->>'overdue')::boolean = false
                    and (payload->>'dueOn')::date < $1
            union all
            select 'CaseOverdue', key, (payload->>'dueOn')::date from {ViewTables.Table(LeaderViews.Cases)}
                where {Now} and status in ('opened', 'factsStated', 'decided') and (payload->>'overdue')::boolean = false
                    and (payload->>'dueOn')::date < $1
            union all
            select distinct 'CycleEnds', payload->>'evaluation', (payload->>'lastDay')::date from {ViewTables.Table(LeaderViews.Titles)} t
                where {Now} and status = 'inGrace'
                and not exists (select from {MartenTables.Events} where stream_id = 'evaluation/' || (t.payload->>'evaluation')
                    and type = '{Projections.Log.FactTypes.NameOf(typeof(Domain.Record.AdjustmentReminded))}')
            """);
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = today });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var due = new List<Deadline>();
        while (await reader.ReadAsync(ct))
        {
            due.Add(new(
                Enum.Parse<DeadlineKind>(reader.GetString(0)),
                reader.GetString(1),
                Beijing.Start(reader.GetFieldValue<DateOnly>(2).AddDays(1))));
        }
        return due;
    }

    private static async Task<List<string>> OpenNoticesAsync(NpgsqlDataSource database, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select key from {ViewTables.Table(LeaderViews.Notices)} where {Now} and status "
            + "in ('open', 'ended') order by key");
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = Beijing.Day(now) });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var notices = new List<string>();
        while (await reader.ReadAsync(ct)) notices.Add(reader.GetString(0));
        return notices;
    }

    private const string Now = "in_force_from <= $1 and in_force_to > $1 and known_to = 9223372036854775807";
}
