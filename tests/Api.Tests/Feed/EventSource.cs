using System.Net.Http.Headers;

namespace Leader.Api.Tests.Feed;

/// <summary>
/// A reader of Server-Sent Events as the HTML standard describes it: fields, comments, an id without data, and coming back with the last
/// id.
/// </summary>
internal sealed class EventSource(HttpClient http, string address) : IDisposable
{
    private HttpResponseMessage? _answer;
    private StreamReader? _lines;
    private string? _idBuffer;

    /// <summary>Sent with the next connection.</summary>
    public string? LastEventId { get; private set; }

    public int Comments { get; private set; }
    public string? Retry { get; private set; }

    public async Task ConnectAsync(CancellationToken ct)
    {
        Disconnect();
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (LastEventId is not null) request.Headers.Add("Last-Event-ID", LastEventId);
        _answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        _answer.EnsureSuccessStatusCode();
        _answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        _lines = new StreamReader(await _answer.Content.ReadAsStreamAsync(ct));
    }

    /// <summary>The data of the next event; null where the connection has ended, and what was begun is thrown away.</summary>
    public async Task<string?> NextAsync(CancellationToken ct)
    {
        List<string> data = [];
        while (await _lines!.ReadLineAsync(ct) is { } line)
        {
            if (line.Length == 0)
            {
                LastEventId = _idBuffer ?? LastEventId;
                if (data.Count > 0) return string.Join('\n', data);
            }
            else if (line[0] == ':')
            {
                Comments++;
            }
            else if (line.Split(": ", 2) is [var field, var value])
            {
                if (field == "data") data.Add(value);
                if (field == "id") _idBuffer = value;
                if (field == "retry") Retry = value;
            }
        }
        return null;
    }

    public void Disconnect()
    {
        _lines?.Dispose();
        _answer?.Dispose();
        _idBuffer = null;
    }

    public void Dispose() => Disconnect();
}
