namespace Leader.Projections.Views.Engine;

/// <summary>What is joined to the rows of a view that are counted, to find what they are counted by.</summary>
/// <param name="Sql">Behind the table of the view, which is <c>v</c>.</param>
/// <param name="Turning">Views whose rows may turn, and with them the count, while those that are counted do not.</param>
/// <param name="Words">What is told of ids: a function of the clocks.</param>
public sealed record Joined(string Sql, IReadOnlyList<View> Turning, IReadOnlyList<(string Id, string Word)>? Words = null)
{
    public static readonly Joined Nothing = new("", []);

    /// <summary>A member of the document that a row names, at the clocks of the count.</summary>
    /// <param name="member">In SQL.</param>
    /// <param name="name">What it is called in the statement.</param>
    /// <param name="on">The key of the document, in SQL.</param>
    /// <param name="stays">It never changes, and is there before the rows that name it.</param>
    public static Joined Of(View view, string member, string name, string on, bool stays = false) => new(
        $" left join (select key as whose, {member} as {name} from {ViewTables.Table(view)} where {ViewReader.KnownThen}) of_{name} "
            + $"on of_{name}.whose = {on}",
        stays ? [] : [view]);

    /// <summary>Each of the categories of a row that stands under several, as <c>one</c>.</summary>
    public static readonly Joined EachCategory = new(
        $" left join lateral unnest(string_to_array(v.category, ' ')) of_one(one) on true", []);

    /// <summary>Each item of a list in the document, as <c>item</c>.</summary>
    /// <param name="list">In SQL.</param>
    public static Joined Each(string list) => new($" cross join lateral json_array_elements({list}) of_item(item)", []);

    /// <summary>Words that ids have; one may have several.</summary>
    /// <param name="name">What they are called in the statement.</param>
    /// <param name="on">The id, in SQL.</param>
    public static Joined Told(IReadOnlyList<(string Id, string Word)> words, string name, string on) => new(
        $" left join unnest($3::text[], $4::text[]) of_{name}(whose, {name}) on of_{name}.whose = {on}", [], words);

    /// <summary>One behind the other; words are told once.</summary>
    public Joined And(Joined other) => new(Sql + other.Sql, [.. Turning, .. other.Turning], Words ?? other.Words);
}
