using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Xml;

namespace Leader.Api.Http;

/// <summary>
/// Tables as a workbook of one sheet (ECMA-376): days, instants, numbers and truths as such, text as text, whatever sign it begins with.
/// The same table always gives the same bytes, as pinned addresses promise.
/// </summary>
internal static class Xlsx
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        Package = "http://schemas.openxmlformats.org/package/2006",
        Type = "application/vnd.openxmlformats-officedocument.spreadsheetml";

    /// <summary>Styles by their place in <c>cellXfs</c>.</summary>
    private const string Day = "1", Instant = "2", Head = "3";

    private const int LongestText = 32_767;
    private static readonly DateTimeOffset Made = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly (string Name, string Text)[] Frame =
    [
        ("[Content_Types].xml", $"""
            <Types xmlns="{Package}/content-types">
            <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
            <Override PartName="/xl/workbook.xml" ContentType="{Type}.sheet.main+xml"/>
            <Override PartName="/xl/worksheets/sheet1.xml" ContentType="{Type}.worksheet+xml"/>
            <Override PartName="/xl/styles.xml" ContentType="{Type}.styles+xml"/></Types>
            """),
        ("_rels/.rels", $"""
            <Relationships xmlns="{Package}/relationships">
            <Relationship Id="r1" Type="{Relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>
            """),
        ("xl/workbook.xml", $"""
            <workbook xmlns="{Main}" xmlns:r="{Relations}"><sheets><sheet name="Leader" sheetId="1" r:id="r1"/></sheets></workbook>
            """),
        ("xl/_rels/workbook.xml.rels", $"""
            <Relationships xmlns="{Package}/relationships">
            <Relationship Id="r1" Type="{Relations}/worksheet" Target="worksheets/sheet1.xml"/>
            <Relationship Id="r2" Type="{Relations}/styles" Target="styles.xml"/></Relationships>
            """),
        ("xl/styles.xml", $"""
            <styleSheet xmlns="{Main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/>
            <numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/></numFmts>
            <fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
            <fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
            <borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/>
            <xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/></cellXfs>
            </styleSheet>
            """),
    ];

    public static byte[] Write(IReadOnlyList<Column> columns, IEnumerable<JsonElement> rows)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in Frame)
            {
                using var part = new StreamWriter(Entry(zip, name));
                part.Write("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n" + text);
            }
            using var xml = XmlWriter.Create(Entry(zip, "xl/worksheets/sheet1.xml"), new() { CloseOutput = true });
            Sheet(xml, columns, rows);
        }
        return bytes.ToArray();
    }

    private static Stream Entry(ZipArchive zip, string name)
    {
        var entry = zip.CreateEntry(name);
        entry.LastWriteTime = Made;
        return entry.Open();
    }

    private static void Sheet(XmlWriter xml, IReadOnlyList<Column> columns, IEnumerable<JsonElement> rows)
    {
        xml.WriteStartElement("worksheet", Main);
        xml.WriteRaw("<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" "
            + "state=\"frozen\"/></sheetView></sheetViews>");
        xml.WriteStartElement("sheetData", Main);
        xml.WriteStartElement("row", Main);
        foreach (var column in columns) Text(xml, column.Name, Head);
        xml.WriteEndElement();
        foreach (var row in rows)
        {
            xml.WriteStartElement("row", Main);
            foreach (var column in columns) Cell(xml, column.Cells, column.Of(row));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Cell(XmlWriter xml, Cells cells, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                xml.WriteStartElement("c", Main);
                xml.WriteEndElement();
                break;
            case JsonValueKind.Number:
                Value(xml, "n", null, value.GetRawText());
                break;
            case JsonValueKind.True or JsonValueKind.False:
                Value(xml, "b", null, value.GetBoolean() ? "1" : "0");
                break;
            case JsonValueKind.String when cells == Cells.Day && Date(value) is { } day:
                Value(xml, "n", Day, day);
                break;
            case JsonValueKind.String when cells == Cells.Instant && Time(value) is { } instant:
                Value(xml, "n", Instant, instant);
                break;
            default:
                Text(xml, value.ToString(), null);
                break;
        }
    }

    /// <summary>Days since the last but one of 1899; null before 1900-03-01, which spreadsheets count otherwise.</summary>
    private static string? Serial(DateTime at) =>
        at.ToOADate() is >= 61 and var serial ? serial.ToString("R", CultureInfo.InvariantCulture) : null;

    private static string? Date(JsonElement value) => DateOnly.TryParseExact(
        value.GetString(),
        "yyyy-MM-dd",
        CultureInfo.InvariantCulture,
        DateTimeStyles.None,
        out var day) ? Serial(day.ToDateTime(default)) : null;

    private static string? Time(JsonElement value) =>
        value.TryGetDateTimeOffset(out var at) ? Serial(at.ToOffset(Domain.Beijing.Offset).DateTime) : null;

    private static void Value(XmlWriter xml, string type, string? style, string value)
    {
        xml.WriteStartElement("c", Main);
        if (style is not null) xml.WriteAttributeString("s", style);
        xml.WriteAttributeString("t", type);
        xml.WriteElementString("v", Main, value);
        xml.WriteEndElement();
    }

    private static void Text(XmlWriter xml, string text, string? style)
    {
        xml.WriteStartElement("c", Main);
        if (style is not null) xml.WriteAttributeString("s", style);
        xml.WriteAttributeString("t", "inlineStr");
        xml.WriteStartElement("is", Main);
        xml.WriteStartElement("t", Main);
        xml.WriteAttributeString("xml", "space", null, "preserve");
        xml.WriteString(Written(text));
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    /// <summary>As long as a cell takes it, without the control characters and halves of pairs that XML has no place for.</summary>
    private static string Written(string text) => string.Concat(Short(text).EnumerateRunes()
        .Where(r => r.Value is '\t' or '\n' or '\r' or (>= ' ' and not (0xFFFE or 0xFFFF))));

    private static string Short(string text) => text.Length <= LongestText ? text : Domain.Texts.Cut(text, LongestText / 2);
}
