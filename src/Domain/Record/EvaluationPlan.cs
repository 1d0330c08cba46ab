using System.Text.Json.Serialization;
using Leader.Domain.Values;

namespace Leader.Domain.Record;

/// <summary>Basic: required by mandatory standards or qualitative, not graded. Core: ranked on. Innovative: decides ties only.</summary>
public enum IndicatorClass { Basic, Core, Innovative }

/// <summary>One step of the scale by which a value earns points.</summary>
/// <param name="Value">In the indicator's unit; reached when the value is this good or better.</param>
/// <param name="Points">0 to 100.</param>
public sealed record ScalePoint(decimal Value, decimal Points);

/// <param name="Weight">Share of the total in percent, above 0; the weights of the core indicators add up to exactly 100. Zero for
/// others.</param>
/// <param name="Scale">
/// From the best value to the least. The steps are the tiers of the indicator: tier 1 is the first; within a tier there is no order.
/// </param>
/// <param name="Classes">
/// Of an indicator in words its classes, from the best to the least: <c>A, B, C</c>, or <c>yes, no</c>. Each counts by its place, the best
/// one 1, in the unit <c>grade</c>, and lower is better: so in scale, baselines and values. Null for indicators in numbers.
/// </param>
/// <param name="Possible">Q63: which values the indicator can have at all; null where the plan does not say.</param>
/// <param name="Meaning">R102: what it means to whoever buys, in plain English; null where the plan does not say.</param>
/// <param name="MeaningZh">The same in Chinese; null where the plan does not say.</param>
/// <param name="ClassesZh">
/// The words of <paramref name="Classes"/> in Chinese, in the same order; null where there is one language only. A standard may state
/// either.
/// </param>
public sealed record PlanIndicator(string Code, string Name, string? NameZh, IndicatorClass Class, string? Theme, Direction Direction,
    string Unit, decimal Weight, string Method, IReadOnlyList<ScalePoint> Scale,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PossibleValues? Possible = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Classes = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Meaning = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? MeaningZh = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? ClassesZh = null)
{
    /// <summary>The unit in which classes count.</summary>
    public const string ClassUnit = "grade";
}

public enum BaselineKind { MandatoryNational, RecommendedNational, Industry }

/// <param name="Clause">The clause of the baseline standard that states the value.</param>
public sealed record BaselineValue(string Indicator, Limit Limit, string Clause);

/// <summary>A national or industry standard against which entrants must be stricter. R42, R54, Q15.</summary>
/// <param name="InForceFrom">First day in force of this edition, inclusive.</param>
/// <param name="InForceTo">Last day in force, inclusive; null while it lasts.</param>
public sealed record Baseline(
    string Standard,
    BaselineKind Kind,
    DateOnly InForceFrom,
    DateOnly? InForceTo,
    IReadOnlyList<BaselineValue> Values)
{
    public bool IsInForceOn(DateOnly day) => InForceFrom <= day && (InForceTo is not { } to || day <= to);
}

/// <summary>Q16: no national or industry standard exists; the gate is vacuous and marked so.</summary>
public sealed record NoBaseline(string SearchEvidence, string Substitute);

public enum RankingForm
{
    /// <summary>One order by the weighted points of all core indicators.</summary>
    Composite,

    /// <summary>One board for each core indicator, by tiers; leaders are taken from the board of the lead indicator.</summary>
    SingleIndicator,
}

/// <summary>Q14.</summary>
public enum StricterRule
{
    /// <summary>No core indicator laxer, and at least one strictly stricter, than the strictest baseline.</summary>
    AtLeastOneStricter,

    /// <summary>Every core indicator strictly stricter.</summary>
    AllStricter,
}

/// <summary>R89: what follows where a serious finding of supervision about a candidate is open when the list is drawn.</summary>
public enum OpenFindingEffect
{
    /// <summary>The enterprise is passed over.</summary>
    PassedOver,

    /// <summary>The finding is shown beside it, and nothing else follows.</summary>
    Marked,
}

/// <summary>Q20: applied in the order that the plan lists them.</summary>
public enum TieBreaker { MoreTopTierIndicators, MoreInnovativeIndicators, GreaterMargin }

/// <summary>R102: what the yearly cost of running a product is computed from.</summary>
/// <param name="Indicator">One in numbers that states what is used up, or an efficiency.</param>
/// <param name="Use">
/// How much a year, above 0: 1460 h, 220 cycle. Of an efficiency what is wanted, of a share what it is a share of: 1800 kWh.
/// </param>
/// <param name="Price">In yuan, above 0.</param>
/// <param name="PriceUnit">What the price is for one of: kWh.</param>
/// <param name="Source">Where use and price are taken from.</param>
/// <param name="PricedOn">Day of the price, not after the cut-off.</param>
public sealed record RunningCost(
    string Indicator,
    decimal Use,
    string UseUnit,
    decimal Price,
    string PriceUnit,
    string Source,
    DateOnly PricedOn);

/// <summary>D24, R45.</summary>
public sealed record NoFeeUndertaking(string Signer, DateOnly SignedOn);

/// <summary>D6: what is measured, against what, and how it becomes an order. Immutable once selected (Q13).</summary>
/// <param name="ConsumerNeeds">R5, R41: the real demand that the plan addresses.</param>
/// <param name="ComparedStandards">R42: the domestic and foreign standards compared.</param>
/// <param name="CutOff">Q49: the pool holds what was disclosed before this instant.</param>
/// <param name="CycleMonths">R65: months of the cycle, and so of a title, counted from the publication of the list.</param>
/// <param name="LeadIndicator">For single-indicator rankings: the core indicator whose board the leaders are taken from.</param>
/// <param name="Decimals">Places to which totals are rounded, once, half to even.</param>
/// <param name="OpenFindings">R89; not written where it is the usual one.</param>
/// <param name="RunningCosts">R102; null where the plan does not say what a product costs to run.</param>
public sealed record EvaluationPlan(
    string ConsumerNeeds,
    IReadOnlyList<string> ComparedStandards,
    IReadOnlyList<PlanIndicator> Indicators,
    IReadOnlyList<Baseline> Baselines,
    NoBaseline? NoBaseline,
    DateTimeOffset CutOff,
    int CycleMonths,
    RankingForm Form,
    string? LeadIndicator,
    StricterRule Gate,
    ComparisonMethod Comparison,
    int Decimals,
    IReadOnlyList<TieBreaker> TieBreakers,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    OpenFindingEffect OpenFindings = OpenFindingEffect.PassedOver,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<RunningCost>? RunningCosts = null)
{
    public IEnumerable<PlanIndicator> CoreIndicators => Indicators.Where(i => i.Class == IndicatorClass.Core);
}
