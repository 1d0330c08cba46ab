using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Declarations;
using Leader.Domain.Process.Registers;

namespace Leader.Api.Imports;

/// <summary>What a file asks for, one request after the other.</summary>
/// <param name="Line">That it begins in.</param>
/// <param name="Name">The number of the standard, or the code of the enterprise.</param>
/// <param name="Command">Null where it cannot be read.</param>
/// <param name="Refusal">Why it cannot be read.</param>
/// <param name="Cell">The place in the file that a refusal's path is about.</param>
internal sealed record ImportRow(
    long Line,
    string Name,
    ICommand? Command,
    Refusal? Refusal,
    Func<string, (long Line, string Column)> Cell)
{
    /// <summary>A refusal in the words of the file: by line and column.</summary>
    public (string Column, string Reason) Told(Refusal refusal)
    {
        if (refusal.Errors.Count == 0) return ("", refusal.Reason);
        var all = refusal.Errors.SelectMany(e => e.Value.Select(m => (At: Cell(e.Key), Message: m))).ToArray();
        return (
            string.Join(" | ", all.Select(e => e.At.Column).Where(c => c.Length > 0).Distinct()),
            string.Join(' ', all.Select(e => string.Create(
                CultureInfo.InvariantCulture,
                $"Line {e.At.Line}{(e.At.Column.Length > 0 ? ", " + e.At.Column : "")}: {e.Message}"))));
    }
}

/// <summary>Files of requests: CSV, JSON Lines, or a workbook. Every request is read as it would be where it is sent alone.</summary>
internal sealed class ImportRows
{
    public const string Declarations = "declarations", Enterprises = "enterprises";

    /// <summary>The types of files that are taken.</summary>
    public static readonly string[] MediaTypes = [Formats.Csv, Formats.JsonLines, Formats.Xlsx];

    /// <summary>Bytes of a line of JSON.</summary>
    private const int MostOfLine = 1 << 20;

    /// <summary>Reads what can be told at once: that it is text, and what its columns are.</summary>
    /// <exception cref="FileFaultException"/>
    public static async Task CheckAsync(Stream file, string type, string of, CancellationToken ct)
    {
        if (type != Formats.Xlsx) await TableFile.CheckTextAsync(file, ct);
        if (!Read(file, type, of, "", 32).Any()) throw new FileFaultException(1, "", "There is nothing in the file but, perhaps, headings.");
        file.Position = 0;
    }

    /// <param name="own">The credit code of the enterprise that sends it; empty of a registrar.</param>
    /// <param name="depth">Levels of a line of JSON.</param>
    /// <exception cref="FileFaultException"/>
    public static IEnumerable<ImportRow> Read(Stream file, string type, string of, string own, int depth) => (type, of) switch
    {
        (Formats.JsonLines, Declarations) => Lines(file).Select(l => OfLine<DeclareStandard>(l.Number, l.Text, own, "number", depth)),
        (Formats.JsonLines, _) => Lines(file).Select(l => OfLine<RegisterEnterprise>(l.Number, l.Text, own, "enterprise", depth)),
        (_, Declarations) => OfDeclarations(TableFile.Read(file, type == Formats.Xlsx), own, depth),
        _ => OfEnterprises(TableFile.Read(file, type == Formats.Xlsx), own, depth),
    };

    private static IEnumerable<ImportRow> OfDeclarations(IEnumerable<TableLine> lines, string own, int depth)
    {
        var (headings, rows) = Begin(lines, Headings.OfDeclarations, "number", "value");
        foreach (var one in DeclarationTable.Read(rows, own))
        {
            yield return Row<DeclareStandard>(one.Row, one.Number, one.Body, one.Fault, depth, path =>
            {
                var (row, column) = one.Cell(path);
                return (row, headings.Called(column));
            });
        }
    }

