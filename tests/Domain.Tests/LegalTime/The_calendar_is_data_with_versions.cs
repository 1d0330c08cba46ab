using Leader.Domain.Process;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Tests.LegalTime;

public class The_calendar_is_data_with_versions
{
    [Theory]
    [InlineData("2018-06-16", true)] // another package has these two as worked
    [InlineData("2018-09-22", true)]
    [InlineData("2018-12-29", false)] // a Saturday, in the arrangement of 2019
    [InlineData("2018-12-31", true)]
    [InlineData("2022-12-31", true)]
    [InlineData("2024-02-09", false)] // New Year's eve of the lunar year: leave was encouraged, not given
    [InlineData("2024-02-18", false)] // a worked Sunday
    [InlineData("2026-10-07", true)]
    [InlineData("2026-10-10", false)] // a worked Saturday
    public void A_day_is_looked_up_by_its_date(string day, bool rest)
    {
        ShippedCalendar.Current.IsRestDay(Day(day)).ShouldBe(rest);
        ShippedCalendar.Current.IsWorkingDay(Day(day)).ShouldBe(!rest);
    }

    [Theory]
    [InlineData(2017, false)]
    [InlineData(2018, true)]
    [InlineData(2026, true)]
    [InlineData(2027, false)]
    public void The_table_holds_the_arrangements_of_2018_to_2026(int year, bool announced) =>
        ShippedCalendar.Current.IsAnnounced(year).ShouldBe(announced);

    [Theory]
    [Trait("Trap", "8")]
    [InlineData("2020-01-30", true, true)]
    [InlineData("2020-01-31", false, true)]
    [InlineData("2020-02-01", false, true)] // a Saturday, first to be worked
    [InlineData("2020-02-02", true, true)]
    [InlineData("2020-02-03", false, false)]
    public void The_Spring_Festival_of_2020_was_extended(string day, bool restAtFirst, bool restInTheEnd)
    {
        ShippedCalendar.Before("2020.2").IsRestDay(Day(day)).ShouldBe(restAtFirst);
        ShippedCalendar.Before("2021.1").IsRestDay(Day(day)).ShouldBe(restInTheEnd);
    }

    [Theory]
    [InlineData("2019-04-28", true, false)]
    [InlineData("2019-05-01", true, true)]
    [InlineData("2019-05-02", false, true)]
    [InlineData("2019-05-05", true, false)]
    public void The_May_holiday_of_2019_was_extended(string day, bool restAtFirst, bool restInTheEnd)
    {
        ShippedCalendar.Before("2019.2").IsRestDay(Day(day)).ShouldBe(restAtFirst);
        ShippedCalendar.Before("2020.1").IsRestDay(Day(day)).ShouldBe(restInTheEnd);
    }

    [Fact]
    public void A_later_announcement_replaces_the_whole_arrangement_of_its_year_and_of_no_other()
    {
        var calendar = WorkCalendar.Of([
            Announced("A", 2030, rest: "2030-01-01"), Announced("B", 2031, rest: "2030-12-31"), Announced("C", 2030, rest: "2030-01-02")]);

        calendar.Version.ShouldBe("C");
        calendar.IsRestDay(Day("2030-01-01")).ShouldBeFalse();
        calendar.IsRestDay(Day("2030-01-02")).ShouldBeTrue();
        calendar.IsRestDay(Day("2030-12-31")).ShouldBeTrue();
    }

    [Fact]
    public void The_shipped_table_can_be_announced_line_by_line()
    {
        var ledger = new MemoryLedger();
        foreach (var (command, on) in ShippedCalendar.Table)
        {
            ledger.Append(command.Enter(new(on, Beijing.Start(on), Actor.System), ledger).Facts.ShouldHaveSingleItem());
        }

        var calendars = ledger.Read<Calendars>(Streams.Calendar);
        calendars.Current.Version.ShouldBe("2026.1");
        calendars.LastActOn.ShouldBe(Day("2025-11-04"));
        calendars.KnownOn(Day("2020-01-26")).Version.ShouldBe("2020.1");
        calendars.KnownOn(Day("2020-01-27")).Version.ShouldBe("2020.2");
    }

