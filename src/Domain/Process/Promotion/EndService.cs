using Leader.Domain.Record;

namespace Leader.Domain.Process.Promotion;

/// <summary>The body ends what it offers. Refuses: unknown-service, service-over.</summary>
/// <remarks>Clause 五(三), R103, A21.</remarks>
/// <param name="LastDay">Its last day, inclusive: today or later.</param>
public sealed record EndService(DateOnly LastDay, string Reason, string Service = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Text(Service, "service", 200).Text(Reason, "reason").That(LastDay >= act.On, "lastDay", "is before today.");
        if (check.Refusal is { } malformed) return malformed;
        var body = Ids.BodyOfService(Service);
        if (!act.By.Is(Role.ProfessionalBody, body))
        {
            return Refusal.Forbidden("Clause 五(三)", "A service is ended by the professional body that offers it.");
        }
        var services = ledger.Services(body);
        if (services.Of(Service) is not { } service) return Refusal.NotFound("service", Service);
        if (service.End is { } end)
        {
            return (end.LastDay, end.Reason) == (LastDay, Reason) ? Decision.AlreadySo(Service)
                : new Refusal(
                    "service-over",
                    "Clause 五(三)",
                    $"The service {Service} was ended on {end.On:yyyy-MM-dd}, with {end.LastDay:yyyy-MM-dd} as last day.");
        }
        return act.DayRefusal(services.LastActOn) is { } day
            ? day
            : Decision.Record(Service, new ServiceEnded(Service, body, LastDay, Reason, act.On));
    }
}
