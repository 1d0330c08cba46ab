using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Http;

/// <summary>Writes answers of views: clocks first, strong ETag, 304, JSON or CSV, links that stay on the position.</summary>
public static class ViewAnswers
{
    private const string Json = "application/json; charset=utf-8";

    public static async Task<IResult> WriteAsync(HttpContext context, Clocks clocks, ViewAnswer answer)
    {
        if (clocks.Memento is { } began) context.Response.Headers["Memento-Datetime"] = Mementos.Write(began);
        if (answer.Erasable) clocks = clocks with { Pinned = false };
        var (type, root) = (Names.TypeOf(context), context.Request.PathBase);
        if (answer.Document is { } alone) answer = answer with { Document = Links.With(type, alone, root) };
        return answer.Problem
            ?? (answer.Document is { } document
                ? Document(context, clocks, document, await Names.OfAsync(context, clocks, document))
                : await ListAsync(context, clocks, answer.Page!));
    }

    /// <summary>Its properties behind <c>asOf</c>, <c>knownAt</c> and <c>position</c>; behind them the names.</summary>
    private static IResult Document(HttpContext context, Clocks clocks, byte[] document, NamesDoc names)
    {
        if (Tables.Of(context, clocks, document, names) is { } table) return table;
        var buffer = new ArrayBufferWriter<byte>(document.Length + 512);
        buffer.Write("{"u8);
        WriteClocks(buffer, clocks);
        if (document.Length > 2) buffer.Write(","u8);
        buffer.Write(document.AsSpan()[1..^1]);
        Names.Write(buffer, names);
        buffer.Write("}"u8);
        return Bytes(context, buffer.WrittenMemory, Json, clocks.Pinned);
    }

    /// <summary>A list in the one shape of all lists.</summary>
    public static async Task<IResult> ListAsync(HttpContext context, Clocks clocks, Page page)
    {
        if (page.Next is { } cursor)
        {
            context.Response.Headers.Append(
                "Link",
                $"<{Addresses.Pinned(context.Request, clocks.AsOf, clocks.Position, cursor)}>; rel=\"next\"");
        }
        var names = await Names.OfAsync(context, clocks, page.Items.Select(i => (ReadOnlyMemory<byte>)i));
        if (Tables.Of(context, clocks, page.Items, names) is { } table) return table;
        var (type, root) = (Names.TypeOf(context), context.Request.PathBase);
        var buffer = new ArrayBufferWriter<byte>(page.Items.Sum(i => i.Length + 512) + 256);
        buffer.Write("{\"items\":["u8);
        for (var i = 0; i < page.Items.Count; i++)
        {
            if (i > 0) buffer.Write(","u8);
            buffer.Write(Links.With(type, page.Items[i], root));
        }
        buffer.Write("],"u8);
        WriteClocks(buffer, clocks);
        var next = page.Next is { } after
            ? JsonSerializer.Serialize(Addresses.Pinned(context.Request, clocks.AsOf, clocks.Position, after), LeaderJson.Http)
            : "null";
        buffer.Write(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $",\"total\":{(page.Total is { } total ? total : "null")},\"next\":{next}")));
        Names.Write(buffer, names);
        buffer.Write("}"u8);
        return Bytes(context, buffer.WrittenMemory, Json, clocks.Pinned);
    }

    private static void WriteClocks(ArrayBufferWriter<byte> buffer, Clocks clocks)
    {
        var known = JsonSerializer.Serialize(clocks.KnownAt, LeaderJson.Http);
        buffer.Write(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"\"asOf\":\"{clocks.AsOf:yyyy-MM-dd}\",\"knownAt\":{known},\"position\":{clocks.Position}")));
    }

    /// <param name="forEver">The same address always gives these bytes.</param>
    public static IResult Bytes(HttpContext context, ReadOnlyMemory<byte> body, string type, bool forEver = false)
    {
        var etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body.Span).AsSpan(0, 12))}\"";
        context.Response.Headers.ETag = etag;
        context.MadeFrom().Fixed = forEver;
        return HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.IfNoneMatch.ToString() is { Length: > 0 } known
            && (known == "*"
                || known.Split(',')
                    .Any(t => t.Trim() is var tag && (tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag) == etag))
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Bytes(body, type);
    }
}
