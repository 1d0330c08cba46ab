using System.Threading.RateLimiting;

namespace Leader.Api.Evidence;

/// <summary>
/// How much evidence is taken. From anyone without a token less, and from all of them together no more than a daily amount: whoever fills
/// that keeps others from depositing files, but not from complaining.
/// </summary>
internal sealed class EvidenceLimits(IConfiguration configuration) : IDisposable
{
    private const int KiB = 1 << 10;

    /// <summary>Bytes of a file by those with a token (<c>Evidence:LargestBytes</c>).</summary>
    public int Largest { get; } = configuration.GetValue("Evidence:LargestBytes", 32 << 20);

    /// <summary>Bytes of a file by anyone (<c>Evidence:LargestPublicBytes</c>).</summary>
    public int LargestPublic { get; } = configuration.GetValue("Evidence:LargestPublicBytes", 4 << 20);

    private readonly FixedWindowRateLimiter _public = new(new()
    {
        Window = TimeSpan.FromDays(1),
        PermitLimit = Math.Max(1, PublicPerDay(configuration)),
    });

    /// <returns>False when anyone's share of this node and day is used up.</returns>
    public bool TakePublic(int bytes)
    {
        var kibibytes = bytes / KiB + 1;
        if (kibibytes > PublicPerDay(configuration)) return false;
        using var lease = _public.AttemptAcquire(kibibytes);
        return lease.IsAcquired;
    }

    /// <summary>In KiB; none is none (<c>Evidence:PublicMegabytesPerDay</c>).</summary>
    private static int PublicPerDay(IConfiguration configuration) =>
        Math.Clamp(configuration.GetValue("Evidence:PublicMegabytesPerDay", 1024), 0, 1 << 20) * KiB;

    public void Dispose() => _public.Dispose();
}
