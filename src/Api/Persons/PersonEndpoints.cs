using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Registers;

namespace Leader.Api.Persons;

internal static class PersonEndpoints
{
    /// <summary>
    /// The reference stands in the facts: of a complaint as <c>complainant</c>, of an objection as <c>objector</c>, of a panel as
    /// <c>person</c>.
    /// </summary>
    public static void MapPersons(this IEndpointRouteBuilder app) =>
        app.MapCommand<ErasePersonalData, ErasePersonalData>("/v1/persons/{reference}/erasure", async (command, context) =>
        {
            var reference = context.Route("reference");
            context.SaveAlso(session => PersonalData.Erase(session, reference));
            return command with { Reference = reference, Held = await context.RequestServices.GetRequiredService<PersonalData>()
                .HeldAsync(reference, [command.Basis, command.Reason], context.RequestAborted) };
        }, roles: Role.Regulator);
}
