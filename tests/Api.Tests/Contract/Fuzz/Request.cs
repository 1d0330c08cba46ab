using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Leader.Api.Tests.Contract.Fuzz;

/// <summary>A request as it is sent, and as it can be sent again by hand.</summary>
/// <param name="As">Who asks, as <c>leader token</c> takes it; null without a token.</param>
internal sealed record Request(
    Operation Operation,
    string Address,
    IReadOnlyList<(string Name, string Value)> Headers,
    byte[]? Body,
    string? ContentType,
    (string Role, string Subject)? As)
{
    public HttpRequestMessage Message(string address, string? token)
    {
        var message = new HttpRequestMessage(
            new(Operation.Method),
            new Uri(address + Address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        foreach (var (name, value) in Headers) message.Headers.TryAddWithoutValidation(name, value);
        if (token is not null) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (Body is null) return message;
        message.Content = new ByteArrayContent(Body);
        if (ContentType is not null) message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        return message;
    }

    public string Curl()
    {
        var line = new StringBuilder();
        if (Body is not null) line.Append(CultureInfo.InvariantCulture, $"printf '{Printed(Body)}' | ");
        line.Append(CultureInfo.InvariantCulture, $"curl -si -X {Operation.Method} \"$U\"{Quoted(Address)}");
        foreach (var (name, value) in Headers) line.Append(CultureInfo.InvariantCulture, $" -H {Quoted($"{name}: {value}")}");
        if (As is { } who)
        {
            line.Append(CultureInfo.InvariantCulture, $" -H \"Authorization: Bearer $(./leader token {who.Role} {Quoted(who.Subject)})\"");
        }
        if (Body is null) return line.ToString();
        return line.Append(CultureInfo.InvariantCulture, $" -H {Quoted($"Content-Type: {ContentType}")} --data-binary @-").ToString();
    }

    private static string Quoted(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static string Printed(byte[] bytes)
    {
        var text = new StringBuilder();
        foreach (var b in bytes.Length > 4000 ? bytes[..4000] : bytes)
        {
            if (b is >= 0x20 and < 0x7F and not ((byte)'\'' or (byte)'\\' or (byte)'%')) text.Append((char)b);
            else text.Append(CultureInfo.InvariantCulture, $"\\{Convert.ToString(b, 8).PadLeft(3, '0')}");
        }
        return bytes.Length > 4000 ? $"{text}… of {bytes.Length} bytes" : text.ToString();
    }
}
