using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace Leader.Api.Http;

/// <summary>Metadata of an address whose answers are files: parts of them can be asked for, so their bytes are sent as they are.</summary>
internal sealed record SentAsKept;

/// <summary>
/// What HTTP asks of every answer, whatever it says: HEAD on every GET, own links from a known host, compression under an ETag of its own,
/// reading from pages of other sites, and headers that tell a browser not to guess.
/// </summary>
/// <remarks>
/// Settings: <c>Public:Url</c> is the address that links begin with. <c>Proxies:Trusted:0</c> and so on are addresses or networks (CIDR) of
/// proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> count; nobody else's do.
/// </remarks>
internal static class WebManners
{
    /// <summary>The request is a HEAD, though endpoints see a GET.</summary>
    private sealed class HeadOnly;

    /// <summary>Headers of answers that a page of another site may read.</summary>
    private static readonly string[] Exposed =
    [
        "Content-Location", "Content-Range", "ETag", "Link", "Location", "Memento-Datetime", "Repr-Digest", "Retry-After",
    ];

    private static readonly string[] Compressed =
    [
        "application/json", "application/problem+json", "application/cloudevents+json", "application/cloudevents-batch+json",
        "application/x-ndjson", "application/feed+json", "application/atom+xml", "application/link-format", "text/calendar", "text/csv",
        "text/plain", "text/html", "text/css", "text/javascript", "image/svg+xml",
    ];

    public static void AddWebManners(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddCors(o => o.AddDefaultPolicy(p => p.AllowAnyOrigin().WithMethods(HttpMethods.Get, HttpMethods.Head)
            .WithHeaders("Accept", "Accept-Datetime", "Cache-Control", "If-None-Match", "If-Range", "Last-Event-ID", "Range")
            .WithExposedHeaders(Exposed)
            .SetPreflightMaxAge(TimeSpan.FromDays(1))));
        services.AddResponseCompression(o => (o.EnableForHttps, o.MimeTypes) = (true, Compressed));
        services.AddSingleton<IResponseCompressionProvider, PublicCompression>();
        var trusted = (configuration.GetSection("Proxies:Trusted").Get<string[]>() ?? []).Select(Network).ToArray();
        services.Configure<ForwardedHeadersOptions>(o =>
        {
            o.ForwardedHeaders = trusted.Length == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            o.KnownProxies.Clear();
            o.KnownIPNetworks.Clear();
            foreach (var network in trusted) o.KnownIPNetworks.Add(network);
        });
    }

    private static System.Net.IPNetwork Network(string proxy) =>
        System.Net.IPNetwork.TryParse(proxy, out var network) ? network
        : IPAddress.TryParse(proxy, out var address) ? new(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)
        : throw new SettingException($"Proxies:Trusted holds '{proxy}'; it takes addresses, and networks as 10.0.0.0/8.");

    /// <summary>To be called before everything else; the routing is to see a GET where a HEAD came.</summary>
    public static void UseWebManners(this WebApplication app)
    {
        app.UseForwardedHeaders();
        var own = PublicUrl(app.Configuration);
        app.Use((context, next) =>
        {
            var request = context.Request;
            if (own is not null)
            {
                request.Scheme = own.Scheme;
                request.Host = own.IsDefaultPort ? new(own.IdnHost) : new(own.IdnHost, own.Port);
                request.PathBase = PathString.FromUriComponent(own.AbsolutePath.TrimEnd('/'));
            }
            else if (!IsOwn(request.Host))
            {
                request.Host = Reached(context);
            }
            if (HttpMethods.IsHead(request.Method))
            {
                context.Features.Set(new HeadOnly());
                request.Method = HttpMethods.Get; // the server sends no body all the same: it has read the method itself
            }
            context.Response.OnStarting(() => Headers(context));
            return next(context);
        });
        app.Use(OneTagAnEncoding);
        app.UseResponseCompression();
        app.UseWhen(IsRead, read => read.UseCors());
    }

