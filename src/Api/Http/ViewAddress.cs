using System.Text.Json;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Http;

/// <summary>What an address says at two clocks: a document, a page of a list, or why not.</summary>
/// <param name="Erasable">It holds what an act may erase, so no cache may take it for final, pinned or not.</param>
public readonly record struct ViewAnswer(byte[]? Document = null, Page? Page = null, IResult? Problem = null, bool Erasable = false)
{
    public static ViewAnswer Of<T>(T document) => new(JsonSerializer.SerializeToUtf8Bytes(document, LeaderJson.Http));
}

/// <summary>
/// An address of a view: the same answer now, at any two clocks, as a memento, and the times at which it changed. All of that comes from
/// the one function: what it reads of the <see cref="Asked"/> is what its time map rests on.
/// </summary>
/// <param name="Costly">Its time map lists every instant at which a row that it rests on changed, without asking whether that
/// showed.</param>
public sealed record ViewAddress(Func<Asked, Task<ViewAnswer>> Answer, bool Costly = false);

/// <summary>A request to a view at two clocks, and all that may be read to answer it.</summary>
/// <param name="rests">Where given, keeps what is read.</param>
public sealed class Asked(HttpContext context, ViewReader views, Clocks clocks, Sources? rests = null)
{
    public HttpContext Context => context;
    public Clocks Clocks => clocks;
    public string Id => context.Id();

    /// <summary>Asked for now, and for no other day or state: what the register keeps beside its log may be told too.</summary>
    public bool IsOfNow => rests is null && clocks is { Pinned: false, Memento: null } && context.Request is var request
        && !request.Headers.ContainsKey("Accept-Datetime") && !ViewRoutes.Clocks.Any(request.Query.ContainsKey);

    public CancellationToken Aborted => context.RequestAborted;
    public ValueTask<Reader> ReaderAsync() => context.ReaderAsync();

    /// <summary>As much of a document as the reader may see; who that is, is looked at where it is not all of it for everybody.</summary>
    public async ValueTask<byte[]> ShownAsync(View view, byte[] document)
    {
        var open = view.Shown(document, Reader.Anyone);
        return open.AsSpan().SequenceEqual(document) ? open : view.Shown(document, await ReaderAsync());
    }

    /// <param name="all">The document with nothing kept back.</param>
    /// <param name="shown">What a reader sees of it.</param>
    public async Task<ViewAnswer> ShownAsync<T>(T all, Func<Reader, Task<T>> shown)
    {
        var open = ViewAnswer.Of(await shown(Reader.Anyone));
        return open.Document.AsSpan().SequenceEqual(ViewAnswer.Of(all).Document)
            ? open
            : ViewAnswer.Of(await shown(await ReaderAsync()));
    }

    public Task<byte[]?> BytesAsync(View view, string key)
    {
        RestsOn(view, new(Key: key));
        return views.GetAsync(view, key, clocks, Aborted);
    }

    public Task<T?> GetAsync<T>(View<T> view, string key) where T : class
    {
        RestsOn(view, new(Key: key));
        return views.GetAsync(view, key, clocks, Aborted);
    }

    /// <summary>A document as it is in force on another day, known at the clock of the answer.</summary>
    public Task<T?> GetAsync<T>(View<T> view, string key, DateOnly on) where T : class
    {
        RestsOn(view, new(Key: key));
        return views.GetAsync(view, key, clocks with { AsOf = on }, Aborted);
    }

    /// <summary>Several documents by one statement, by what they are keyed by; what there is none of is left out.</summary>
    public async Task<IReadOnlyDictionary<string, T>> ManyAsync<T>(View<T> view, IEnumerable<string> keys, Func<T, string> key)
        where T : class
    {
        var wanted = keys.ToHashSet(StringComparer.Ordinal);
        foreach (var one in wanted) RestsOn(view, new(Key: one));
        return wanted.Count == 0 ? new Dictionary<string, T>()
            : (await views.GetManyAsync(view, wanted, clocks, Aborted)).ToDictionary(key, StringComparer.Ordinal);
    }

