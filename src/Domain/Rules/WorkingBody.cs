using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>One working body at a time runs the day-to-day work; its acts are those of the body of that day. Clause 四(三), R46.</summary>
public static class WorkingBody
{
    public static bool Is(Actor actor, OrganisationRegister register, DateOnly day) =>
        register.WorkingBodyOn(day) is { } body && actor.Is(Role.WorkingBody, body);

    /// <summary>Refuses: not-yours-to-do.</summary>
    /// <param name="what">What is done, as in "opens calls for plans".</param>
    public static Refusal? Only(Act act, OrganisationRegister register, string what) => Is(act.By, register, act.On) ? null
        : Refusal.Forbidden("Clause 四(三)", register.WorkingBodyOn(act.On) is { } body
            ? $"Only the working body of the day, '{body}', {what}."
            : $"Only the working body {what}; none is designated on {act.On:yyyy-MM-dd}.");
}
