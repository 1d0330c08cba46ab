using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Leader.Domain;

namespace Leader.Api.Watches;

/// <summary>What a receiver answered.</summary>
/// <param name="Status">Null where there was no answer.</param>
/// <param name="Said">The beginning of the answer, or why there was none.</param>
/// <param name="After">When it asks to be tried again.</param>
internal sealed record Received(int? Status, string Said, TimeSpan? After = null)
{
    public bool Ok => Status is >= 200 and < 300;
}

/// <summary>
/// Sends to addresses that others gave: over a connection to an address that was looked at when the connection was made, so that no name
/// leads elsewhere later; without redirects, proxies, cookies; and reads a little of the answer, for a while.
/// </summary>
internal sealed class Receivers : IDisposable
{
    private const int AnswerBytes = 1024, SaidCharacters = 200;

    private readonly HttpMessageInvoker _http;
    private readonly TimeSpan _longest;
    private readonly HostNames _names;

    public Receivers(IConfiguration configuration, HostNames names)
    {
        (Anywhere, _names) = (configuration.GetValue("Watches:AnyAddress", false), names);
        _longest = TimeSpan.FromSeconds(configuration.GetValue("Watches:AnswerSeconds", 15.0));
        _http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = _longest,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            MaxResponseHeadersLength = 16,
            ActivityHeadersPropagator = null,
            ConnectCallback = ConnectAsync,
        });
    }

    /// <summary>Plain http and private addresses too: for a network of one's own, and for tests.</summary>
    public bool Anywhere { get; }

    /// <summary>What is wrong with the address, and with the addresses that its name leads to now; null where nothing is.</summary>
    public async Task<string?> FaultAsync(string address, CancellationToken ct)
    {
        if (PublicAddresses.Fault(address, Anywhere, out var uri) is { } fault) return fault;
        if (Anywhere || IPAddress.TryParse(uri!.IdnHost.Trim('[', ']'), out _)) return null;
        try
        {
            var found = await _names(uri.IdnHost, ct).WaitAsync(_longest, ct);
            return found.Length == 0 ? $"has a name that leads nowhere: {uri.IdnHost}."
                : found.All(PublicAddresses.Has) ? null : PublicAddresses.Private;
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            return $"has a name that leads nowhere: {uri.IdnHost}.";
        }
    }

    public async Task<Received> SendAsync(string address, string message, long at, string signature, string body, CancellationToken ct)
    {
        if (PublicAddresses.Fault(address, Anywhere, out var uri) is { } fault) return new(null, $"The address {fault}");
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(_longest);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, uri)
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("User-Agent", "Leader-Webhooks/1");
            request.Headers.Add("webhook-id", message);
            request.Headers.Add("webhook-timestamp", at.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("webhook-signature", signature);
            using var answer = await _http.SendAsync(request, time.Token);
            var after = answer.Headers.RetryAfter is { } retry ? retry.Delta ?? retry.Date - DateTimeOffset.UtcNow : null;
            return new((int)answer.StatusCode, await SaidAsync(answer, time.Token), after);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(null, string.Create(CultureInfo.InvariantCulture, $"There was no answer within {_longest.TotalSeconds:0.#} s."));
        }
        catch (HttpRequestException e)
        {
            return new(null, Shown((e.InnerException as ClosedAddressException ?? e.InnerException ?? e).Message));
        }
        catch (IOException e) { return new(null, Shown(e.Message)); }
    }

    private static async Task<string> SaidAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var (buffer, read) = (new byte[AnswerBytes], 0);
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        for (int got; read < buffer.Length && (got = await body.ReadAsync(buffer.AsMemory(read), ct)) > 0;) read += got;
        return Shown(Encoding.UTF8.GetString(buffer, 0, read));
    }

    /// <summary>On one line, storable, and short.</summary>
    private static string Shown(string text) => Texts.Cut(
        string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) || c == '\uFFFD' ? ' ' : c)).Trim(),
        SaidCharacters);

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = IPAddress.TryParse(host.Trim('[', ']'), out var ip) ? [ip] : await _names(host, ct);
        // one that is not public condemns all: a name that means both is up to something
        if (!Anywhere && !found.All(PublicAddresses.Has)) throw new ClosedAddressException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(found, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class ClosedAddressException() : IOException("The address " + PublicAddresses.Private);

    public void Dispose() => _http.Dispose();
}