    /// <summary>One member of a document, as text.</summary>
    public Task<string?> MemberAsync(View view, string key, string member)
    {
        RestsOn(view, new(Key: key));
        return views.MemberAsync(view, key, member, clocks, Aborted);
    }

    public Task<Page> ListAsync(View view, Filter filter, string? after, int limit, bool countAll, Order? order)
    {
        RestsOn(view, filter);
        return views.ListAsync(view, filter, clocks, after, limit, Aborted, countAll, order);
    }

    /// <param name="among">Those of which it is at any time, where that is known: the same for every answer.</param>
    public Task<List<T>> AllAsync<T>(View<T> view, Filter filter, Filter? among = null) where T : class
    {
        RestsOn(view, among ?? filter);
        return views.AllAsync(view, filter, clocks, Aborted);
    }

    /// <summary>Counts rows; <paramref name="what"/> and <paramref name="and"/> in SQL.</summary>
    /// <param name="on">Another day than that of the answer, known at its clock.</param>
    public Task<long> CountAsync(View view, string what, string and, Joined? with = null, DateOnly? on = null)
    {
        RestsOnAll(view, with);
        return views.CountAsync(view, what, and, On(on), Aborted, with);
    }

    /// <summary>Counts rows by parts of them; see <see cref="ViewReader.CountByAsync"/>.</summary>
    /// <param name="on">Another day than that of the answer, known at its clock.</param>
    public Task<IReadOnlyList<(string Part, long Count)>> CountByAsync(
        View view,
        string what,
        string and,
        string by,
        Joined? with = null,
        DateOnly? on = null)
    {
        RestsOnAll(view, with);
        return views.CountByAsync(view, what, and, by, On(on), Aborted, with);
    }

    /// <summary>Counts rows known at the clock of the answer, whatever days they are in force.</summary>
    public Task<IReadOnlyList<(string Part, long Count)>> BeganAsync(View view, string what, string and, string by)
    {
        RestsOnAll(view, null);
        return views.CountByAsync(view, what, and, by, clocks, Aborted, anyDay: true);
    }

    /// <summary>What is counted, one by one; see <see cref="ViewReader.CountedAsync"/>.</summary>
    public Task<List<(string Id, string? Enterprise)>> CountedAsync(
        View view,
        string id,
        string and,
        string? by,
        string part,
        Joined? with,
        string after,
        int limit)
    {
        RestsOnAll(view, with);
        return views.CountedAsync(view, id, and, by, part, clocks, with, after, limit, Aborted);
    }

    private Clocks On(DateOnly? day) => day is { } on ? clocks with { AsOf = on } : clocks;

    private void RestsOnAll(View view, Joined? with)
    {
        RestsOn(view, new Filter());
        foreach (var other in with?.Turning ?? []) RestsOn(other, new Filter());
    }

    /// <summary>What is made of some views, and nothing else; see <see cref="ViewReader.KeptAsync"/>.</summary>
    public Task<T> KeptAsync<T>(string what, IReadOnlyList<View> of, Func<Task<T>> make) where T : class
    {
        foreach (var view in of) RestsOn(view, new Filter());
        return views.KeptAsync(what, of, clocks, make, Aborted);
    }

    /// <summary>On these days the answer may change by itself, without a row beginning or ending.</summary>
    public void MayChangeOn(IEnumerable<DateOnly> days) => rests?.Add(days);

    private void RestsOn(View view, Filter filter) => rests?.Add(view, filter);
}

/// <summary>Rows of a view that an answer was made from.</summary>
public sealed record Source(View View, Filter Filter);

/// <summary>All that the answers of an address were found to rest on.</summary>
public sealed class Sources
{
    private readonly Dictionary<string, Source> _rows = new(StringComparer.Ordinal);
    private readonly HashSet<DateOnly> _days = [];

    public IReadOnlyCollection<Source> Rows => _rows.Values;
    public IReadOnlyCollection<DateOnly> Days => _days;
    public int Count => _rows.Count + _days.Count;

    public void Add(View view, Filter filter) => _rows.TryAdd($"{view.Name} {JsonSerializer.Serialize(filter)}", new(view, filter));
    public void Add(IEnumerable<DateOnly> days) => _days.UnionWith(days);
}
