using Leader.Projections.Views.Shapes;

namespace Leader.Api.Titles;

/// <summary>The state of a title in a few words, with its day.</summary>
internal static class TitleSaid
{
    /// <param name="on">The day that it is said of.</param>
    /// <param name="endedOn">Day of the act that ended it.</param>
    /// <param name="barredUntil">Last day, inclusive, on which the holder may claim no benefits (Q25).</param>
    public static (string Zh, string En) Of(
        TitleStatus status,
        DateOnly on,
        DateOnly? endedOn,
        DateOnly lastDay,
        DateOnly? barredUntil = null) => status switch
        {
            TitleStatus.InForce or TitleStatus.InGrace when barredUntil is { } until =>
                ($"持有企业惩戒期至 {until:yyyy-MM-dd}", $"Holder barred until {until:yyyy-MM-dd}"),
            TitleStatus.InForce => ($"{on:yyyy-MM-dd} 有效", $"In force on {on:yyyy-MM-dd}"),
            TitleStatus.InGrace => ($"{on:yyyy-MM-dd} 有效(延续期)", $"In force (grace) on {on:yyyy-MM-dd}"),
            TitleStatus.Revoked => ($"已于 {endedOn:yyyy-MM-dd} 取消", $"REVOKED on {endedOn:yyyy-MM-dd}"),
            TitleStatus.Annulled => ("已宣告无效(自始无效)", "ANNULLED: never valid"),
            TitleStatus.Superseded => ($"已于 {endedOn:yyyy-MM-dd} 被新榜单替代", $"Superseded on {endedOn:yyyy-MM-dd}"),
            TitleStatus.Withdrawn => ($"已于 {endedOn:yyyy-MM-dd} 主动放弃", $"Given up on {endedOn:yyyy-MM-dd}"),
            TitleStatus.Lapsed => ($"已于 {endedOn:yyyy-MM-dd} 失效", $"Lapsed on {endedOn:yyyy-MM-dd}"),
            _ => ($"已到期，最后有效日 {lastDay:yyyy-MM-dd}", $"Expired; last day was {lastDay:yyyy-MM-dd}"),
        };
}
