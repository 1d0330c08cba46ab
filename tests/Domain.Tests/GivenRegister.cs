using System.Globalization;
using Leader.Domain.Process;

namespace Leader.Domain.Tests;

/// <summary>The days, instants and actors of all tests.</summary>
internal static class Given
{
    public const string Acme = "91350100M000100Y43";
    public const string Bolt = "91350200776049653A";
    public const string Cloud = "91440101MA5CJQ4N59";

    public static readonly Actor Regulator = new("samr", Role.Regulator);
    public static readonly Actor Cnis = new("cnis", Role.WorkingBody);
    public static readonly Actor Caq = new("caq", Role.EvaluationBody);
    public static readonly Actor Cheari = new("cheari", Role.EvaluationBody);

    public static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    public static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);
    public static Actor Of(string enterprise) => new(enterprise, Role.Enterprise);
}

/// <summary>A register with a past, and what is asked of it next. Its kinds differ in the past that they begin with.</summary>
internal abstract class GivenRegister<TSelf> where TSelf : GivenRegister<TSelf>
{
    public MemoryLedger Ledger { get; } = new();

    /// <summary>What is shown with an act that is entered on a later day than it happened.</summary>
    protected virtual LateEntry? ShownLate => null;

    public TSelf Given(params Fact[] facts)
    {
        Ledger.Append(facts);
        return (TSelf)this;
    }

    /// <summary>Entered at 10:00 Beijing of its own day.</summary>
    public Decision When(string on, Actor by, ICommand command) => When(on, on, by, command);

    /// <summary>Entered at 10:00 Beijing of a later day than it happened.</summary>
    public Decision When(string on, string enteredOn, Actor by, ICommand command) =>
        command.Enter(new(Day(on), Beijing.Start(Day(enteredOn)).AddHours(10), by, on == enteredOn ? null : ShownLate), Ledger);

    public Decision WhenAt(string instant, Actor by, ICommand command) =>
        command.Enter(new(Beijing.Day(At(instant)), At(instant), by), Ledger);

    /// <summary>It is recorded.</summary>
    public TSelf Then(string on, Actor by, ICommand command) => Late(on, on, by, command);

    /// <summary>It is recorded on a later day than it happened.</summary>
    public TSelf Late(string on, string enteredOn, Actor by, ICommand command)
    {
        var decision = When(on, enteredOn, by, command);
        decision.Refusal.ShouldBeNull($"{command}");
        Ledger.Append(decision.Facts);
        return (TSelf)this;
    }

    /// <summary>Records the command, and asks again on the same day and on the next: nothing more is recorded.</summary>
    public void ShouldRecordOnce(string on, Actor by, ICommand command)
    {
        var first = When(on, by, command);
        first.Refusal.ShouldBeNull($"{command}");
        first.Facts.ShouldNotBeEmpty();
        Ledger.Append(first.Facts);
        foreach (var day in new[] { Day(on), Day(on).AddDays(1) })
        {
            var again = command.Enter(new(day, Beijing.Start(day).AddHours(12), by), Ledger);
            again.Refusal.ShouldBeNull();
            again.Facts.ShouldBeEmpty();
            again.Id.ShouldBe(first.Id);
        }
    }
}
