using CsCheck;
using Leader.Domain.Values;

namespace Leader.Domain.Tests.LegalTime;

public class Periods_are_counted_as_the_Civil_Code_says
{
    [Theory]
    [Trait("Rule", "Q1")]
    [Trait("Rule", "Q3")]
    [Trait("Trap", "7")]
    [InlineData("2024-09-24", 7, "2024-10-08")] // 1 October rolls over the whole block
    [InlineData("2024-09-23", 15, "2024-10-08")] // a working day: no roll
    [InlineData("2024-01-31", 10, "2024-02-18")] // 10 February rolls to a Sunday that is worked
    [InlineData("2025-01-20", 15, "2025-02-05")]
    [InlineData("2024-03-08", 7, "2024-03-15")]
    [InlineData("2024-03-08", 8, "2024-03-18")] // a Saturday like any other
    public void Calendar_days_roll_over_to_the_day_after_the_holiday(string trigger, int days, string last) =>
        Periods.CalendarDays(Day(trigger), days, ShippedCalendar.Current).LastDay.ShouldBe(Day(last));

    [Theory]
    [Trait("Rule", "Q2")]
    [Trait("Trap", "7")]
    [InlineData("2024-09-27", 7, "2024-10-12")] // counts Sunday 29 September; ends on a worked Saturday
    [InlineData("2024-02-02", 7, "2024-02-18")] // counts Sunday 4 February; ends on a worked Sunday
    [InlineData("2024-04-30", 7, "2024-05-13")] // counts Saturday 11 May
    [InlineData("2018-12-28", 5, "2019-01-07")] // counts Saturday 29 December, which the arrangement of 2019 names
    [InlineData("2025-01-24", 5, "2025-02-07")] // counts Sunday 26 January
    [InlineData("2020-01-20", 7, "2020-02-06")] // the extended Spring Festival
    public void Working_days_leave_out_rest_days_and_count_worked_weekends(string trigger, int days, string last) =>
        Periods.WorkingDays(Day(trigger), days, ShippedCalendar.Current).LastDay.ShouldBe(Day(last));

    [Fact]
    [Trait("Trap", "8")]
    public void A_deadline_tells_the_calendar_that_it_was_counted_with()
    {
        var first = Periods.WorkingDays(Day("2020-01-20"), 7, ShippedCalendar.Before("2020.2"));
        first.ShouldBe(new Deadline(Day("2020-02-04"), "2020.1", Provisional: false));

        var recomputed = Periods.WorkingDays(Day("2020-01-20"), 7, ShippedCalendar.Before("2021.1"));
        recomputed.ShouldBe(new Deadline(Day("2020-02-06"), "2020.2", Provisional: false));
    }

    [Theory]
    [Trait("Rule", "Q3")]
    [InlineData("2024-10-08", false)]
    [InlineData("2024-10-09", true)]
    public void The_last_day_belongs_to_the_period(string today, bool passed) =>
        Periods.CalendarDays(Day("2024-09-23"), 15, ShippedCalendar.Current).HasPassed(Day(today)).ShouldBe(passed);

    [Theory]
    [InlineData("2023-01-31", 1, "2023-02-28")]
    [InlineData("2022-08-31", 6, "2023-02-28")]
    [InlineData("2024-05-29", 2, "2024-07-29")] // the corresponding day is the day number of the trigger
    [InlineData("2024-01-31", 1, "2024-02-29")]
    public void Months_end_on_the_corresponding_day_or_at_the_end_of_the_month(string trigger, int months, string last) =>
        Periods.AfterMonths(Day(trigger), months).ShouldBe(Day(last));

    [Theory]
    [InlineData("2024-09-05", 1, "2024-10-08")] // 5 October is a holiday
    [InlineData("2024-09-08", 1, "2024-10-08")]
    [InlineData("2023-01-31", 1, "2023-02-28")]
    public void Months_in_which_someone_may_act_roll_over(string trigger, int months, string last) =>
        Periods.Months(Day(trigger), months, ShippedCalendar.Current).LastDay.ShouldBe(Day(last));

    [Theory]
    [Trait("Rule", "Q27")]
    [Trait("Trap", "7")]
    [InlineData("2024-02-29", 3, "2027-02-28")] // a Sunday
    [InlineData("2024-02-29", 4, "2028-02-29")]
    [InlineData("2021-03-15", 3, "2024-03-15")]
    [InlineData("2021-10-01", 3, "2024-10-01")] // a holiday
    [InlineData("2022-01-01", 3, "2025-01-01")] // a holiday
    public void Years_of_a_sanction_never_roll_over(string trigger, int years, string last) =>
        Periods.AfterYears(Day(trigger), years).ShouldBe(Day(last));

