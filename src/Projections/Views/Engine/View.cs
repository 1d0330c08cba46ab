using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Rules;
using Leader.Projections.Log;

namespace Leader.Projections.Views.Engine;

/// <summary>A read model: for each key a pure fold of facts into a timeline. Written once, run live, in rebuilds and in replays.</summary>
public abstract class View
{
    /// <summary>Plural, as in the address; the table is <c>view_{name}</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// The version of all folds together (<see cref="LeaderViews.Version"/>) with which what this one makes of facts has last changed: the
    /// next number, with every change. It alone is rebuilt then. See tests/Api.Tests/Contract.
    /// </summary>
    public virtual int Version => 15;

    /// <summary>
    /// What a list of it can be asked for, in the words of the address: the tags that its rows carry, but for the status.
    /// </summary>
    public abstract IReadOnlyList<string> Filters { get; }

    /// <summary>
    /// It finds what documents of other views are about, and is no document of its own: it has no address, and what changes in it is told
    /// where it comes from.
    /// </summary>
    public virtual bool IsIndex => false;

    /// <summary>The member of its documents by whose every two neighbouring characters rows are found; none, if it is null.</summary>
    public virtual string? Grams => null;

    /// <summary>A row stands under several categories: its tag holds all of them, with blanks between.</summary>
    public virtual bool HasSeveralCategories => false;

    /// <summary>The words of its rows' status; none where they have no status.</summary>
    public virtual IReadOnlyList<string> Statuses => [];

    /// <summary>What it can be asked for beyond that.</summary>
    public virtual IReadOnlyList<Field> Fields => [];

    /// <summary>The keys whose timelines the fact may change; empty for facts of no concern.</summary>
    public abstract IEnumerable<string> KeysOf(Fact fact);

    /// <summary>The type of its documents.</summary>
    public abstract Type Document { get; }

    /// <summary>The type of what everybody may see of them.</summary>
    public virtual Type PublicDocument => Document;

    /// <summary>What is known of a key, ready to be folded on.</summary>
    /// <param name="rows">As known until now, in order of their days.</param>
    internal abstract KeyFold Open(string key, IReadOnlyList<HeldRow> rows);

    /// <summary>Of a document as its row holds it, what the reader may see. Whatever leaves the register goes through here.</summary>
    public abstract byte[] Shown(byte[] document, Reader reader);
}

public abstract class View<T> : View where T : class
{
    public sealed override Type Document => typeof(T);
    protected internal abstract Timeline<T> Apply(string key, Timeline<T> t, Recorded fact);
    protected internal abstract RowTags Tags(T doc);

    /// <summary>What the reader may see of a document, by <see cref="Seals"/>; null where that is always all of it.</summary>
    protected internal virtual Func<T, Reader, object>? For => null;

    public sealed override byte[] Shown(byte[] document, Reader reader) =>
        For is { } shown
            ? JsonSerializer.SerializeToUtf8Bytes(shown(JsonSerializer.Deserialize<T>(document, LeaderJson.Http)!, reader), LeaderJson.Http)
            : document;

    internal sealed override KeyFold Open(string key, IReadOnlyList<HeldRow> rows) => new KeyFold<T>(this, key, rows);
}
