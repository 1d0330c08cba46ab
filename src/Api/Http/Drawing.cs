using System.Globalization;
using System.Net;
using System.Text;
using Leader.Domain;
using QRCoder;

namespace Leader.Api.Http;

/// <summary>What the images of certificates are drawn with.</summary>
internal static class Drawing
{
    public const string Spaces = """xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" """;
    public const string Fonts = "'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif";

    public static string Small(int y, int size, string text) =>
        $"""<text x="40" y="{y}" font-size="{size}" fill="#6b7280">{text}</text>""";

    public static string Line(int y, string label, string value) =>
        Small(y, 15, E(label)) + $"""<text x="190" y="{y}" font-size="17" fill="#111827">{E(Texts.Cut(value, 40))}</text>""";

    /// <summary>The modules as one path, in a box of their own.</summary>
    public static string Qr(QRCodeData code)
    {
        var path = new StringBuilder();
        var size = code.ModuleMatrix.Count;
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                if (code.ModuleMatrix[y][x]) path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
            }
        }
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""<svg viewBox="0 0 {size} {size}" shape-rendering="crispEdges"><rect width="{size}" height="{size}" fill="#fff"/>"""
                + $"""<path d="{path}"/></svg>""");
    }

    public static string E(string text) => WebUtility.HtmlEncode(text);
}
