#pragma warning disable
namespace Leader.Domain.LegalTime {
    public sealed record Calendars : IState<Calendars> { public static Calendars Initial => null!; public static Calendars Evolve(Calendars s, Fact f) => s; public WorkCalendar Current => null!; public DateOnly? LastActOn => null; }
    public sealed class WorkCalendar { public string Version => ""; public bool IsRestDay(DateOnly d) => false; public bool IsWorkingDay(DateOnly d) => false; public bool IsAnnounced(int y) => false; }
    public sealed record Deadline(DateOnly LastDay, string CalendarVersion, bool Provisional) { public bool HasPassed(DateOnly today) => today > LastDay; }
    public static class Periods {
        public static Deadline CalendarDays(DateOnly trigger, int days, WorkCalendar calendar) => null!;
        public static Deadline WorkingDays(DateOnly trigger, int days, WorkCalendar calendar) => null!;
        public static Deadline Months(DateOnly trigger, int months, WorkCalendar calendar) => null!;
        public static DateOnly AfterMonths(DateOnly trigger, int months) => default;
        public static DateOnly AfterYears(DateOnly trigger, int years) => default;
    }
}
namespace Leader.Domain.Identifiers { public enum StandardKind { MandatoryNational, RecommendedNational, GuidanceNational, Industry, Local, Group, Enterprise } }
namespace Leader.Domain.Quantities {
    public enum Operator { AtLeast, AtMost, MoreThan, LessThan, Exactly, Within }
    public enum Direction { HigherIsBetter, LowerIsBetter, NarrowerIsBetter }
    public sealed record Limit(Operator Operator, decimal Value, decimal? Upper, string Unit);
    public enum ComparisonMethod { FullValue, RoundedValue }
    public enum Verdict { Laxer, Equal, Stricter, NotComparable }
}
