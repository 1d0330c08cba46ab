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
        app.MapCommand<ErasePersonalData, ErasePersonalData>("/v1/persons/{reference}/erasure", async (command, http, context) =>
        {
            var reference = http.Route("reference");
            var held = await http.RequestServices.GetRequiredService<PersonalData>()
                .HeldAsync(reference, [command.Basis, command.Reason], http.RequestAborted);
            return (command with { Reference = reference, Held = held }, context.Saving(s => PersonalData.Erase(s, reference)));
        }, roles: Role.Regulator);
}
