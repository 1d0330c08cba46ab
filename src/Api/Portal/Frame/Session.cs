namespace Leader.Api.Portal.Frame;

/// <summary>Who looks at pages, once signed in: the token of the API, in a cookie that no script reads and no other site sends.</summary>
internal static class Session
{
    public const string Cookie = "leader-session";

    public static string? Token(HttpRequest request) => request.Cookies[Cookie] is { Length: > 0 } token ? token : null;
}
