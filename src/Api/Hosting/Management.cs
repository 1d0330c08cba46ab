namespace Leader.Api.Hosting;

/// <summary>Metadata of an address that is answered where the operator looks.</summary>
/// <param name="Alone">And nowhere else.</param>
internal sealed record ForOperators(bool Alone = false);

/// <summary>
/// Metrics and the details of health are the operator's alone: they are answered where <c>Management:Urls</c> listens, which answers
/// nothing else. Without it, which is the default, nobody gets them.
/// </summary>
/// <param name="ports">Where the operator looks.</param>
internal sealed class Management(IReadOnlySet<int> ports)
{
    /// <summary>The request came in where the operator looks.</summary>
    public bool Has(HttpContext context) => ports.Contains(context.Connection.LocalPort);

    /// <summary>To be called behind the routing: what is not answered here is no address.</summary>
    public static void Use(WebApplication app) => app.Use((context, next) =>
    {
        var here = app.Services.GetRequiredService<Management>().Has(context);
        var asked = context.GetEndpoint()?.Metadata.GetMetadata<ForOperators>();
        if (here ? asked is null : asked is { Alone: true }) context.SetEndpoint(null);
        return next(context);
    });
}
