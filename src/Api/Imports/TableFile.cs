using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using CsvHelper;
using CsvHelper.Configuration;
using MiniExcelLibs;

namespace Leader.Api.Imports;

/// <param name="Number">Of the line in the file that it begins in, from 1; in a workbook its row.</param>
/// <param name="Formulas">Letters of the cells that hold a formula.</param>
internal sealed record TableLine(long Number, IReadOnlyList<string> Cells, IReadOnlyList<string> Formulas);

/// <summary>
/// The lines of a table, CSV (UTF-8; commas, semicolons or tabs) or the first sheet of a workbook, as they stand there: read one after the
/// other, and no line larger than may be.
/// </summary>
internal static class TableFile
{
    /// <summary>Characters of a line, and of a cell.</summary>
    private const int MostOfLine = 1 << 20, MostOfCell = 1 << 16;

    /// <summary>What a workbook may come to once it is unpacked, in bytes; and the rows and columns that a sheet has.</summary>
    private const long MostUnpacked = 512L << 20;
    private const int MostRows = 1_048_576, MostFormulas = 10_000;

    /// <exception cref="FileFaultException"/>
    public static IEnumerable<TableLine> Read(Stream file, bool workbook) => workbook ? Workbook(file) : Csv(file);

    /// <summary>The text is UTF-8: the first line where it is not.</summary>
    /// <exception cref="FileFaultException"/>
    public static async Task CheckTextAsync(Stream file, CancellationToken ct)
    {
        var (decoder, line) = (new UTF8Encoding(false, true).GetDecoder(), 1L);
        var (bytes, letters) = (new byte[64 << 10], new char[(64 << 10) + 1]);
        file.Position = 0;
        for (int read; (read = await file.ReadAsync(bytes, ct)) > 0;)
        {
            try { decoder.GetChars(bytes, 0, read, letters, 0, flush: file.Position == file.Length); }
            catch (DecoderFallbackException e)
            {
                throw new FileFaultException(
                    line + bytes.AsSpan(0, Math.Clamp(e.Index, 0, read)).Count((byte)'\n'),
                    "",
                    "is not text in UTF-8. Save the table as 'CSV UTF-8', or as a workbook (xlsx).");
            }
            if (bytes.AsSpan(0, read).Contains((byte)0))
            {
                throw new FileFaultException(
                    line + bytes.AsSpan(0, bytes.AsSpan(0, read).IndexOf((byte)0)).Count((byte)'\n'),
                    "",
                    "holds the character U+0000: it is no text in UTF-8.");
            }
            line += bytes.AsSpan(0, read).Count((byte)'\n');
        }
        file.Position = 0;
    }

