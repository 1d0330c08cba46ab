namespace Leader.Domain;

/// <summary>Something that happened, recorded once and never changed. Each fact knows the stream that it belongs to.</summary>
/// <param name="On">The day of effect: a calendar day in Beijing (UTC+8). The recorded instant is not here: nobody chooses it.</param>
public abstract record Fact(DateOnly On)
{
    /// <summary>The key of the stream, for example <c>title/2024-air-purifier.91350100M000100Y43</c>.</summary>
    public abstract string Stream();
}

/// <summary>What the decisions of a stream need to know of its past.</summary>
public interface IState<TSelf> where TSelf : IState<TSelf>
{
    static abstract TSelf Initial { get; }

    /// <summary>Gathers one more fact; never decides, never fails for a reason of the policy.</summary>
    static abstract TSelf Evolve(TSelf state, Fact fact);
}
