using Leader.Api.Http;

namespace Leader.Api.Hosting;

/// <summary>Metadata of an address that is answered where the operator looks.</summary>
/// <param name="Alone">And nowhere else.</param>
internal sealed record ForOperators(bool Alone = false);

/// <summary>
/// Metrics and the details of health are the operator's alone: they are answered where <c>Management:Urls</c> listens, which answers
/// nothing else. Without it, which is the default, nobody gets them.
/// </summary>
internal sealed class Management
{
    private readonly HashSet<int> _ports;

    private Management(HashSet<int> ports) => _ports = ports;

    public static void Add(WebApplicationBuilder builder)
    {
        var (configuration, urls) = (builder.Configuration, builder.Configuration["Management:Urls"]);
        builder.Services.AddSingleton(new Management(PortsOf(urls, configuration["Urls"])));
        if (urls is { Length: > 0 }) configuration["Urls"] = $"{configuration["Urls"]};{urls}";
    }

    /// <param name="urls">Null or empty where the operator looks nowhere.</param>
    /// <param name="others">Where everybody else is answered.</param>
    /// <exception cref="SettingException">They have no ports of their own.</exception>
    public static HashSet<int> PortsOf(string? urls, string? others)
    {
        if (urls is not { Length: > 0 }) return [];
        var ports = Ports.Of(urls);
        return ports.Contains(0) || ports.Overlaps(Ports.Of(others ?? ""))
            ? throw new SettingException($"Management:Urls is '{urls}'; it takes a port of its own, as http://127.0.0.1:9464.")
            : ports;
    }

    /// <summary>The request came in where the operator looks.</summary>
    public bool Has(HttpContext context) => _ports.Contains(context.Connection.LocalPort);

    /// <summary>To be called behind the routing: what is not answered here is no address.</summary>
    public static void Use(WebApplication app) => app.Use((context, next) =>
    {
        var here = app.Services.GetRequiredService<Management>().Has(context);
        var asked = context.GetEndpoint()?.Metadata.GetMetadata<ForOperators>();
        if (here ? asked is null : asked is { Alone: true }) context.SetEndpoint(null);
        return next(context);
    });
}
