namespace Leader.Api.Imports;

/// <summary>The file cannot be read on from here.</summary>
/// <param name="line">From 1; in a workbook the row of the sheet.</param>
/// <param name="column">Its heading, or its letter; empty where it is the whole line.</param>
/// <param name="fault">What is wrong with it, as a message about the place.</param>
public sealed class FileFaultException(long line, string column, string fault) : Exception(Told(line, column, fault))
{
    public string At { get; } = Place(line, column);
    public string Fault { get; } = fault;

    private static string Told(long line, string column, string fault) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"line {line}{(column.Length == 0 ? "" : $", {column}")}: {fault}");

    private static string Place(long line, string column) => column.Length == 0
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {line}")
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {line}, {column}");
}
