using System.Text.Json.Serialization;
using Leader.Domain;
using Leader.Domain.Process.Adoptions;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

/// <summary>A use ends by its user, or because benefits are barred; that its title ended is another thing, and shown beside it.</summary>
public enum UseStatus { Open, Ended }

/// <summary>
/// D18: a use of results, clause 五(一). It says that a title was accepted, and never more than “under equal conditions” (R81).
/// </summary>
public sealed record UseDoc
{
    public required string Adoption { get; init; }
    public required string Kind { get; init; }
    public required string User { get; init; }
    public required string Enterprise { get; init; }
    public required string Title { get; init; }
    public string? Category { get; init; }

    /// <summary>What is used, in the words of its user.</summary>
    public required string Scope { get; init; }

    /// <summary>The products that the use rests on, among those of the title; empty where it rests on the title as a whole.</summary>
    public required IReadOnlyList<string> Products { get; init; }

    /// <summary>The same by their ids, as <c>/v1/products</c> has them; left out where they were not told so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>Of an award; left out where it was not told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AwardLevel? Level { get; init; }

    public required DateOnly From { get; init; }
    public DateOnly? EndedOn { get; init; }
    public string? EndReason { get; init; }

    /// <summary>
    /// First day without the title that the use rests on, however it ended (Q62); null while it is held, and once the use has ended.
    /// </summary>
    public DateOnly? TitleEndedOn { get; init; }

    /// <summary>What the title is then: expired, superseded, lapsed, withdrawn, annulled or revoked.</summary>
    public string? TitleEnd { get; init; }
    public required UseStatus Status { get; init; }
}

/// <summary>
/// Finds uses of results by their ids, users and titles, keyed by use. What they are is told by the files of the enterprises, which know
/// what became of the titles.
/// </summary>
public sealed class UseView : View<UseDoc>
{
    public override string Name => "uses";
    public override bool IsIndex => true;
    public override IReadOnlyList<string> Filters => ["enterprise", "category"];
    public override IReadOnlyList<string> Statuses => Words.All<UseStatus>();

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Word<AdoptionKind>("kind", "What results are used for."),
        Field.Member("user", "Users of results.", FieldKind.Key) with { Of = "organisations" },
        Field.Member("title", "Titles that are used.", FieldKind.Key) with { Of = "titles" },
        Field.Keys("product", "Products that are used, by their ids.", "products", "models"),
        Field.Word<AwardLevel>("level", "Of awards."),
        Field.Member("from", "The first day of the use.", FieldKind.Day),
        Field.Member("endedOn", "The day on which the use ended.", FieldKind.Day),
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact switch
    {
        AdoptionRecorded e => [e.Adoption],
        AdoptionEnded e => [e.Adoption],
        _ => [],
    };

    protected internal override Timeline<UseDoc> Apply(string key, Timeline<UseDoc> t, Recorded fact) => fact.Fact switch
    {
        AdoptionRecorded e => t.From(e.On, new UseDoc
        {
            Adoption = e.Adoption,
            Kind = Words.Answered<AdoptionKind>(e.Kind),
            User = e.User,
            Enterprise = e.Enterprise,
            Title = e.Title,
            Category = Ids.ParseCall(e.Title.Split('.')[0])?.Category,
            Scope = e.Scope,
            Products = e.Products,
            Models = e.Models,
            Level = e.Level,
            From = e.On,
            Status = UseStatus.Open,
        }),
        AdoptionEnded e => t.Change(e.On, d => d with { EndedOn = e.On, EndReason = e.Reason, Status = UseStatus.Ended }),
        _ => t,
    };

    protected internal override RowTags Tags(UseDoc doc) => new(
        Enterprise: doc.Enterprise,
        Category: doc.Category,
        Status: Words.Of(doc.Status),
        Sort: $"{doc.From:yyyy-MM-dd} {doc.Adoption}");
}
