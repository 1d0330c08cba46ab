using Leader.Domain;

namespace Leader.Api.Http;

/// <summary>What is asked for at an address that takes a command.</summary>
/// <param name="Request">What its body is read as.</param>
/// <param name="Roles">Who may ask; none means anyone, without a token.</param>
public sealed record CommandAddress(Type Command, Type Request, IReadOnlyList<Role> Roles)
{
    public string Name => Command.Name;
}

/// <summary>Beside the members of the request those of <see cref="ActDay"/> may stand.</summary>
internal sealed record TakesDay(Type Request);

internal static class CommandAddresses
{
    /// <param name="makes">Something with an address of its own: 201.</param>
    public static RouteHandlerBuilder TakesCommand(
        this RouteHandlerBuilder route,
        Type command,
        Type request,
        Role[] roles,
        bool makes = false) => route.WithName(command.Name)
            .WithMetadata(new CommandAddress(command, request, roles), new Asks(command, roles, makes)).Reads(DryRuns.Parameter);
}