    private static IEnumerable<ImportRow> OfEnterprises(IEnumerable<TableLine> lines, string own, int depth)
    {
        var (headings, rows) = Begin(lines, Headings.OfEnterprises, "name");
        foreach (var (row, cells, fault) in rows)
        {
            if (cells.Count == 0 && fault is null) continue;
            var body = new JsonObject();
            foreach (var (name, cell) in cells) body[name] = cell;
            if (own.Length > 0) body.TryAdd("enterprise", own);
            yield return Row<RegisterEnterprise>(
                row,
                cells.GetValueOrDefault("enterprise", own),
                body,
                fault is var (column, told) ? (row, column, told) : null,
                depth,
                path => (row, headings.Called(path)));
        }
    }

    private static (Headings, IEnumerable<(int, Dictionary<string, string>, (string, string)?)>) Begin(
        IEnumerable<TableLine> lines,
        IReadOnlyList<Heading> known,
        params string[] needed)
    {
        var all = lines.GetEnumerator();
        while (all.MoveNext())
        {
            if (all.Current.Cells.All(string.IsNullOrWhiteSpace)) continue;
            var headings = Headings.Of(all.Current, known, needed);
            return (headings, Rest(all, headings));
        }
        throw new FileFaultException(1, "", "There is nothing in the file.");

        static IEnumerable<(int, Dictionary<string, string>, (string, string)?)> Rest(IEnumerator<TableLine> all, Headings headings)
        {
            using (all)
            {
                while (all.MoveNext()) yield return ((int)all.Current.Number, headings.Read(all.Current), headings.Fault(all.Current));
            }
        }
    }

    private static ImportRow Row<T>(
        int row,
        string name,
        JsonObject body,
        (int Row, string Column, string Fault)? fault,
        int depth,
        Func<string, (long, string)> cell) where T : class, ICommand
    {
        if (fault is var (line, column, told)) return new(row, name, null, Refusal.Malformed("", told), _ => (line, column));
        var refusal = Command<T>(JsonSerializer.SerializeToUtf8Bytes(body), depth, out var command);
        return new(row, name, command, refusal, cell);
    }

    private static ImportRow OfLine<T>(long number, byte[] text, string own, string called, int depth) where T : class, ICommand
    {
        var name = "";
        try
        {
            var read = JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false, MaxDepth = depth }) as JsonObject;
            if (read?[called] is JsonValue v && v.GetValueKind() == JsonValueKind.String) name = v.GetValue<string>();
            if (own.Length > 0 && read?.TryAdd("enterprise", own) == true)
            {
                text = JsonSerializer.SerializeToUtf8Bytes(read);
                if (called == "enterprise") name = own;
            }
        }
        catch (JsonException) { } // which its reader tells
        var refusal = Command<T>(text, depth, out var command);
        return new(number, name.Length > 200 ? name[..200] : name, command, refusal, path => (number, path));
    }

    private static Refusal? Command<T>(byte[] text, int depth, out ICommand? command) where T : class, ICommand
    {
        command = null;
        if (Body.Of(text, depth, out var body) is { } refusal) return refusal;
        using (body)
        {
            if (body!.Read<T>(out var read) is { } malformed) return malformed;
            command = read;
            return null;
        }
    }

    /// <summary>Lines that are not blank; a mark at the beginning of the file is taken off.</summary>
    private static IEnumerable<(long Number, byte[] Text)> Lines(Stream file)
    {
        file.Position = 0;
        var (held, buffer, number) = (new MemoryStream(), new byte[64 << 10], 1L);
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            for (var at = 0; at < read;)
            {
                var end = buffer.AsSpan(at, read - at).IndexOf((byte)'\n');
                held.Write(buffer, at, end < 0 ? read - at : end);
                if (held.Length > MostOfLine)
                {
                    throw new FileFaultException(number, "", $"has more than {MostOfLine:N0} bytes, or has no end.");
                }
                if (end < 0) break;
                if (Text(held) is { } line) yield return (number, line);
                (number, at) = (number + 1, at + end + 1);
                held.SetLength(0);
            }
        }
        if (Text(held) is { } last) yield return (number, last);

        static byte[]? Text(MemoryStream held)
        {
            var text = held.GetBuffer().AsSpan(0, (int)held.Length);
            if (text.StartsWith(Encoding.UTF8.Preamble)) text = text[3..];
            text = text.Trim(" \t\r"u8);
            return text.Length == 0 ? null : text.ToArray();
        }
    }
}
