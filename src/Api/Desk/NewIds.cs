namespace Leader.Api.Desk;

internal static class NewIds
{
    /// <summary>An id drawn at the edge, in order of time: <c>complaint-019a…</c>.</summary>
    public static string Of(string kind) => $"{kind}-{Guid.CreateVersion7():N}";
}
