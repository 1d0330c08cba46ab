using Microsoft.AspNetCore.Http.Timeouts;

namespace Leader.Api.Http;

/// <summary>How large, how deep and how long a request may be.</summary>
/// <remarks>
/// Settings, with their defaults: <c>Requests:BodyBytes</c> (1 MiB; files of evidence have limits of their own),
/// <c>Requests:HeaderBytes</c> (16 KiB), <c>Requests:JsonDepth</c> (32), <c>Requests:Seconds</c> (60), <c>Why:Seconds</c> (120) and
/// <c>Evidence:Seconds</c> (600).
/// </remarks>
internal sealed class RequestLimits(IConfiguration configuration)
{
    /// <summary>Names of the times that are longer.</summary>
    public const string Explaining = "explaining", Uploading = "uploading";

    public int BodyBytes { get; } = configuration.GetValue("Requests:BodyBytes", 1 << 20);
    public int HeaderBytes { get; } = configuration.GetValue("Requests:HeaderBytes", 16 << 10);
    public int JsonDepth { get; } = configuration.GetValue("Requests:JsonDepth", 32);

    public static RequestLimits Of(HttpContext context) => context.RequestServices.GetRequiredService<RequestLimits>();

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var limits = new RequestLimits(configuration);
        services.AddSingleton(limits);
        services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(k =>
        {
            k.AddServerHeader = false;
            k.Limits.MaxRequestBodySize = limits.BodyBytes;
            k.Limits.MaxRequestHeadersTotalSize = limits.HeaderBytes * 4; // what is not far larger is answered, and not only cut off
        });
        services.AddRequestTimeouts(o =>
        {
            o.DefaultPolicy = For("Requests", 60);
            o.AddPolicy(Explaining, For("Why", 120));
            o.AddPolicy(Uploading, For("Evidence", 600));
        });

        // The handler is told to stop, and with it the statement that it waits for.
        RequestTimeoutPolicy For(string of, double seconds) => new()
        {
            Timeout = TimeSpan.FromSeconds(configuration.GetValue($"{of}:Seconds", seconds)),
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
            WriteTimeoutResponse = Faults.TookTooLongAsync,
        };
    }

    /// <summary>Refuses headers that are too large.</summary>
    public static void Use(WebApplication app) => app.Use((context, next) =>
    {
        var most = Of(context).HeaderBytes;
        return context.Request.Headers.Sum(h => (long)h.Key.Length + h.Value.Sum(v => v?.Length ?? 0)) <= most ? next(context)
            : Problems.Of(
                StatusCodes.Status431RequestHeaderFieldsTooLarge,
                "headers-too-large",
                "The headers of the request are larger than is accepted.",
                $"They may have at most {most:N0} bytes in all.").ExecuteAsync(context);
    });

    public IResult TooLarge() => Problems.Of(
        StatusCodes.Status413PayloadTooLarge,
        "too-large",
        "The request is larger than is accepted.",
        $"A request may have at most {(BodyBytes < 1 << 20 ? $"{BodyBytes:N0} bytes" : $"{BodyBytes >> 20} MiB")}; send files as evidence, "
            + "by their digest.");
}