    [Theory]
    [InlineData("2024-02-29", 36, "2027-03-01")]
    [InlineData("2021-10-01", 36, "2024-10-08")]
    [InlineData("2022-01-01", 36, "2025-01-02")]
    public void The_same_period_would_roll_over_if_someone_could_act_in_it(string trigger, int months, string last) =>
        Periods.Months(Day(trigger), months, ShippedCalendar.Current).LastDay.ShouldBe(Day(last));

    [Fact]
    [Trait("Rule", "Q27")]
    public void The_first_eligible_instant_follows_the_third_anniversary_at_midnight_in_Beijing() =>
        Beijing.Start(Periods.AfterYears(Day("2021-03-15"), 3).AddDays(1)).ShouldBe(new DateTimeOffset(
            2024, 3, 15, 16, 0, 0, TimeSpan.Zero));

    [Fact]
    [Trait("Trap", "6")]
    public void Years_are_counted_from_the_day_in_Beijing_not_in_UTC()
    {
        var revoked = new DateTimeOffset(2024, 2, 29, 16, 30, 0, TimeSpan.Zero);
        Periods.AfterYears(Beijing.Day(revoked), 3).ShouldBe(Day("2027-03-01"));
    }

    [Theory]
    [Trait("Trap", "8")]
    [InlineData("2026-12-30", 1, false)] // 31 December 2026
    [InlineData("2026-12-30", 2, true)] // 1 January 2027, whose calendar is not announced
    public void A_deadline_in_a_year_not_announced_is_provisional(string trigger, int days, bool provisional)
    {
        Periods.CalendarDays(Day(trigger), days, ShippedCalendar.Current).Provisional.ShouldBe(provisional);
        Periods.WorkingDays(Day(trigger), days, ShippedCalendar.Current).Provisional.ShouldBe(provisional);
    }

    [Fact]
    public void Without_any_announcement_weekends_rest_and_all_is_provisional() =>
        Periods.WorkingDays(Day("2024-09-27"), 6, WorkCalendar.Of([])).ShouldBe(new Deadline(Day("2024-10-07"), "none", Provisional: true));

    [Fact]
    public void Working_days_agree_with_a_walk_over_the_raw_table()
    {
        var exceptions = ShippedCalendar.Csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(','))
            .Where(f => f[0] is not ("2019.1" or "2020.1"))
            .ToDictionary(f => f[3], f => f[4]);
        bool IsWorked(DateOnly day) => exceptions.GetValueOrDefault($"{day:yyyy-MM-dd}") switch
        {
            "work" => true,
            "rest" => false,
            _ => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday),
        };

        Gen.Select(Gen.Int[0, 8 * 365], Gen.Int[1, 40]).Sample((offset, days) =>
        {
            var trigger = Day("2018-01-01").AddDays(offset);
            var last = Periods.WorkingDays(trigger, days, ShippedCalendar.Current).LastDay;
            var counted = 0;
            for (var day = last; day > trigger; day = day.AddDays(-1)) counted += IsWorked(day) ? 1 : 0;
            return counted == days && IsWorked(last);
        });
    }

    [Fact]
    public void Calendar_days_end_on_the_first_working_day_from_the_due_day_on() =>
        Gen.Select(Gen.Int[0, 8 * 365], Gen.Int[1, 40]).Sample((offset, days) =>
        {
            var due = Day("2018-01-01").AddDays(offset + days);
            var last = Periods.CalendarDays(Day("2018-01-01").AddDays(offset), days, ShippedCalendar.Current).LastDay;
            var between = Enumerable.Range(0, last.DayNumber - due.DayNumber).Select(due.AddDays);
            return last >= due && ShippedCalendar.Current.IsWorkingDay(last) && between.All(ShippedCalendar.Current.IsRestDay);
        });

    [Fact]
    [Trait("Rule", "Q27")]
    public void Three_years_from_every_day_of_ten_years_end_on_the_same_date_or_on_28_February()
    {
        for (var start = Day("2018-01-01"); start < Day("2028-01-01"); start = start.AddDays(1))
        {
            var day = Math.Min(start.Day, DateTime.DaysInMonth(start.Year + 3, start.Month));
            Periods.AfterYears(start, 3).ShouldBe(new DateOnly(start.Year + 3, start.Month, day));
        }
    }

}
