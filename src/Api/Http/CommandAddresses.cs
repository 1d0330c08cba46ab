using Leader.Domain;

namespace Leader.Api.Http;

/// <summary>Beside the members of the request those of <see cref="ActDay"/> may stand.</summary>
internal sealed record TakesDay(Type Request);

internal static class CommandAddresses
{
    /// <param name="request">What its body is read as.</param>
    /// <param name="makes">Something with an address of its own: 201.</param>
    public static RouteHandlerBuilder TakesCommand(
        this RouteHandlerBuilder route,
        Type command,
        Type request,
        Role[] roles,
        bool makes = false) =>
        route.WithName(command.Name).WithMetadata(new Asks(command, roles, makes, request)).Reads(DryRuns.Parameter);
}
