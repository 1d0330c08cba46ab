using System.Text.Json;
using Leader.Api.Http;
using Leader.Domain;

namespace Leader.Api.Portal.Forms;

/// <summary>The form of a command: what its address and its body ask for.</summary>
/// <param name="Address">The names in the pattern of the address.</param>
/// <param name="Folded">The day of the act and its late entry, of which most acts need none.</param>
/// <param name="Secret">The header with the secret of a receipt; null where the command needs none.</param>
internal sealed record FormKind(
    Asks Asks,
    string Pattern,
    IReadOnlyList<string> Address,
    IReadOnlyList<Field> Fields,
    IReadOnlyList<Field> Folded,
    string? Secret)
{
    public string Name => Asks.Command!.Name;
    public CommandWords.Said Said => CommandWords.Of(Name);

    /// <summary>The first word of the address, as <c>evaluations</c>.</summary>
    public string Concept => Pattern.Split('/')[2];

    /// <summary>The word of the address in front of an id.</summary>
    public string Before(string id) => Pattern.Split('/') is var parts ? parts[Array.IndexOf(parts, id) - 1] : "";

    /// <summary>Where the form stands.</summary>
    public string Page => "/desk/do/" + JsonNamingPolicy.KebabCaseLower.ConvertName(Name);

    /// <summary>What somebody keeps for himself, as a watch list, is no fact of the register.</summary>
    public bool LeavesFacts => Asks.Command!.IsAssignableTo(typeof(ICommand));

    public bool IsFor(Role role) => Asks.Roles.Count == 0 || Asks.Roles.Contains(role);

    /// <summary>The address with these ids in it.</summary>
    public string At(IReadOnlyDictionary<string, string> ids) => string.Join('/', Pattern.Split('/')
        .Select(p => p.StartsWith('{') ? Uri.EscapeDataString(ids[p.Trim('{', '}')]) : p));
}

/// <summary>The forms of all commands, from the endpoints themselves.</summary>
internal sealed class CommandForms(EndpointDataSource endpoints)
{
    private readonly Lazy<FormKind[]> _all = new(() =>
    [
        .. endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<Asks>()?.Request is not null && e.RoutePattern.RawText is not null).Select(Of),
    ]);

    public IReadOnlyList<FormKind> All => _all.Value;

    /// <param name="name">As in the address of the form: <c>declare-standard</c>.</param>
    public FormKind? Find(string name) => All.FirstOrDefault(f => f.Page.EndsWith("/" + name, StringComparison.OrdinalIgnoreCase));

    private static FormKind Of(RouteEndpoint endpoint)
    {
        var asks = endpoint.Metadata.GetMetadata<Asks>()!;
        var fields = Field.Of(asks.Request!);
        string[] day = [.. Field.Of(typeof(ActDay)).Select(f => f.Name)];
        return new(
            asks,
            endpoint.RoutePattern.RawText!,
            [.. endpoint.RoutePattern.Parameters.Select(p => p.Name)],
            [.. fields.Where(f => !day.Contains(f.Name))],
            !asks.Command!.IsAssignableTo(typeof(ICommand)) ? [] // what leaves no fact has no day of an act
                : [.. fields.Where(f => day.Contains(f.Name)).Concat(Field.Of(typeof(ActDay))).DistinctBy(f => f.Name)],
            endpoint.Metadata.OfType<Parameter>().FirstOrDefault(p => p.Name.EndsWith("-Secret", StringComparison.Ordinal))?.Name);
    }
}
