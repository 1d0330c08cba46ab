namespace Leader.Api.Watches;

// What owners of watch lists ask. None is a command of the domain: it leaves no fact.

/// <summary>
/// A user of results watches titles, enterprises, categories, or the titles that its own uses rest on, and is told what happens to them:
/// by its feed, and at an address where one is given. The answer tells the secret of the address once. Refuses: actor-not-registered,
/// too-many-watches.
/// </summary>
/// <param name="Titles">At most 1,000.</param>
/// <param name="Enterprises">Credit codes or LEIs, at most 5,000; the register need not know them yet.</param>
/// <param name="Categories">At most 200: all titles in them, those to come too.</param>
/// <param name="Uses">Whatever the open uses of results rest on, those to come too.</param>
/// <param name="Address">Where messages are sent (Standard Webhooks): https, in the public internet.</param>
public sealed record KeepWatch(
    string Name,
    IReadOnlyList<string>? Titles = null,
    IReadOnlyList<string>? Enterprises = null,
    IReadOnlyList<string>? Categories = null,
    bool Uses = false,
    string? Address = null);

/// <summary>
/// The watch list from now on: what is left out is watched no more. Another address gets another secret, told once; without an address
/// nothing is sent, and what waits to be sent is not.
/// </summary>
/// <param name="Titles">At most 1,000.</param>
/// <param name="Enterprises">Credit codes or LEIs, at most 5,000.</param>
/// <param name="Categories">At most 200.</param>
/// <param name="Uses">Whatever the open uses of results rest on.</param>
/// <param name="Address">Where messages are sent: https, in the public internet.</param>
public sealed record ChangeWatch(
    string Name,
    IReadOnlyList<string>? Titles = null,
    IReadOnlyList<string>? Enterprises = null,
    IReadOnlyList<string>? Categories = null,
    bool Uses = false,
    string? Address = null);

/// <summary>Ends the watch: it is deleted, with its address, its secrets and all that it was told.</summary>
public sealed record EndWatch;

/// <summary>A new secret, told once. Until the one before it ends, each message has a signature by both. Refuses: no-address.</summary>
public sealed record RenewWatchSecret;

/// <summary>Deliveries that were paused go on, with all that was told meanwhile. Refuses: no-address.</summary>
public sealed record ResumeWatch;

/// <summary>
/// Messages are sent again, each under the id that it had: those named, or all that were given up. Refuses: no-address, unknown-message.
/// </summary>
/// <param name="Messages">Their ids, as <c>webhook-id</c> tells them; if left out, all that were given up.</param>
public sealed record ReplayDeliveries(IReadOnlyList<string>? Messages = null);

/// <summary>How a watch fares.</summary>
public enum WatchStatus
{
    /// <summary>No address: its feed is read.</summary>
    FeedOnly,
    Delivering,

    /// <summary>The last attempt failed; what waits is tried again.</summary>
    Failing,

    /// <summary>Nothing is sent until it is resumed.</summary>
    Paused,
}

/// <summary>A watch list, as its owner sees it; nobody else does.</summary>
/// <param name="Position">It is told of what stands behind this position of the log.</param>
/// <param name="StatusReason">Why nothing is sent.</param>
/// <param name="FailingSince">Of a receiver that fails: since when nothing has arrived.</param>
/// <param name="DeliveredAt">When the last message arrived.</param>
/// <param name="Waiting">Messages that are to be sent.</param>
/// <param name="GivenUp">Messages that could not be delivered in time: they stay in the feed, and are sent again when asked.</param>
public sealed record WatchDoc(
    string Watch,
    string Name,
    IReadOnlyList<string> Titles,
    IReadOnlyList<string> Enterprises,
    IReadOnlyList<string> Categories,
    bool Uses,
    string? Address,
    WatchStatus Status,
    string? StatusReason,
    long Position,
    DateTimeOffset MadeAt,
    DateTimeOffset? FailingSince,
    DateTimeOffset? DeliveredAt,
    long Waiting,
    long GivenUp);

public sealed record WatchesDoc(IReadOnlyList<WatchDoc> Items);

/// <summary>An item of the feed of a watch.</summary>
/// <param name="Id">The place in this feed: ask behind it.</param>
/// <param name="Message">The same as <c>webhook-id</c>: who reads the feed and is sent messages knows each again.</param>
public sealed record WatchItem(long Id, string Message, WatchMessage Event);

/// <param name="After">The last id: ask behind it.</param>
/// <param name="Next">Null at the end.</param>
public sealed record WatchFeedDoc(IReadOnlyList<WatchItem> Items, long After, string? Next);

public enum DeliveryState
{
    Pending,
    Delivered,

    /// <summary>Given up; sent again when asked.</summary>
    Dead,
}

/// <summary>What became of a message.</summary>
/// <param name="Message">Its id: the header <c>webhook-id</c>.</param>
/// <param name="DueAt">When it is tried next.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Answered">The status of the last answer; null where there was none.</param>
/// <param name="Said">The beginning of the last answer, or why there was none.</param>
public sealed record DeliveryDoc(
    long Id,
    string Message,
    WatchedKind Type,
    DeliveryState State,
    DateTimeOffset ToldAt,
    int Attempts,
    DateTimeOffset? TriedAt,
    DateTimeOffset? DueAt,
    DateTimeOffset? DeliveredAt,
    int? Answered,
    string? Said);

public sealed record DeliveriesDoc(IReadOnlyList<DeliveryDoc> Items, long After, string? Next);
