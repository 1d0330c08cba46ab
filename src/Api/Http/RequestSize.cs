using Microsoft.AspNetCore.Http.Features;

namespace Leader.Api.Http;

/// <summary>How large a request may be, and what becomes of one that is larger.</summary>
internal static class RequestSize
{
    /// <summary>Beyond so many times the limit, or after so long, the connection is simply cut.</summary>
    private const int Borne = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Sets the limit in bytes; true of a request that says that it is larger. What it sends is then read and thrown away: of a
    /// connection that is cut while it still sends, a client sees no answer.
    /// </summary>
    public static async Task<bool> IsOverAsync(HttpContext context, long most)
    {
        var over = context.Request.ContentLength > most;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = over ? most * Borne : most;
        }
        if (!over || context.Request.ContentLength > most * Borne) return over;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Patience);
        try { await context.Request.Body.CopyToAsync(Stream.Null, patience.Token); }
        catch (Exception e) when (e is OperationCanceledException or IOException or BadHttpRequestException) { }
        return true;
    }
}
