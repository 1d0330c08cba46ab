using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CsvHelper;
using Leader.Api.Imports;

namespace Leader.Api.Portal.Forms;

/// <summary>
/// Declarations of an enterprise as a table, as imports read it: small enough to be looked at on a page, and sent back by it.
/// </summary>
internal static class UploadedTable
{
    public const int MostLines = 5000;

    /// <summary>Columns of the template: whose they are, is known by who is signed in.</summary>
    public static readonly (string Name, string Zh)[] Columns =
        [.. Headings.OfDeclarations.Where(h => h.Name is not ("enterprise" or "replaces")).Select(h => (h.Name, h.Zh[0]))];

    public static readonly string[] Example =
    [
        "Q/ABC 001-2026", "家用空气净化器", "air-purifier", "AP-1;AP-2", "GB/T 18801-2022", "no", "cadr", "洁净空气量", "performance", "",
        "atLeast", "600", "", "m³/h", "GB/T 18801-2022", "4.1",
    ];

    /// <summary>The lines of a file, each by the names of its columns; or what is wrong with it, and where.</summary>
    public static async Task<(List<Dictionary<string, string>> Lines, FileFaultException? Wrong)> ReadAsync(Stream file, string name)
    {
        try
        {
            var workbook = name.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase);
            if (!workbook) await TableFile.CheckTextAsync(file, CancellationToken.None);
            var (lines, headings) = (new List<Dictionary<string, string>>(), (Headings?)null);
            foreach (var line in TableFile.Read(file, workbook))
            {
                if (headings is null)
                {
                    headings = Headings.Of(line, Headings.OfDeclarations, "number", "value");
                    continue;
                }
                if (headings.Fault(line) is var (column, fault)) return ([], new(line.Number, column, fault));
                if (lines.Count == MostLines) return ([], new(line.Number, "", $"is more than {MostLines} lines; larger files are imported."));
                lines.Add(headings.Read(line));
            }
            return lines.Count > 0 ? (lines, null) : ([], new(1, "", "There is nothing in the file but, perhaps, headings."));
        }
        catch (FileFaultException e) { return ([], e); }
    }

    public static string Write(IEnumerable<IReadOnlyDictionary<string, string>> rows)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = new CsvWriter(text, CultureInfo.InvariantCulture))
        {
            foreach (var (name, zh) in Columns) csv.WriteField($"{zh} {name}");
            csv.NextRecord();
            foreach (var row in rows)
            {
                foreach (var (name, _) in Columns) csv.WriteField(row.GetValueOrDefault(name, ""));
                csv.NextRecord();
            }
        }
        return text.ToString();
    }

    /// <summary>SHA-256 of the lines, lower-case hex: the same file, the same requests.</summary>
    public static string Digest(string rows) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rows)));

    public static IEnumerable<UploadedDeclaration> Declarations(IReadOnlyList<Dictionary<string, string>> rows, string enterprise) =>
        DeclarationTable.Read(rows.Select((cells, i) => (i + 2, cells, ((string, string)?)null)), enterprise);
}
