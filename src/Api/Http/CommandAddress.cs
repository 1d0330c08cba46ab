using Leader.Domain;

namespace Leader.Api.Http;

/// <summary>What is asked for at an address that takes a command.</summary>
/// <param name="Request">What its body is read as.</param>
/// <param name="Roles">Who may ask; none means anyone, without a token.</param>
public sealed record CommandAddress(Type Command, Type Request, IReadOnlyList<Role> Roles)
{
    public string Name => Command.Name;
}

internal static class CommandAddresses
{
    public static RouteHandlerBuilder TakesCommand(this RouteHandlerBuilder route, Type command, Type request, params Role[] roles) =>
        route.WithMetadata(new CommandAddress(command, request, roles)).Reads(DryRuns.Parameter);
}
