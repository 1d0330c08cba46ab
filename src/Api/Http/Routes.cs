namespace Leader.Api.Http;

public static class Routes
{
    /// <summary>
    /// An address whose handler takes the request as it is. For a handler with parameters that are bound, the framework makes and compiles
    /// code at every start; most addresses are commands and views, which have none.
    /// </summary>
    internal static RouteHandlerBuilder MapAsItIs(
        this IEndpointRouteBuilder app,
        string method,
        string pattern,
        Func<HttpContext, Task<IResult>> handler) => new(
        [
            // by the handler's method the framework knows that it is to be described
            app.MapMethods(pattern, [method], async context => await (await handler(context)).ExecuteAsync(context))
                .WithMetadata(handler.Method),
        ]);

    /// <summary>Makes all endpoints now, once. Else each who lists them has them made anew, and there are two at every start.</summary>
    internal static void MakeOnce(IEndpointRouteBuilder app)
    {
        Endpoint[] all = [.. app.DataSources.SelectMany(s => s.Endpoints)];
        app.DataSources.Clear();
        app.DataSources.Add(new DefaultEndpointDataSource(all));
    }
}
