using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Projections.Tests;

/// <summary>
/// Status, day and reason of a title's end are told together: what is made public of a revocation is the day of the revocation. Clause
/// 四(六).
/// </summary>
public class The_end_of_a_title_is_of_one_act
{
    private const string Id = "2021-tv.91110000TX0000001", Enterprise = "91110000TX0000001";
    private static readonly DateOnly Awarded = new(2021, 3, 1),
        Superseded = new(2022, 1, 10),
        Revoked = new(2022, 1, 17),
        Reversed = new(2022, 2, 1);

    [Fact]
    public void A_title_that_had_ended_before_it_was_revoked_shows_each_end_by_its_own_day()
    {
        Fact[] facts =
        [
            new TitleAwarded(Id, Enterprise, "E", "d", 1, "Q/E 1", "2021-tv", 2021, "tv", "TV", GoalSector.ConsumerGoods, "body", 1, ["m"],
                Awarded.AddYears(1).AddDays(-1), Awarded.AddYears(1).AddDays(89), "r", Awarded),
            new TitleSuperseded(Id, Enterprise, "2022-tv", null, Superseded),
            new TitleRevoked(
                Id, $"{Id}.r1", Enterprise, "tv", "2021-tv", "body", "case", RevocationGround.Fraud, "f", null, [], "a", "r", Revoked),
            new RevocationReversed(Id, $"{Id}.r1", Enterprise, "r", "d", Reversed),
        ];
        var fold = new ViewFold(new TitleView());
        for (var i = 0; i < facts.Length; i++)
        {
            fold.Apply(new Recorded(i + 1, facts[i].Stream(), i + 1, DateTimeOffset.UnixEpoch, facts[i]));
        }

        (TitleStatus, DateOnly?, string?) On(DateOnly day)
        {
            var row = fold.Current.Single(r => r.Row.From <= day && day < r.Row.To);
            var doc = JsonSerializer.Deserialize<TitleDoc>(row.Row.Payload, LeaderJson.Http)!;
            return (doc.Status, doc.EndedOn, doc.EndReason is { } r ? r.Ground is { } g ? Words.Of(g) : r.Evaluation : null);
        }
        On(Superseded.AddDays(-1)).ShouldBe((TitleStatus.InForce, null, null));
        On(Superseded).ShouldBe((TitleStatus.Superseded, Superseded, "2022-tv"));
        On(Revoked.AddDays(-1)).ShouldBe((TitleStatus.Superseded, Superseded, "2022-tv"));
        On(Revoked).ShouldBe((TitleStatus.Revoked, Revoked, "fraud"));
        On(Reversed.AddDays(-1)).ShouldBe((TitleStatus.Revoked, Revoked, "fraud"));
        On(Reversed).ShouldBe((TitleStatus.Superseded, Superseded, "2022-tv"));
    }
}
