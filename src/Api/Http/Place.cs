using System.Globalization;

namespace Leader.Api.Http;

/// <summary>A place in the log, as a reader names it.</summary>
/// <param name="Mark">Of the log there; null where only the position is given.</param>
internal readonly record struct Place(long Position, string? Mark)
{
    public override string ToString() =>
        Mark is null ? Position.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Position}.{Mark}");

    /// <summary>A position, as the id of an event, or a cursor: with the mark behind it, in any case. Null where it is neither.</summary>
    public static Place? Of(string? text)
    {
        var parts = text?.Split('.', 2);
        return parts is not null && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? new(position, parts.Length > 1 ? parts[1].ToLowerInvariant() : null)
            : null;
    }
}
