using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using Leader.Api.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Leader.Api.Tests.Doors;

[Collection("api")]
public class HTTP_is_spoken_as_it_is_written(ApiFixture api)
{
    private const string List = "/v1/rule-sets";

    private Task<HttpResponseMessage> AskAsync(HttpMethod method, string address, params (string Name, string Value)[] headers) =>
        api.SendAsync(method, address, headers);

    [Fact]
    public async Task Whatever_can_be_got_can_be_asked_for_its_headers()
    {
        var description = await (await api.Http.GetAsync("/openapi/v1.json")).JsonAsync();
        var gets = description.GetProperty("paths").EnumerateObject()
            .Where(p => p.Value.TryGetProperty("get", out _) && !p.Name.Contains('{', StringComparison.Ordinal))
            .Select(p => p.Name).Append("/v1/enterprises/91110108LP00000714/standing").ToArray();
        gets.Length.ShouldBeGreaterThan(20);
        foreach (var address in gets)
        {
            using var stream = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            var begun = HttpCompletionOption.ResponseHeadersRead;
            using var head = await api.Http.SendAsync(new(HttpMethod.Head, address), begun, stream.Token);
            using var get = await api.Http.SendAsync(new(HttpMethod.Get, address), begun, stream.Token);

            head.StatusCode.ShouldBe(get.StatusCode, address);
            head.Content.Headers.ContentType?.MediaType.ShouldBe(get.Content.Headers.ContentType?.MediaType, address);
            if (address.EndsWith("/stream", StringComparison.Ordinal)) continue;
            (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty(address);
        }
        (await AskAsync(HttpMethod.Head, "/v1/declarations/none/withdrawal")).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/json, text/plain, */*", "application/json")] // axios
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", "text/html")] // a browser
    [InlineData("text/csv", "text/csv")]
    [InlineData("text/csv;q=0, */*", "application/json")]
    [InlineData("text/csv;q=0.5, application/json;q=0.4", "text/csv")]
    [InlineData("text/*, application/json;q=0.9", "text/csv")]
    [InlineData("application/json;q=0, */*;q=0.1", "text/csv")]
    [InlineData("TEXT/CSV", "text/csv")]
    [InlineData("image/png", null)]
    [InlineData("application/json;q=0, text/csv;q=0", null)]
    public async Task The_form_is_the_one_that_is_liked_best(string? accept, string? form)
    {
        using var answer = await AskAsync(HttpMethod.Get, List, accept is null ? [] : [("Accept", accept)]);

        if (form is null)
        {
            var said = await answer.ShouldBeProblemAsync(HttpStatusCode.NotAcceptable, "not-acceptable");
            said.GetProperty("detail").GetString()!.ShouldContain("text/csv");
        }
        else
        {
            answer.Content.Headers.ContentType!.MediaType.ShouldBe(form);
        }
    }

    [Theory]
    [InlineData("%2500")]
    [InlineData("%252F")]
    [InlineData("%25ZZ")]
    [InlineData("%25E4%25")]
    public async Task An_id_that_looks_escaped_is_looked_up_as_it_is_by_programs_and_by_browsers(string written)
    {
        foreach (var accept in new[] { "application/json", "text/html" })
        {
            foreach (var query in new[] { "", "?", "?asOf=2022-01-01", "?limit=", "?%5B%5D=1", "?a%5Bb%5D=1", "?items%5B0%5D=1" })
            {
                using var answer = await AskAsync(HttpMethod.Get, $"/v1/titles/{written}{query}", ("Accept", accept));
                answer.StatusCode.ShouldBeOneOf(HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.Found);
                if (answer.Headers.Location is { } to) to.OriginalString.ShouldStartWith($"/v1/titles/{written}");
            }
        }
    }

    [Fact]
    public async Task A_browser_is_not_kept_waiting_for_the_end_of_a_stream()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        foreach (var accept in new[] { "text/html", "text/html,*/*;q=0.8" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/events/stream") { Headers = { { "Accept", accept } } };
            using var answer = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            answer.Content.Headers.ContentType!.MediaType.ShouldBeOneOf("text/event-stream", "application/problem+json", "text/html");
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_compressed_answer_has_a_tag_of_its_own_and_is_not_sent_twice(string encoding)
    {
        var newest = await api.GetAsync(List); // pinned: facts of tests before this one may still be on their way into the views
        var pinned = $"{List}?asOf={newest.GetProperty("asOf").GetString()}&position={newest.GetProperty("position").GetInt64()}";
        using var plain = await AskAsync(HttpMethod.Get, pinned);
        using var answer = await AskAsync(HttpMethod.Get, pinned, ("Accept-Encoding", encoding));
        var tag = answer.Headers.ETag!.ToString();
        await using var bytes = await answer.Content.ReadAsStreamAsync();
        await using Stream open = encoding == "br"
            ? new BrotliStream(bytes, CompressionMode.Decompress)
            : new GZipStream(bytes, CompressionMode.Decompress);

        (await new StreamReader(open).ReadToEndAsync()).ShouldBe(await plain.Content.ReadAsStringAsync());
        answer.Content.Headers.ContentEncoding.ShouldBe([encoding]);
        answer.Headers.Vary.ShouldContain("Accept-Encoding");
        tag.ShouldNotBe(plain.Headers.ETag!.ToString());
        foreach (var (known, wanted) in new[] { (tag, encoding), (plain.Headers.ETag!.ToString(), "identity") })
        {
            using var again = await AskAsync(HttpMethod.Get, pinned, ("If-None-Match", known), ("Accept-Encoding", wanted));
            again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
            again.Headers.ETag!.ToString().ShouldBe(known);
            again.Headers.Vary.ShouldContain("Accept-Encoding", "or who keeps the compressed one would give it to everybody");
        }
        plain.Headers.Vary.ShouldContain("Accept-Encoding");
    }

    [Fact]
    public async Task A_method_that_is_not_taken_is_told_which_are()
    {
        using var read = await AskAsync(HttpMethod.Delete, List);
        read.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        read.Content.Headers.Allow.Order().ShouldBe(["GET", "HEAD", "POST"]);
        using var done = await AskAsync(HttpMethod.Get, "/v1/declarations/none/withdrawal");
        done.Content.Headers.Allow.ShouldBe(["POST"]);
    }

    [Fact]
    public async Task What_one_reader_alone_may_see_is_not_compressed()
    {
        var token = $"Bearer {ApiFixture.Token(Domain.Role.Regulator, "samr")}";
        using var answer = await AskAsync(HttpMethod.Get, List, ("Authorization", token), ("Accept-Encoding", "gzip"));
        answer.Content.Headers.ContentEncoding.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_to_a_POST_is_never_not_modified()
    {
        using var body = JsonContent.Create(new { items = new[] { new { creditCode = "91110108LP00000714" } } });
        using var first = await api.Http.PostAsync("/v1/standings", body);
        first.StatusCode.ShouldBe(HttpStatusCode.OK, await first.TextAsync());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/standings") { Content = body };
        request.Headers.Add("If-None-Match", "*");
        using var again = await api.Http.SendAsync(request);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_page_of_another_site_may_read_what_is_public_and_nothing_else()
    {
        using var read = await AskAsync(HttpMethod.Get, List, ("Origin", "https://news.example"));
        read.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);
        read.Headers.GetValues("Access-Control-Expose-Headers").Single().ShouldContain("Link");

        (await PreflightAsync("GET", "accept-datetime")).Headers.Contains("Access-Control-Allow-Origin").ShouldBeTrue();
        (await PreflightAsync("GET", "authorization")).Headers.TryGetValues("Access-Control-Allow-Headers", out var allowed);
        (allowed ?? []).ShouldNotContain(h => h.Contains("authorization", StringComparison.OrdinalIgnoreCase));
        (await PreflightAsync("POST", "content-type")).Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    private Task<HttpResponseMessage> PreflightAsync(string method, string header) => AskAsync(
        HttpMethod.Options,
        List,
        ("Origin", "https://news.example"),
        ("Access-Control-Request-Method", method),
        ("Access-Control-Request-Headers", header));

    [Fact]
    public async Task A_host_that_somebody_made_up_stands_in_no_link()
    {
        foreach (var address in new[] { "/v1/bans/timemap", "/v1/bans?limit=1" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Host = "evil.example";
            using var answer = await api.Http.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            (answer.Headers.ToString() + answer.Content.Headers + await answer.TextAsync()).ShouldNotContain("evil.example");
        }
    }

    [Fact]
    public async Task A_browser_is_told_not_to_guess()
    {
        foreach (var address in new[] { List, "/v1/nothing", "/openapi/v1.json" })
        {
            using var answer = await AskAsync(HttpMethod.Get, address);
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
            answer.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
            answer.Headers.Contains("Strict-Transport-Security").ShouldBeFalse("this connection is not encrypted");
        }
    }

    [Theory]
    [InlineData(null, "forwarded.example", "http", "127.0.0.1")]
    [InlineData("127.0.0.1", "forwarded.example", "https", "203.0.113.7")]
    [InlineData("127.0.0.0/8", "forwarded.example", "https", "203.0.113.7")]
    [InlineData("10.0.0.0/8", "forwarded.example", "http", "127.0.0.1")]
    public async Task Only_a_trusted_proxy_says_for_whom_it_asks(string? trusted, string host, string scheme, string client)
    {
        await using var app = await HostAsync(("Proxies:Trusted:0", trusted));
        var said = await SaidAsync(
            app, host, ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example"));

        said.ShouldBe($"{scheme}://127.0.0.1:{new Uri(app.Urls.First()).Port}/here {client}");
    }

    [Theory]
    [InlineData("https://register.example.cn", "https://register.example.cn/here")]
    [InlineData("https://example.cn:8443/leader/", "https://example.cn:8443/leader/here")]
    public async Task Links_begin_with_the_address_that_the_public_knows(string setting, string link)
    {
        await using var app = await HostAsync(("Public:Url", setting));
        (await SaidAsync(app, "evil.example")).ShouldBe($"{link} 127.0.0.1");
    }

    [Theory]
    [InlineData("Proxies:Trusted:0", "proxy.example", "Proxies:Trusted holds 'proxy.example'")]
    [InlineData("Public:Url", "register.example.cn", "Public:Url is 'register.example.cn'")]
    [InlineData("Public:Url", "ftp://register.example.cn", "Public:Url is 'ftp://register.example.cn'")]
    public async Task A_setting_that_cannot_be_read_is_named_at_the_start(string setting, string value, string says) =>
        (await Should.ThrowAsync<SettingException>(async () => await HostAsync((setting, value)))).Message.ShouldStartWith(says);

    private static async Task<WebApplication> HostAsync((string Name, string? Value) setting)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Urls"] = "http://127.0.0.1:0" });
        if (setting.Value is not null) builder.Configuration[setting.Name] = setting.Value;
        builder.Services.AddWebManners(builder.Configuration);
        var app = builder.Build();
        app.UseWebManners();
        app.MapGet("/here", (HttpContext c) => $"{Addresses.Absolute(c.Request, "/here")} {c.Connection.RemoteIpAddress}");
        await app.StartAsync();
        return app;
    }

    private static async Task<string> SaidAsync(WebApplication app, string host, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient { BaseAddress = new(app.Urls.First()) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/here");
        request.Headers.Host = host;
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await (await http.SendAsync(request)).Content.ReadAsStringAsync();
    }
}
