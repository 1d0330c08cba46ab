using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Leader.Api.Http;
using Leader.Api.Portal.Forms;
using Leader.Api.Portal.Frame;
using Leader.Api.Portal.Parts;
using Leader.Domain;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Leader.Api.Portal;

/// <summary>
/// The register as pages, at the addresses of the API: who asks for <c>text/html</c> rather than JSON gets the page of what JSON says.
/// <c>?format=html</c> asks for it too; <c>?lang=en</c> in English, else in Chinese.
/// </summary>
internal static partial class PageRequests
{
    /// <summary>What an answer may be had as, beside a page; a page only where it is liked better than all of these.</summary>
    private static readonly string[] Data =
    [
        "application/json", "text/csv", "application/link-format", "image/svg+xml", "text/plain", "text/event-stream",
        "application/x-ndjson", "application/cloudevents-batch+json", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ];

    /// <summary>Parts of a query that pages read themselves.</summary>
    private static readonly string[] OfPages = ["lang", "knownOn", "embed"];

    private const string PolicyBut = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        + "frame-ancestors ";

    public static void AddPortal(this IServiceCollection services)
    {
        services.AddSingleton(sp => new PortalRoutes(sp.GetRequiredService<EndpointDataSource>(), PortalPages.Own));
        services.AddSingleton<CommandForms>();
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)); // Chinese as it is written
    }

    /// <summary>To be called before routing, which it asks through <c>next</c>.</summary>
    public static void UsePortal(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (PortalAssets.Find(context.Request.Path) is { } asset)
        {
            await PortalAssets.SendAsync(context, asset);
            return;
        }
        if (HttpMethods.IsGet(context.Request.Method) && News.Forms.FirstOrDefault(f => context.Request.Path == f.Address) is { } feed)
        {
            await NewsAsync(context, next, feed);
            return;
        }
        if (IsForm(context.Request) is var form && form && !SameSite.Sends(context.Request))
        {
            await SameSite.Refusal.ExecuteAsync(context);
            return;
        }
        if (form || HttpMethods.IsGet(context.Request.Method)) await Session.AdoptAsync(context);
        await (form || WantsPage(context.Request) ? ShowAsync(context, next) : next(context));
    });

    /// <summary>A form of a page was sent.</summary>
    private static bool IsForm(HttpRequest request) => HttpMethods.IsPost(request.Method)
        && request.HttpContext.RequestServices.GetRequiredService<PortalRoutes>().Own(request.Path) is { Page.Forms: true };

    private static bool WantsPage(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method)) return false;
        if (request.Query.TryGetValue("format", out var format)) return format == "html";
        var routes = request.HttpContext.RequestServices.GetRequiredService<PortalRoutes>();
        return routes.Own(request.Path) is not null || (request.Path.StartsWithSegments("/v1")
            && request.Accepted([.. Data, "text/html"]) == "text/html" && !routes.IsNotShown(request.Path));
    }

    private static async Task ShowAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await AnswerAsync(context, next);
        }
        catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            PageFailed(context.RequestServices.GetRequiredService<ILogger<PageContext>>(), context.Request.Path, e);
            context.Response.Clear();
            await Problems.Of(StatusCodes.Status500InternalServerError).ExecuteAsync(context);
        }
    }

    private static async Task NewsAsync(HttpContext context, RequestDelegate next, News.Form feed)
    {
        var routes = context.RequestServices.GetRequiredService<PortalRoutes>();
        var page = new PageContext(context, new Register(next, context, null), routes, english: context.Request.Query["lang"] == "en");
        try
        {
            var filter = await NewsFilter.OfAsync(page);
            if (filter.Problem is { } problem) await CopyAsync(context.Response, problem);
            else await ViewAnswers.Bytes(context, await feed.Make(page, filter), feed.Type + "; charset=utf-8").ExecuteAsync(context);
        }
        catch (NotAnsweredException e)
        {
            await CopyAsync(context.Response, e.Answer);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The page of {Path} could not be made.")]
    private static partial void PageFailed(ILogger logger, string path, Exception fault);

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) && Mended(request) is { } better)
        {
            context.Response.Redirect(request.PathBase.Add(request.Path).Written() + better);
            return;
        }
        var register = new Register(next, context, Session.Token(request));
        var routes = context.RequestServices.GetRequiredService<PortalRoutes>();
        var own = routes.Own(request.Path);
        var page = new PageContext(context, register, routes, english: request.Query["lang"] == "en")
        {
            Ids = own?.Ids ?? new Dictionary<string, string>(),
        };
        await page.MeetAsync();
        if (own is null)
        {
            page.Main = await register.GetAsync(request.Path.Written() + Asked(request));
            if (page.Main is { Ok: true, IsJson: false } && (!page.Main.Type.StartsWith("text/", StringComparison.Ordinal)
                    || page.Main.Type.StartsWith("text/calendar", StringComparison.Ordinal))
                || page.Main.Status is >= 300 and < 400)
            {
                await CopyAsync(context.Response, page.Main);
                return;
            }
        }
        else if (own.Value.Page.Clocks)
        {
            // the clocks of a page of its own are those of a view asked in the same way
            var clocks = await register.GetAsync("/v1/rule-sets" + Clocks(request).Add("limit", "1").ToUriComponent());
            page.Asked = PageContext.ClocksOf(clocks);
            if (!clocks.Ok) page.Main = clocks;
        }
        string html;
        try
        {
            html = await RenderAsync(context, page, page.Main is { } shown ? PortalPages.Of(shown) : own!.Value.Page.Component);
        }
        catch (NotAnsweredException e) when (e.Answer.Status is 429 or 503)
        {
            page.Main = e.Answer;
            html = await RenderAsync(context, page, PortalPages.Of(e.Answer));
        }
        var response = context.Response;
        if (page.Answered) return;
        response.StatusCode = page.Main?.Status ?? page.Status;
        response.Headers.ContentSecurityPolicy = PolicyBut + (page.Embedded ? "*" : "'none'");
        response.Headers["Referrer-Policy"] = "same-origin"; // else browsers would not say where a form comes from
        response.Headers.ContentLanguage = page.Lang;
        if (page.Main is { } main)
        {
            foreach (var name in new[] { "Link", "Content-Location", "Memento-Datetime", "Retry-After" })
            {
                if (main.Headers.TryGetValue(name, out var value)) response.Headers[name] = value;
            }
        }
        (context.MadeFrom().Reader, context.MadeFrom().Once) = (true, own?.Page.Forms == true); // it says who is signed in
        if (page.Pinned is { } pinned) response.Headers.ContentLocation = pinned;
        if (response.StatusCode == StatusCodes.Status200OK)
        {
            await ViewAnswers.Bytes(context, Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8").ExecuteAsync(context);
        }
        else
        {
            await Results.Content(html, "text/html; charset=utf-8", Encoding.UTF8, response.StatusCode).ExecuteAsync(context);
        }
    }

    /// <summary>
    /// The query as the page should have been asked: without fields that a form left empty, and "as known on a day" as the instant at its
    /// end. Null where it is so already.
    /// </summary>
    private static string? Mended(HttpRequest request)
    {
        if (!request.Query.Any(q => q.Key == "knownOn" || q.Value.All(string.IsNullOrWhiteSpace))) return null;
        var query = new QueryString();
        foreach (var (name, values) in request.Query)
        {
            foreach (var value in values.Where(v => !string.IsNullOrWhiteSpace(v)))
            {
                query = name == "knownOn" ? query.Add("knownAt", EndOf(value!)) : query.Add(name, value!);
            }
        }
        return query.ToUriComponent();
    }

    /// <summary>The last instant of the day in Beijing; what is no day stays as it is, and is refused by whoever reads it.</summary>
    private static string EndOf(string day) => !DateOnly.TryParseExact(day, "yyyy-MM-dd", out var known) ? day
        : new DateTimeOffset(known.AddDays(1).ToDateTime(TimeOnly.MinValue), Beijing.Offset).AddMicroseconds(-1)
            .ToString("yyyy-MM-ddTHH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);

    /// <summary>The query without what is the page's own.</summary>
    private static string Asked(HttpRequest request) => QueryString.Create(request.Query
        .Where(q => !OfPages.Contains(q.Key) && q.Key != "format")
        .SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v)))).ToUriComponent();

    private static QueryString Clocks(HttpRequest request) => QueryString.Create(request.Query
        .Where(q => q.Key is "asOf" or "knownAt" or "position")
        .SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v))));

    private static async Task<string> RenderAsync(HttpContext context, PageContext page, Type component)
    {
        await using var renderer = new HtmlRenderer(context.RequestServices, context.RequestServices.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var body = (await renderer.RenderComponentAsync<PageBody>(ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(PageBody.Context)] = page,
                [nameof(PageBody.Component)] = component,
            }))).ToHtmlString();
            return "<!DOCTYPE html>\n" + (await renderer.RenderComponentAsync<Shell>(ParameterView.FromDictionary(
                new Dictionary<string, object?> { [nameof(Shell.Context)] = page, [nameof(Shell.Body)] = body }))).ToHtmlString();
        });
    }

    private static async Task CopyAsync(HttpResponse response, Answer answer)
    {
        response.StatusCode = answer.Status;
        response.HttpContext.MadeFrom().Fixed = answer.IsFixed;
        foreach (var (name, value) in answer.Headers) response.Headers[name] = value;
        await response.Body.WriteAsync(answer.Body);
    }
}
