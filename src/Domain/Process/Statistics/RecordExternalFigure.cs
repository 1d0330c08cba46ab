using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Statistics;

/// <summary>
/// A figure that others found is entered, with its source: the register invents none. Refuses: figure-id-taken, unknown-category.
/// </summary>
/// <remarks>Clause 三, R13, R22, R23, R24.</remarks>
/// <param name="Category">Of this category only; null for the whole programme.</param>
/// <param name="From">First day of the period that it is of, inclusive.</param>
/// <param name="To">Last day, inclusive; not a day to come.</param>
/// <param name="Source">Who found it, and where it is published.</param>
/// <param name="Method">How it was found: who was asked, how many, when.</param>
public sealed record RecordExternalFigure(
    ExternalFigureKind Kind,
    string Name,
    decimal Value,
    string Unit,
    DateOnly From,
    DateOnly To,
    string Source,
    string Method,
    string? Category = null,
    string Figure = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(Figure, "figure").Text(Name, "name", 200).Text(Unit, "unit", 50)
            .That(Enum.IsDefined(Kind), "kind", "is not a known kind.")
            .That(!string.IsNullOrWhiteSpace(Source), "source", "is required: a figure from outside is taken only with who found it, and "
                + "where it is published.")
            .OptionalText(Source, "source", 500)
            .Text(Method, "method")
            .That(To >= From, "to", "is before from.")
            .That(To <= act.Today, "to", "is in the future.")
            .That(Kind != ExternalFigureKind.MarketShare || Category is not null, "category", "is required of a market share.");
        if (Category is { } named) check.Slug(named, "category");
        if (check.Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.Regulator) && !act.By.Is(Role.WorkingBody) && !act.By.Is(Role.Department))
        {
            return Refusal.Forbidden("Clause 三", "Figures from outside are entered by the regulator, the working body and departments.");
        }
        if (Category is { } category && ledger.CategoryRefusal(category, act) is { } unknown) return unknown;
        var figure = ledger.Read<ExternalFigure>(Streams.ExternalFigure(Figure));
        var fact = new ExternalFigureRecorded(
            Figure, Kind, Category, Name, Value, Unit, From, To, Source, Method, act.By.Subject, act.On);
        if (figure.Recorded is { } known)
        {
            return known with { On = act.On } == fact ? Decision.AlreadySo(Figure)
                : new Refusal(
                    "figure-id-taken",
                    "Clause 三",
                    $"There is a figure '{Figure}' with other content, entered on {known.On:yyyy-MM-dd}.");
        }
        return act.DayRefusal() is { } day ? day : Decision.Record(Figure, fact);
    }
}
