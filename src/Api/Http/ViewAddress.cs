using System.Text.Json;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Http;

/// <summary>Rows of a view that an address answers from.</summary>
public sealed record Source(View View, Filter Filter);

/// <summary>All that an address rests on.</summary>
/// <param name="Days">Days on which the answer may change by itself, without a row beginning or ending.</param>
public sealed record Sources(IReadOnlyList<Source> Rows, IReadOnlyList<DateOnly> Days)
{
    public Sources(params Source[] rows) : this(rows, []) { }
}

/// <summary>What an address says at two clocks: a document, a page of a list, or why not.</summary>
/// <param name="Erasable">It holds what an act may erase, so no cache may take it for final, pinned or not.</param>
public readonly record struct ViewAnswer(byte[]? Document = null, Page? Page = null, IResult? Problem = null, bool Erasable = false)
{
    public static ViewAnswer Of<T>(T document) => new(JsonSerializer.SerializeToUtf8Bytes(document, LeaderJson.Http));
}

/// <summary>A request to a view.</summary>
public readonly record struct Asked(HttpContext Context, ViewReader Views)
{
    public CancellationToken Aborted => Context.RequestAborted;
    public ValueTask<Domain.Rules.Reader> ReaderAsync() => Context.ReaderAsync();
}

/// <summary>An address of a view: the same answer now, at any two clocks, as a memento, and the times at which it changed.</summary>
/// <param name="Costly">Its time map lists every instant at which a row that it rests on changed, without asking whether that
/// showed.</param>
public sealed record ViewAddress(Func<Asked, Clocks, Task<ViewAnswer>> Answer, Func<Asked, Task<Sources>> Sources, bool Costly = false);