    private static Uri? PublicUrl(IConfiguration configuration) => configuration["Public:Url"] is not { Length: > 0 } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url
        : throw new SettingException($"Public:Url is '{text}'; it takes an address as https://register.example.cn.");

    /// <summary>Only the headers are wanted.</summary>
    public static bool IsHead(this HttpContext context) => context.Features.Get<HeadOnly>() is not null;

    private static bool IsRead(HttpContext context) => HttpMethods.IsGet(context.Request.Method)
        || (HttpMethods.IsOptions(context.Request.Method)
            && context.Request.Headers.AccessControlRequestMethod.ToString() is "GET" or "HEAD");

    /// <summary>Whoever asks names the host; a link must not lead to any name that somebody put there.</summary>
    private static bool IsOwn(HostString host) =>
        host.Host is "localhost" || (IPAddress.TryParse(host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>The address at which the request arrived.</summary>
    private static HostString Reached(HttpContext context) => context.Connection.LocalIpAddress is { } address
        ? new((address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString(), context.Connection.LocalPort)
        : new("localhost");

    private static Task Headers(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (headers.Allow.ToString() is { Length: > 0 } allowed && allowed.Split(", ").Contains(HttpMethods.Get))
        {
            headers.Allow = allowed + ", " + HttpMethods.Head; // the routing sees a GET in its place
        }
        headers.XContentTypeOptions = "nosniff";
        if (!headers.ContainsKey("Referrer-Policy")) headers["Referrer-Policy"] = "no-referrer";
        if (headers.ContentSecurityPolicy.Count == 0)
        {
            headers.ContentSecurityPolicy = context.Response.ContentType?.StartsWith("image/svg", StringComparison.Ordinal) == true
                ? "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
                : "default-src 'none'; frame-ancestors 'none'";
        }
        if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
        return Task.CompletedTask;
    }

    /// <summary>A strong ETag names bytes. Those of a compressed answer are others: <c>-br</c> or <c>-gzip</c> ends their tag.</summary>
    private static Task OneTagAnEncoding(HttpContext context, RequestDelegate next)
    {
        var known = context.Request.Headers.IfNoneMatch.ToString();
        context.Request.Headers.IfNoneMatch = known.Replace("-br\"", "\"", StringComparison.Ordinal)
            .Replace("-gzip\"", "\"", StringComparison.Ordinal);
        if (known.Length == 0) context.Request.Headers.Remove("If-None-Match");
        context.Response.OnStarting(() =>
        {
            var (response, tag) = (context.Response, context.Response.Headers.ETag.ToString());
            if (!tag.EndsWith('"')) return Task.CompletedTask;
            if (response.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding)
            {
                response.Headers.ETag = $"{tag[..^1]}-{encoding}\"";
            }
            else if (response.StatusCode == StatusCodes.Status304NotModified)
            {
                foreach (var encoded in new[] { $"{tag[..^1]}-br\"", $"{tag[..^1]}-gzip\"" })
                {
                    if (known.Contains(encoded, StringComparison.Ordinal)) response.Headers.ETag = encoded;
                }
            }
            return Task.CompletedTask;
        });
        return next(context);
    }

    /// <summary>What one reader alone may see is not compressed beside what somebody else put into it.</summary>
    private sealed class PublicCompression(IServiceProvider services, IOptions<ResponseCompressionOptions> options)
        : ResponseCompressionProvider(services, options)
    {
        public override bool ShouldCompressResponse(HttpContext context) =>
            !Caching.IsPrivate(context.Request) && context.GetEndpoint()?.Metadata.GetMetadata<SentAsKept>() is null
                && (IsBundle(context) || base.ShouldCompressResponse(context));

        /// <summary>Entries of the log are text, whatever type tlog-tiles gives them; the hashes beside them would only grow.</summary>
        private static bool IsBundle(HttpContext context) => context.Request.Path.StartsWithSegments("/v1/log/tile/entries")
            && context.Response is { StatusCode: StatusCodes.Status200OK, Headers.ContentRange.Count: 0, Headers.ContentEncoding.Count: 0 };
    }
}
