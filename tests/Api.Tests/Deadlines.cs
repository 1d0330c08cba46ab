using Leader.Api.Desk;
using Leader.Domain;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Process.PublicNotices;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;
using AnnounceCalendar = Leader.Domain.Process.Registers.AnnounceCalendar;
using CalendarAnnounced = Leader.Domain.Record.CalendarAnnounced;
using Deadline = Leader.Api.Desk.Deadline;

namespace Leader.Api.Tests;

/// <summary>
/// A day that has passed is acted on, however the message fares: early, late, twice, after a restart, or lost. Legal effect comes from the
/// dates. Trap 20.
/// </summary>
[Trait("Trap", "20")]
public sealed class Deadlines : IAsyncLifetime
{
    private static readonly DateOnly Start = new(2025, 1, 6);
    private readonly ApiFixture _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();
    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact, Trait("Trap", "13")]
    public async Task A_deadline_is_stored_with_its_notice_and_closes_it_after_a_restart()
    {
        var today = Beijing.Day(DateTimeOffset.UtcNow); // Wolverine schedules by the real clock
        var start = today.AddDays(-(Programme.DayOf(Start, Station.RankingNoticed).DayNumber - Start.DayNumber));
        var p = await NoticedAsync(start);
        var notice = await NoticeAsync(p);
        (await ScheduledAsync()).ShouldContain(Beijing.Start(notice.LastDay.AddDays(1)), "the row is written with the facts");

        // Refused, or rolled back: no row.
        var rows = (await ScheduledAsync()).Count;
        (await _api.DecideAsync(new OpenRankingNotice("elsewhere", p.Evaluation), ProgrammeWorld.Cheari)).Decision.Refusal
            .ShouldNotBeNull();
        await Should.ThrowAsync<InvalidOperationException>(() => _api.Desk.DecideAsync(
            new LodgeObjection(ObjectorKind.NamedUnit, "rival", "The noise is 58 dB(A).", Notice: p.RankingNotice),
            new(new("rival", Role.Public), "test")
            {
                Also = (_, _) => throw new InvalidOperationException("the process dies before saving"),
            },
            default));
        (await ScheduledAsync()).Count.ShouldBe(rows);
        (await _api.LogAsync()).First<ObjectionLodged>().ShouldBeNull();

        await _api.RestartAsync(async () =>
        {
            _api.Clock.Now = Beijing.Start(notice.LastDay.AddDays(1)).AddHours(3);
            await using var database = Npgsql.NpgsqlDataSource.Create(_api.ConnectionString);
            await using var due = database.CreateCommand("update leader_messages.wolverine_incoming_envelopes set execution_time = now() "
                + "where status = 'Scheduled'");
            await due.ExecuteNonQueryAsync();
        });

        var closed = await UntilAsync(async () => (await _api.LogAsync(Streams.Notice(p.RankingNotice))).First<NoticeClosed>());
        closed.Fact.On.ShouldBe(notice.LastDay.AddDays(1));
        // the daemon may say so of the host that was stopped
        _api.Errors.All.Where(e => !e.Contains("ObjectDisposedException", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_host_starts_and_handles_both_kinds_of_message_without_an_error()
    {
        await SendAsync(new Deadline(DeadlineKind.NoticeEnds, "2025-nothing.ranking.1", DateTimeOffset.UnixEpoch));
        await SendAsync(new Sweep(_api.Clock.Now));
        _api.Errors.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Early_nothing_happens_late_and_twice_it_happens_once()
    {
        var p = await NoticedAsync(Start);
        var notice = await NoticeAsync(p);
        var deadline = new Deadline(DeadlineKind.NoticeEnds, p.RankingNotice, Beijing.Start(notice.LastDay.AddDays(1)));

        _api.Clock.Now = deadline.DueAt.AddTicks(-1);
        await SendAsync(deadline);
        (await ClosedAsync(p)).ShouldBe(0, "at 23:59:59.9999999 of the last day objections are still in time");

        _api.Clock.Now = deadline.DueAt.AddDays(4);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SendAsync(deadline)));
        await SendAsync(deadline);
        (await ClosedAsync(p)).ShouldBe(1);
        _api.Errors.All.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false), Trait("Trap", "11")]
    public async Task That_the_message_comes_late_or_never_changes_nothing_legally(bool never)
    {
        var p = await NoticedAsync(Start);
        var notice = await NoticeAsync(p);
        var late = new LodgeObjection(ObjectorKind.NamedUnit, "rival", "The noise is 58 dB(A).", Notice: p.RankingNotice);
        _api.Clock.Now = Beijing.Start(notice.LastDay.AddDays(1));
        if (!never) await SendAsync(new Deadline(DeadlineKind.NoticeEnds, p.RankingNotice, Beijing.Start(notice.LastDay.AddDays(1))));

        (await _api.DecideAsync(late, new("rival", Role.Public))).Decision.Facts.OfType<ObjectionFoundInadmissible>()
            .ShouldHaveSingleItem().Ground.ShouldBe(InadmissibleGround.Late);
        (await _api.DecideAsync(new PublishRanking(p.Evaluation), ProgrammeWorld.Caq)).Decision.Refusal
            .ShouldBeNull("published exactly at the end instant");
        (await ClosedAsync(p)).ShouldBe(1);
    }

    [Fact, Trait("Trap", "8")]
    public async Task At_the_old_day_a_deadline_that_was_moved_does_nothing()
    {
        var p = await NoticedAsync(Start);
        var before = await NoticeAsync(p);
        var old = new Deadline(DeadlineKind.NoticeEnds, p.RankingNotice, Beijing.Start(before.LastDay.AddDays(1)));
        var year = (CalendarAnnounced)(await _api.LogAsync(Streams.Calendar)).Last(r => r.Fact is CalendarAnnounced { Year: 2025 }).Fact;
        (await _api.DecideAsync(
            new AnnounceCalendar(
                "2025.extended",
                2025,
                [.. year.RestDays, before.LastDay, before.LastDay.AddDays(1)],
                year.WorkingDays,
                "announced later"),
            ProgrammeWorld.Samr)).Decision.Refusal
            .ShouldBeNull();
        var moved = (DeadlineRecomputed)(await _api.DecideAsync(new RecomputeDeadline(p.RankingNotice), ProgrammeWorld.Caq)).Decision.Facts
            .ShouldHaveSingleItem();
        moved.LastDay.ShouldBeGreaterThan(before.LastDay);

        _api.Clock.Now = old.DueAt;
        await SendAsync(old);
        await SweepAsync();
        (await ClosedAsync(p)).ShouldBe(0);

        _api.Clock.Now = Beijing.Start(moved.LastDay.AddDays(1));
        await SendAsync(old);
        (await ClosedAsync(p)).ShouldBe(1, "any message will do once the day has passed");
    }

    [Fact]
    public async Task A_lost_message_is_made_up_for_by_the_sweep()
    {
        var p = await NoticedAsync(Start);
        var notice = await NoticeAsync(p);
        await _api.ExecuteAsync("delete from leader_messages.wolverine_incoming_envelopes");
        _api.Clock.Now = Beijing.Start(notice.LastDay.AddDays(1)).AddTicks(-1);
        await SweepAsync();
        (await ClosedAsync(p)).ShouldBe(0);

        _api.Clock.Now = Beijing.Start(notice.LastDay.AddDays(1));
        await SweepAsync();
        await SweepAsync();
        (await ClosedAsync(p)).ShouldBe(1);
        (await DueAsync()).ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "Q8")]
    public async Task An_overdue_answer_to_an_objection_is_escalated_once()
    {
        var p = await NoticedAsync(Start);
        var lodged =
            (ObjectionLodged)(await _api.DecideAsync(
                new LodgeObjection(ObjectorKind.NamedUnit, "rival", "The noise is 58 dB(A).", Notice: p.RankingNotice),
                new("rival", Role.Public))).Decision.Facts[0];
        await OnceAsync<ObjectionEscalated>(
            DeadlineKind.AnswerOverdue,
            lodged.Objection,
            lodged.AnswerDueOn,
            Streams.Notice(p.RankingNotice));
    }

    [Fact, Trait("Rule", "Q34")]
    public async Task An_overdue_complaint_is_marked_at_acceptance_and_at_the_check()
    {
        var p = await ProgrammeAsync(Start, Station.Complained);
        var received = (ComplaintReceived)(await _api.LogAsync(Streams.Complaint(p.Complaint)))[0].Fact;
        await OnceAsync<ComplaintOverdue>(
            DeadlineKind.ComplaintOverdue,
            p.Complaint,
            received.AcceptanceDueOn,
            Streams.Complaint(p.Complaint));

        var accepted = (await _api.DecideAsync(new AcceptComplaint(true, Complaint: p.Complaint), ProgrammeWorld.Caq)).Decision.Facts
            .OfType<ComplaintAccepted>()
            .ShouldHaveSingleItem();
        await OnceAsync<ComplaintOverdue>(DeadlineKind.ComplaintOverdue, p.Complaint, accepted.CheckDueOn, Streams.Complaint(p.Complaint));
    }

    [Fact, Trait("Rule", "R68")]
    public async Task An_overdue_appeal_of_a_complaint_is_marked()
    {
        var p = await ProgrammeAsync(Start, Station.Complained);
        var received = (ComplaintReceived)(await _api.LogAsync(Streams.Complaint(p.Complaint)))[0].Fact;
        await _api.DecideAsync(new AcceptComplaint(false, "Not ours.", p.Complaint), ProgrammeWorld.Caq);
        var appealed = (ComplaintAppealed)(await _api.DecideAsync(
            new AppealComplaint("It is yours.", p.Complaint), new(received.SecretHash, Role.Public))).Decision.Facts[0];
        await OnceAsync<ComplaintOverdue>(DeadlineKind.ComplaintOverdue, p.Complaint, appealed.DueOn, Streams.Complaint(p.Complaint));
    }

    [Fact, Trait("Rule", "Q35")]
    public async Task A_case_is_marked_when_its_decision_is_overdue()
    {
        var p = await ProgrammeAsync(Start, Station.FactsStated);
        var stated = (FactsStated)(await _api.LogAsync(Streams.Case(p.Complaint))).First<FactsStated>()!.Fact;
        await OnceAsync<CaseOverdue>(DeadlineKind.CaseOverdue, p.Complaint, stated.DecideDueOn, Streams.Case(p.Complaint));
    }

    [Fact, Trait("Rule", "R71")]
    public async Task A_case_is_marked_when_the_revocation_is_overdue()
    {
        var p = await ProgrammeAsync(Start, Station.Decided);
        var decided = (CaseDecided)(await _api.LogAsync(Streams.Case(p.Complaint))).First<CaseDecided>()!.Fact;
        await OnceAsync<CaseOverdue>(DeadlineKind.CaseOverdue, p.Complaint, decided.RevokeDueOn!.Value, Streams.Case(p.Complaint));
    }

    [Fact, Trait("Rule", "R66")]
    public async Task An_overdue_adjustment_is_reminded_of_once()
    {
        var p = await ProgrammeAsync(Start, Station.ListPublished);
        var awarded = (Domain.Record.TitleAwarded)(await _api.LogAsync(Streams.Title(p.TitleOfA)))[0].Fact;
        await OnceAsync<AdjustmentReminded>(DeadlineKind.CycleEnds, p.Evaluation, awarded.LastDay, Streams.Evaluation(p.Evaluation));
    }

    [Theory, InlineData(Station.Complained), InlineData(Station.CaseOpened), InlineData(Station.FactsStated), InlineData(Station.Decided),
        InlineData(Station.ListPublished), InlineData(Station.RankingNoticed)]
    public async Task What_a_fact_makes_due_the_sweep_finds_on_that_day_and_not_before(Station station)
    {
        await ProgrammeAsync(Start, station);
        var deadlines = (await _api.LogAsync()).SelectMany(r => Desk.Deadlines.Of(r.Fact)).Distinct().Where(d => d.DueAt > _api.Clock.Now)
            .OrderBy(d => d.DueAt).ToArray();
        deadlines.ShouldNotBeEmpty();
        foreach (var deadline in deadlines)
        {
            _api.Clock.Now = deadline.DueAt.AddTicks(-1);
            await SweepAsync();
            var before = (await _api.LogAsync()).Count;
            _api.Clock.Now = deadline.DueAt;
            var direct = await _api.DecideAsync(DeadlineHandler.Command(deadline), Actor.System);
            if (direct.Decision.Facts.Count == 0) continue; // done before, or moved
            await _api.GetAsync("/v1/bans", direct.Position);
            (await DueAsync()).ShouldNotContain(d => d.Kind == deadline.Kind && d.Id == deadline.Id, "what is done is not due");
            before.ShouldBe((await _api.LogAsync()).Count - direct.Decision.Facts.Count, "the sweep did not come before the day");
        }
    }

    /// <summary>By the sweep, on the day after the last and not on the last; then by the message again, which finds it done.</summary>
    private async Task OnceAsync<T>(DeadlineKind kind, string id, DateOnly lastDay, string stream) where T : Fact
    {
        async Task<int> Count() => (await _api.LogAsync(stream)).Count(r => r.Fact is T);
        var before = await Count();
        var deadline = new Deadline(kind, id, Beijing.Start(lastDay.AddDays(1)));
        (await _api.LogAsync()).SelectMany(r => Desk.Deadlines.Of(r.Fact)).ShouldContain(deadline, "a message is scheduled for it");
        _api.Clock.Now = deadline.DueAt.AddTicks(-1);
        await SendAsync(deadline);
        await SweepAsync();
        (await Count()).ShouldBe(before);
        _api.Clock.Now = deadline.DueAt;
        await SweepAsync();
        (await Count()).ShouldBe(before + 1);
        await SendAsync(deadline);
        await SweepAsync();
        (await Count()).ShouldBe(before + 1);
        _api.Errors.All.ShouldBeEmpty();
    }

    private async Task<Programme> ProgrammeAsync(DateOnly start, Station station)
    {
        _api.Clock.Now = Beijing.Start(start).AddHours(9);
        return await new Programme(new(_api), start).UpToAsync(station);
    }

    private Task<Programme> NoticedAsync(DateOnly start) => ProgrammeAsync(start, Station.RankingNoticed);
    private async Task<NoticeOpened> NoticeAsync(Programme p) =>
        (NoticeOpened)(await _api.LogAsync(Streams.Notice(p.RankingNotice)))[0].Fact;
    private async Task<int> ClosedAsync(Programme p) =>
        (await _api.LogAsync(Streams.Notice(p.RankingNotice))).Count(r => r.Fact is NoticeClosed);

    private async Task SendAsync<T>(T message) where T : notnull
    {
        await using var scope = _api.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageBus>().InvokeAsync(message);
    }

    /// <summary>The sweep reads the views: they have to be there.</summary>
    private async Task SweepAsync()
    {
        await ViewsAsync();
        await SendAsync(new Sweep(_api.Clock.Now));
    }

    private async Task<List<Deadline>> DueAsync()
    {
        await ViewsAsync();
        return await DeadlineHandler.DueAsync(_api.Database, _api.Clock.Now, default);
    }

    private async Task ViewsAsync() => await _api.GetAsync("/v1/bans", (await _api.LogAsync())[^1].Position);

    private async Task<List<DateTimeOffset>> ScheduledAsync()
    {
        await using var command = _api.Database.CreateCommand("select execution_time from leader_messages.wolverine_incoming_envelopes "
            + "where status = 'Scheduled' and message_type like 'deadline%'");
        await using var reader = await command.ExecuteReaderAsync();
        var times = new List<DateTimeOffset>();
        while (await reader.ReadAsync()) times.Add(reader.GetFieldValue<DateTimeOffset>(0));
        return times;
    }


    private static async Task<Recorded> UntilAsync(Func<Task<Recorded?>> find)
    {
        for (var i = 0; i < 120; i++)
        {
            if (await find() is { } found) return found;
            await Task.Delay(250);
        }
        throw new TimeoutException("It did not come.");
    }
}
