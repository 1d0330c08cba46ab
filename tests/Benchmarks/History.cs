
using Leader.Projections.Log;

namespace Leader.Benchmarks;

/// <summary>
/// A made-up history of the register over about eight years, always the same for the same two numbers: blocks of one evaluation each, begun
/// at even intervals, interleaved in the order of their recorded instants.
/// </summary>
/// <param name="events">Facts of the whole history.</param>
/// <param name="versions">How often a ranked enterprise, its ranking and a ban are changed, about.</param>
/// <param name="first">Number of the first block: histories with others have no stream in common.</param>
internal sealed class History(long events, int versions, int first = 0)
{
    private static readonly DateTimeOffset First = new(2018, 1, 1, 1, 0, 0, TimeSpan.Zero);
    private const int YearsOfBegins = 7;

    public long Events => events;
    public int Versions => versions;

    public int Blocks { get; } = (int)Math.Max(1, Math.Ceiling(events / (double)Block.Of(0, 0, First, 1, versions).Steps.Count));

    public Block BlockOf(int number) => Block.Of(number, first, BeginOf(number), Math.Max(1, Blocks / YearsOfBegins), versions);

    /// <summary>The facts with positions from 1 on.</summary>
    /// <param name="done">Told every stream that gets no more facts, with its version; streams of categories come last.</param>
    public IEnumerable<Recorded> Facts(Action<string, long, DateTimeOffset> done)
    {
        var (shared, next, position) = (new Dictionary<string, (long Version, DateTimeOffset At)>(StringComparer.Ordinal), 0, 0L);
        var open = new PriorityQueue<Running, (long, int)>();
        while (position < events)
        {
            while (next < Blocks && (open.Count == 0 || BeginOf(next) <= open.Peek().At))
            {
                var begun = new Running(BlockOf(next));
                open.Enqueue(begun, (begun.At.Ticks, next++));
            }
            if (!open.TryDequeue(out var block, out _)) break;
            var step = block.Block.Steps[block.Next++];
            var fact = block.Block.Fact(step);
            var stream = fact.Stream();
            var versions = stream.StartsWith("category/", StringComparison.Ordinal) ? shared : block.Streams;
            var version = versions.GetValueOrDefault(stream).Version + 1;
            versions[stream] = (version, step.At);
            yield return new(++position, stream, version, step.At, fact);
            if (block.Next < block.Block.Steps.Count) open.Enqueue(block, (block.At.Ticks, block.Block.Number));
            else End(block.Streams);
        }
        foreach (var (left, _) in open.UnorderedItems) End(left.Streams);
        End(shared);

        void End(Dictionary<string, (long Version, DateTimeOffset At)> streams)
        {
            foreach (var (stream, (version, at)) in streams) done(stream, version, at);
        }
    }

    public DateTimeOffset BeginOf(int block) => First.AddSeconds(Math.Round(YearsOfBegins * 365.25 * 86_400 * block / Blocks));

    private sealed class Running(Block block)
    {
        public Block Block => block;
        public int Next { get; set; }
        public DateTimeOffset At => block.Steps[Next].At;
        public Dictionary<string, (long Version, DateTimeOffset At)> Streams { get; } = new(StringComparer.Ordinal);
    }
}
