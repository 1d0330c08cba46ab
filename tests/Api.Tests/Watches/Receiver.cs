using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Leader.Api.Tests.Watches;

/// <summary>A message as it arrived, at some path.</summary>
public sealed record Arrived(string Path, string Id, string Body, IHeaderDictionary Headers, DateTimeOffset At, int Answered)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);
    public string Type => Json.GetProperty("type").GetString()!;

    /// <summary>One of the signatures is by the secret. The library of others looks at the first of several only, so each is shown it
    /// alone.</summary>
    public bool IsSignedBy(string secret, string? body = null) => Headers["webhook-signature"].ToString().Split(' ').Any(signature =>
    {
        try
        {
            new StandardWebhooks.StandardWebhook(secret).Verify(
                body ?? Body,
                new HeaderDictionary(Headers.ToDictionary()) { ["webhook-signature"] = signature });
            return true;
        }
        catch (StandardWebhooks.Diagnostics.WebhookVerificationException) { return false; }
    });
}

/// <summary>A receiver of webhooks on this machine; what it answers is in the test's hands.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Arrived> _arrived = new();

    public Receiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var (body, headers) = (await reader.ReadToEndAsync(), new HeaderDictionary());
            foreach (var (name, value) in context.Request.Headers) headers[name] = value;
            var path = context.Request.Path.Value!;
            var answer = Answers(path, headers["webhook-id"].ToString());
            _arrived.Enqueue(new(path, headers["webhook-id"].ToString(), body, headers, DateTimeOffset.UtcNow, answer));
            if (answer == Never)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            }
            context.Response.StatusCode = answer;
            if (answer == 302) context.Response.Headers.Location = $"{path}/elsewhere";
            await context.Response.WriteAsync($"answered {answer}");
        });
    }

    public const int Never = 0;

    /// <summary>By path and message; 204, if nothing is said.</summary>
    public Func<string, string, int> Answers { get; set; } = (_, _) => 204;

    public string Address { get; private set; } = "";

    public IReadOnlyList<Arrived> At(string path) => [.. _arrived.Where(a => a.Path == path)];

    public async Task<Receiver> StartAsync()
    {
        await _app.StartAsync();
        Address = _app.Urls.First();
        return this;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