    [Fact]
    public void The_same_announcement_twice_changes_nothing_even_after_later_ones()
    {
        var ledger = Given(Announced("2030.1", 2030, rest: "2030-01-01"), Announced("2030.2", 2030, rest: "2030-01-02", on: "2030-01-01"));
        var decision = When(ledger, Announce("2030.1", rest: ["2030-01-01"]));
        decision.Refusal.ShouldBeNull();
        decision.Facts.ShouldBeEmpty();
    }

    [Fact]
    public void A_version_keeps_its_content() =>
        When(Given(Announced("2030.1", 2030, rest: "2030-01-01")), Announce("2030.1", rest: ["2030-01-02"])).Refusal!.Code
            .ShouldBe("calendar-version-taken");

    [Fact]
    public void Only_the_regulator_announces_a_calendar()
    {
        var command = Announce("2030.1", rest: ["2030-01-01"]);
        When(Given(), command, Role.EvaluationBody).Refusal!.Kind.ShouldBe(RefusalKind.Forbidden);
        When(Given(), command, Role.Regulator).Facts.ShouldHaveSingleItem().ShouldBeOfType<CalendarAnnounced>().On
            .ShouldBe(Day("2029-11-05"));
    }

    [Fact]
    public void An_announcement_is_not_entered_before_the_one_recorded_last() =>
        When(Given(Announced("2030.1", 2030, rest: "2030-01-01", on: "2029-11-06")), Announce("2030.2", rest: [])).Refusal!.Code
            .ShouldBe("day-before-last-act");

    [Theory]
    [InlineData("2029-12-01", "2030-01-05", null)] // 31 days before the year
    [InlineData("2029-11-30", "2030-01-05", "restDays")]
    [InlineData("2031-01-31", "2030-01-05", null)]
    [InlineData("2031-02-01", "2030-01-05", "restDays")]
    [InlineData("2030-01-01", "2030-01-04", "workingDays")] // a Friday
    [InlineData("2030-01-05", "2030-01-05", "workingDays")] // both at once
    public void Days_lie_near_the_year_and_only_weekends_are_exchanged_for_work(string rest, string work, string? malformed)
    {
        var decision = When(Given(), Announce("2030.1", rest: [rest], work: [work]));
        (decision.Refusal?.Errors.Keys.Single()).ShouldBe(malformed);
    }

    [Fact]
    public void All_rows_of_a_version_say_the_same_of_its_announcement()
    {
        var first = new CalendarRow("line 2", "2030.1", 2030, Day("2029-11-05"), Day("2030-01-01"), Rest: true, "国办发明电");
        CalendarRow[] others = [first with { Year = 2031 }, first with { AnnouncedOn = Day("2029-11-06") }, first with { Source = "x" }];
        foreach (var other in others)
        {
            Should.Throw<FormatException>(() => CalendarTable.Announcements([first, other with { Where = "line 3" }])).Message
                .ShouldStartWith("line 3: ");
        }
    }

    private static MemoryLedger Given(params CalendarAnnounced[] past)
    {
        var ledger = new MemoryLedger();
        ledger.Append(past);
        return ledger;
    }

    private static Decision When(MemoryLedger ledger, AnnounceCalendar command, Role role = Role.Regulator) =>
        command.Enter(new(Day("2029-11-05"), Beijing.Start(Day("2029-11-05")), new("samr", role)), ledger);

    private static AnnounceCalendar Announce(string version, string[] rest, string[]? work = null) =>
        new(version, 2030, [.. rest.Select(Day)], [.. (work ?? []).Select(Day)], "国办发明电");

    private static CalendarAnnounced Announced(string version, int year, string rest, string on = "2029-11-05") =>
        new(version, year, [Day(rest)], [], "国办发明电", Day(on));

}
