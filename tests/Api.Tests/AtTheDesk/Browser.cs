using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Leader.Domain;
using Leader.Projections.Log;

namespace Leader.Api.Tests.AtTheDesk;

/// <summary>What a browser without script does: reads pages, keeps cookies, fills in fields that are there, presses buttons.</summary>
internal sealed class Browser(ApiFixture api) : IDisposable
{
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false };
    private HttpClient? _http;

    public CookieContainer Cookies => _handler.CookieContainer;
    public HttpClient Http => _http ??= new(_handler) { BaseAddress = api.Http.BaseAddress };
    public HttpResponseMessage? Answer { get; private set; }
    public IHtmlDocument Page { get; private set; } = null!;

    /// <summary>The controls of the form that is looked at, as they are filled in.</summary>
    public Dictionary<string, string> Typed { get; } = new(StringComparer.Ordinal);
    public List<(string Name, string File, byte[] Bytes, string Type)> Files { get; } = [];
    public IHtmlFormElement Form { get; private set; } = null!;

    public void Dispose()
    {
        Http.Dispose();
        _handler.Dispose();
    }

    public async Task<Browser> OpenAsync(string address)
    {
        Answer = await Http.SendAsync(new(HttpMethod.Get, address) { Headers = { { "Accept", "text/html,application/xhtml+xml;q=0.9" } } });
        await ReadAsync();
        return this;
    }

    public async Task<Browser> SignInAsync(Actor by, string then = "/desk")
    {
        await OpenAsync($"/desk/sign-in?return={Uri.EscapeDataString(then)}");
        Look("form:has(select[name=role])");
        Set("role", Http(by.Role));
        Set("subject", by.Subject);
        await PressAsync("with", "role");
        Answer!.StatusCode.ShouldBe(HttpStatusCode.SeeOther, Text);
        return this;

        static string Http(Role role) => Api.Http.Identity.Name(role);
    }

    public string Text => Page?.Body?.TextContent ?? "";

    /// <summary>Looks at a form: its controls have the values that the page gives them.</summary>
    public Browser Look(string selector = "form.act")
    {
        Form = (IHtmlFormElement)(Page.QuerySelector(selector) ?? throw new InvalidOperationException($"no {selector} in: {Text}"));
        Typed.Clear();
        Files.Clear();
        foreach (var control in Form.QuerySelectorAll("input[name], select[name], textarea[name]"))
        {
            var name = control.GetAttribute("name")!;
            switch (control)
            {
                case IHtmlInputElement { Type: "checkbox" or "radio" } box when box.IsChecked:
                    Typed[name] = box.Value;
                    break;
                case IHtmlInputElement { Type: not ("checkbox" or "radio" or "file") }:
                    Typed[name] = control.GetAttribute("value") ?? "";
                    break;
                case IHtmlSelectElement select:
                    Typed[name] = select.Value ?? "";
                    break;
                case IHtmlTextAreaElement area:
                    Typed[name] = area.Value;
                    break;
            }
        }
        return this;
    }

    /// <summary>The form has such a field, and takes such a value.</summary>
    public void Set(string name, string value)
    {
        var controls = Form.QuerySelectorAll("input, select, textarea").Where(c => c.GetAttribute("name") == name).ToArray();
        controls.ShouldNotBeEmpty($"no field {name} in {Form.OuterHtml}");
        Page.QuerySelectorAll($"label[for='{controls[0].Id}']").Length.ShouldBe(
            controls[0] is IHtmlInputElement { Type: "radio" or "hidden" } ? 0 : 1,
            $"{name} has one label");
        switch (controls[0])
        {
            case IHtmlSelectElement select:
                select.Options.Select(o => o.Value).ShouldContain(value, name);
                break;
            case IHtmlInputElement { Type: "radio" }:
                controls.Cast<IHtmlInputElement>().Select(c => c.Value).ShouldContain(value, name);
                break;
            case IHtmlInputElement { Type: "checkbox" }:
                if (value == "true") Typed[name] = value;
                else Typed.Remove(name);
                return;
            case IHtmlInputElement { Type: "datetime-local" }:
                value = DateTimeOffset.Parse(value, CultureInfo.InvariantCulture).ToOffset(Beijing.Offset)
                    .ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
                break;
        }
        Typed[name] = value;
    }

    public bool Has(string name) => Form.QuerySelectorAll("input, select, textarea").Any(c => c.GetAttribute("name") == name);

    /// <summary>Fills a body in, pressing for more rows where the form has too few.</summary>
    public async Task FillAsync(JsonNode body)
    {
        var wanted = Flat(body, "").ToList();
        for (var rounds = 0; ; rounds++)
        {
            rounds.ShouldBeLessThan(60, "the form gets no more rows");
            foreach (var (name, value) in wanted.Where(w => Has(w.Name))) Set(name, value);
            if (wanted.FirstOrDefault(w => !Has(w.Name)).Name is not { } lacking) return;
            var add = Form.QuerySelectorAll("button[name='@add']").Select(b => b.GetAttribute("value")!)
                .Where(list => lacking.StartsWith(list + "[", StringComparison.Ordinal)).MaxBy(l => l.Length);
            add.ShouldNotBeNull($"there is no field {lacking}");
            await PressAsync("@add", add);
            Look();
        }
    }

    /// <summary>Members of requests that are kept by a key, which has a field of its own.</summary>
    private static readonly HashSet<string> Maps = [.. RequestTypes.ByName.Values.SelectMany(t => t.GetProperties())
        .Where(p => p.PropertyType == typeof(IReadOnlyDictionary<string, string>))
        .Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name))];

    /// <summary>The members of a body by the names of their fields.</summary>
    public static IEnumerable<(string Name, string Value)> Flat(JsonNode? node, string at) => node switch
    {
        JsonObject o when Maps.Contains(at) => o.SelectMany((m, i) =>
            new[] { ($"{at}[{i}].key", m.Key), ($"{at}[{i}].value", m.Value!.ToString()) }),
        JsonObject o => o.SelectMany(m => Flat(m.Value, at.Length == 0 ? m.Key : $"{at}.{m.Key}")),
        JsonArray a => a.SelectMany((item, i) => Flat(item, $"{at}[{i}]")),
        JsonValue v => [(at, v.TryGetValue<bool>(out var yes) ? yes ? "true" : "false" : v.ToString())],
        _ => [],
    };

    /// <summary>Sends the form by one of its buttons.</summary>
    /// <param name="from">The site that it is sent from; this one, if not given.</param>
    public async Task<Browser> PressAsync(string button, string value, string? from = null, bool withoutOrigin = false)
    {
        Form.QuerySelectorAll("button")
            .ShouldContain(b => b.GetAttribute("name") == button && b.GetAttribute("value") == value, $"{button}");
        HttpContent content;
        if (Form.GetAttribute("enctype") == "multipart/form-data")
        {
            var parts = new MultipartFormDataContent();
            foreach (var (name, typed) in Typed) parts.Add(new StringContent(Crlf(typed)), $"\"{name}\"");
            parts.Add(new StringContent(value), $"\"{button}\"");
            foreach (var (name, file, bytes, type) in Files)
            {
                parts.Add(new ByteArrayContent(bytes) { Headers = { ContentType = new(type) } }, $"\"{name}\"", $"\"{file}\"");
            }
            content = parts;
        }
        else
        {
            content = new FormUrlEncodedContent(Typed.Append(new(button, value)));
        }
        using var request = new HttpRequestMessage(HttpMethod.Post, Form.GetAttribute("action")) { Content = content };
        if (!withoutOrigin) request.Headers.Add("Origin", from ?? api.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Accept", "text/html");
        Answer = await Http.SendAsync(request);
        await ReadAsync();
        return this;

        static string Crlf(string text) => text.Replace("\n", "\r\n", StringComparison.Ordinal);
    }

    private async Task ReadAsync() => Page = new HtmlParser().ParseDocument(await Answer!.Content.ReadAsStringAsync());
}
