
namespace Leader.Projections.Log;

/// <summary>Marten's own tables: the one place that names them. What Marten 9 calls them is not part of its promises.</summary>
public static class MartenTables
{
    /// <summary>The log, a row a fact: <c>seq_id</c> is its position, <c>version</c> its place in its stream, from 1.</summary>
    public const string Events = $"{LeaderStore.Schema}.mt_events";

    /// <summary>The streams with the version that each is at.</summary>
    public const string Streams = $"{LeaderStore.Schema}.mt_streams";

    /// <summary>How far each projection has come (<c>name</c>, <c>last_seq_id</c>).</summary>
    public const string Progression = $"{LeaderStore.Schema}.mt_event_progression";

    /// <summary>The name under which the progress of the views stands in <see cref="Progression"/>.</summary>
    public const string ViewProgress = "Views:All";

    /// <summary>
    /// Column of <see cref="Events"/>: the .NET class that a fact was written by. Marten asks for it; nothing here reads it.
    /// </summary>
    public const string Class = "mt_dotnet_type";

    /// <summary>The stream of what Marten writes where numbers were drawn for an append that then failed.</summary>
    public const string TombstoneStream = "mt_tombstone";

    /// <summary>Where positions come from.</summary>
    public const string EventsSequence = $"{LeaderStore.Schema}.mt_events_sequence";
}