    private static IEnumerable<TableLine> Csv(Stream file)
    {
        using var text = new Measured(new StreamReader(file, new UTF8Encoding(false, true), true, 1 << 16, leaveOpen: true));
        var separator = text.Separator();
        using var csv = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator,
            MaxFieldSize = MostOfCell,
            ProcessFieldBufferSize = MostOfCell,
        });
        while (true)
        {
            var number = csv.RawRow + 1L;
            try
            {
                if (!csv.Read()) break;
            }
            catch (MaxFieldSizeException)
            {
                throw new FileFaultException(number, "", $"has a cell of more than {MostOfCell:N0} characters; perhaps a \" is not closed.");
            }
            catch (Exception e) when (e is BadDataException or ReaderException or DecoderFallbackException)
            {
                throw new FileFaultException(number, "", "cannot be read as CSV: perhaps a \" stands where none may.");
            }
            text.Begin(csv.RawRow);
            string[] cells;
            try { cells = csv.Record!; }
            catch (BadDataException)
            {
                throw new FileFaultException(number, "", "cannot be read as CSV: perhaps a \" stands where none may.");
            }
            yield return new(csv.RawRow - Ends(csv.RawRecord.AsSpan().TrimEnd("\r\n")), cells, []);
        }

        static int Ends(ReadOnlySpan<char> text) => text.Count('\n') + text.Count('\r') - text.Count("\r\n");
    }

    /// <summary>Letters of a line are counted as they are read, so that no line is larger than may be.</summary>
    private sealed class Measured(TextReader of) : TextReader
    {
        private readonly char[] _first = new char[1 << 14];
        private int _held, _at;
        private long _read, _line = 1;

        /// <summary>The one that stands most often in the first line.</summary>
        public string Separator()
        {
            _held = of.ReadBlock(_first, 0, _first.Length);
            var head = new string(_first, 0, _held).Split('\r', '\n').FirstOrDefault(l => l.Length > 0) ?? "";
            return new[] { ",", ";", "\t" }.MaxBy(s => head.Count(c => c == s[0]))!;
        }

        /// <param name="line">The last one that was read.</param>
        public void Begin(long line) => (_read, _line) = (0, line + 1);

        public override int Read(char[] buffer, int index, int count)
        {
            if (_read > MostOfLine + _first.Length) // so much may be read before a line is begun
            {
                throw new FileFaultException(_line, "", $"has more than {MostOfLine:N0} characters, or has no end.");
            }
            int read;
            if (_at < _held)
            {
                read = Math.Min(count, _held - _at);
                _first.AsSpan(_at, read).CopyTo(buffer.AsSpan(index));
                _at += read;
            }
            else
            {
                read = of.Read(buffer, index, count);
            }
            _read += read;
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            of.Dispose();
            base.Dispose(disposing);
        }
    }

    private static IEnumerable<TableLine> Workbook(Stream file)
    {
        var formulas = Formulas(file);
        file.Position = 0;
        IEnumerator<object> rows;
        try { rows = ((IEnumerable<object>)file.Query(useHeaderRow: false, excelType: ExcelType.XLSX)).GetEnumerator(); }
        catch (Exception e) when (IsBroken(e)) { throw Broken(1); }
        using (rows)
        {
            for (var number = 1L; ; number++)
            {
                IDictionary<string, object?> row;
                try
                {
                    if (!rows.MoveNext()) break;
                    row = (IDictionary<string, object?>)rows.Current;
                }
                catch (Exception e) when (IsBroken(e)) { throw Broken(number); }
                yield return new(
                    number,
                    [.. row.Values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)?.Trim() ?? "")],
                    formulas.GetValueOrDefault(number, []));
            }
        }

        static FileFaultException Broken(long number) => new(number, "", "cannot be read: the file is no workbook (xlsx), or is damaged.");

        static bool IsBroken(Exception e) => e is InvalidDataException or IOException or XmlException or FormatException
            or ArgumentException or InvalidOperationException or KeyNotFoundException or NullReferenceException or NotSupportedException
            or IndexOutOfRangeException or OverflowException or InvalidCastException;
    }

    /// <summary>
    /// Looks through the whole workbook before it is read: how large it is once it is unpacked, and where its first sheet has formulas.
    /// </summary>
    private static Dictionary<long, List<string>> Formulas(Stream file)
    {
        file.Position = 0;
        var (found, left) = (new Dictionary<long, List<string>>(), MostUnpacked);
        try
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            var sheet = FirstSheet(zip);
            foreach (var part in zip.Entries)
            {
                using var bytes = new Unpacked(part.Open(), left);
                if (part.FullName == sheet) Sheet(bytes, found);
                bytes.CopyTo(Stream.Null);
                left -= bytes.Position;
            }
            if (zip.GetEntry(sheet) is null) throw new InvalidDataException();
        }
        catch (Exception e) when (e is InvalidDataException or XmlException)
        {
            throw new FileFaultException(1, "", "cannot be read: the file is no workbook (xlsx), or is damaged.");
        }
        return found;
    }

    /// <summary>The part that has the sheet which stands first.</summary>
    private static string FirstSheet(ZipArchive zip)
    {
        const string relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        var id = Find("xl/workbook.xml", xml => xml.LocalName == "sheet" ? xml.GetAttribute("id", relations) : null);
        var target = Find(
            "xl/_rels/workbook.xml.rels",
            xml => xml.LocalName == "Relationship" && xml.GetAttribute("Id") == id ? xml.GetAttribute("Target") : null);
        return target.StartsWith('/') ? target[1..] : "xl/" + target;

        string Find(string part, Func<XmlReader, string?> of)
        {
            if (zip.GetEntry(part) is not { } entry) throw new InvalidDataException();
            using var bytes = new Unpacked(entry.Open(), MostOfLine);
            using var xml = Xml(bytes);
            while (xml.Read())
            {
                if (xml.NodeType == XmlNodeType.Element && of(xml) is { } found) return found;
            }
            throw new InvalidDataException();
        }
    }

    private static XmlReader Xml(Stream bytes) => XmlReader.Create(bytes, new() { DtdProcessing = DtdProcessing.Prohibit });

    private static void Sheet(Stream bytes, Dictionary<long, List<string>> found)
    {
        using var xml = Xml(bytes);
        var (row, cell) = (0L, "");
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element) continue;
            switch (xml.LocalName)
            {
                case "row":
                    row = long.TryParse(xml.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var r) ? r : row + 1;
                    if (row is < 1 or > MostRows) throw new FileFaultException(row, "", $"is none of a sheet, which has {MostRows:N0} rows.");
                    break;
                case "c":
                    cell = xml.GetAttribute("r") is { } at ? new([.. at.TakeWhile(char.IsAsciiLetter)]) : "";
                    if (cell.Length > 3) throw new FileFaultException(row, cell, "is no column of a sheet.");
                    break;
                case "f":
                    if (!found.TryGetValue(row, out var cells)) found[row] = cells = [];
                    cells.Add(cell);
                    if (found.Count > MostFormulas)
                    {
                        throw new FileFaultException(row, cell, "holds a formula, as many before it do. Paste the table as values.");
                    }
                    break;
            }
        }
    }

    /// <summary>Ends where more comes out of it than may.</summary>
    private sealed class Unpacked(Stream of, long most) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = of.Read(buffer, offset, count);
            return (Position += read) <= most ? read : throw new FileFaultException(
                1,
                "",
                $"cannot be read: the workbook comes to more than {MostUnpacked >> 20} MiB once it is unpacked.");
        }

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            of.Dispose();
            base.Dispose(disposing);
        }
    }
}
