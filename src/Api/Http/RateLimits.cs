namespace Leader.Api.Http;

/// <summary>Names of the limits; what they are is set where the host is built.</summary>
public static class RateLimits
{
    /// <summary>Requests without a token to complaints and objections, per address and minute (<c>RateLimit:PerMinute</c>).</summary>
    public const string OpenToAll = "open-to-all";

    /// <summary>The same, where those with a token are not limited.</summary>
    public const string OpenToAllWithoutToken = "open-to-all-without-token";

    /// <summary>Event streams that a node serves at a time, one from each of so many readers (<c>Feed:Streams</c>).</summary>
    public const string EventStreams = "event-streams";

    /// <summary>
    /// Answers to <c>…/why</c> that a node works on at a time: half its cores, as each takes one for seconds (<c>Why:AtATime</c>). Sixteen
    /// more wait.
    /// </summary>
    public const string Explanations = "explanations";
}
