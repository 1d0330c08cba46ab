using System.Diagnostics;
using System.Security.Cryptography;
using Leader.Projections.Log;
using Leader.Projections.Proof;
using Marten;

namespace Leader.Benchmarks;

/// <summary>
/// The transparency log: how fast it is built beside bare SHA-256 of the same bytes, how soon a commit is under a checkpoint, what a proof
/// weighs and takes, and how fast an export of all of it is written and verified (in a process of its own, for its memory).
/// </summary>
internal static class Proofs
{
    private static readonly NoteSigner Key = NoteSigner.Of("bench.leader.example/log", SignatureType.Ed25519, new byte[32]);

    public static async Task<int> RunAsync(long events)
    {
        var file = Path.Combine(Path.GetTempPath(), $"leader-bench-{Environment.ProcessId}.zip");
        await using var register = await Register.CreateAsync(events, 10);
        var writer = new LogWriter(register.Database, Key, TimeProvider.System);
        var watch = Stopwatch.StartNew();
        SignedCheckpoint? last = null;
        while (await writer.WriteAsync(CancellationToken.None) is { } written) last = written;
        var built = watch.Elapsed;
        var size = last!.Checkpoint.Size;

        var (bytes, hashing) = (0L, TimeSpan.Zero);
        await foreach (var leaf in new LogWalk(register.Database, Key.Name).LeavesAsync(last, CancellationToken.None))
        {
            var start = Stopwatch.GetTimestamp();
            SHA256.HashData(leaf.Entry!);
            hashing += Stopwatch.GetElapsedTime(start);
            bytes += leaf.Entry!.Length;
        }
        var (rate, took) = (size / built.TotalSeconds, built.TotalSeconds);
        Console.WriteLine($"""

            | building the log | leaves/s | s | of bare |
            | --- | ---: | ---: | ---: |
            | leader: read, canonical bytes, tree, state roots, checkpoints, written | {rate:N0} | {took:0.0} | {hashing / built:0.000} |
            | bare SHA-256 of the same {bytes >> 20:N0} MB | {size / hashing.TotalSeconds:N0} | {hashing.TotalSeconds:0.0} | 1 |
            """);

        var (reader, making, verifying, random, weight) =
            (new LogReader(register.Database, Key.Name), new Timings(), new Timings(), new Random(1), 0L);
        for (var i = 0; i < 1200; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var proof = (await reader.InclusionOfLeafAsync((ulong)random.NextInt64((long)size), null, CancellationToken.None))!;
            if (i >= 200) making.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (!Notes.TryParse(proof.Checkpoint.Note, out var note)) throw new InvalidOperationException("The checkpoint is none.");
            var text = new TlogProof(proof.Entry.Index, proof.Hashes, note).ToString();
            start = Stopwatch.GetTimestamp();
            if (!TlogProof.TryParse(text, out var read) || read.Verify(proof.Entry.Bytes, Key.Verifier) is null)
            {
                throw new InvalidOperationException("The proof does not hold.");
            }
            if (i >= 200) verifying.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            weight += text.Length;
        }
        Console.WriteLine($"a proof: made in p50 {making.P50:0.00} p99 {making.P99:0.00} ms, verified in p50 {verifying.P50:0.00} p99 "
            + $"{verifying.P99:0.00} ms, {weight / 1200:N0} bytes");

        watch.Restart();
        await using (var stream = File.Create(file))
        {
            await new LogExport(register.Database, Key.Verifier).WriteAsync(stream, null, [], null, CancellationToken.None);
        }
        Console.WriteLine($"exported in {watch.Elapsed.TotalSeconds:0.0} s: {size / watch.Elapsed.TotalSeconds:N0} entries/s, "
            + $"{new FileInfo(file).Length >> 20:N0} MB");
        using (var child = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!,
            Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet"
                ? [typeof(Proofs).Assembly.Location, "verify", file]
                : ["verify", file])))
        {
            await child!.WaitForExitAsync();
        }
        File.Delete(file);
        await LatencyAsync(register);
        return 0;
    }

    public static async Task<int> VerifyAsync(string file)
    {
        var receipt = await new Verification([Key.Verifier], [], []).RunAsync(file, null, CancellationToken.None);
        Console.WriteLine($"verified in {receipt.Took.TotalSeconds:0.0} s: {receipt.Facts / receipt.Took.TotalSeconds:N0} events/s, "
            + $"{receipt.Results:N0} results, {receipt.States:N0} state roots, {receipt.Rows:N0} rows, {receipt.Faulty} faults, peak "
            + $"memory {Register.Peak():N0} MB");
        foreach (var fault in receipt.Faults.Take(3)) Console.WriteLine(fault);
        return receipt.Holds ? 0 : 3;
    }

    private static async Task LatencyAsync(Register register)
    {
        await using var host = register.Host(b => b.Configuration["Log:Key"] = Key.Export());
        await host.StartAsync();
        var (log, lag) = (new LogReader(register.Database, Key.Name), new Timings());
        using var more = new History(20_000, 10, first: 1_000_000).Facts((_, _, _) => { }).GetEnumerator();
        for (var i = 0; i < 330; i++)
        {
            await using var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
            var batch = new List<Recorded>();
            while (batch.Count < 10 && more.MoveNext()) batch.Add(more.Current);
            var streams = batch.GroupBy(f => f.Stream)
                .Select(g => session.Events.Append(g.Key, g.Select(f => (object)f.Fact).ToArray()))
                .ToArray();
            await session.SaveChangesAsync();
            var (position, committed) = (streams.Max(s => s.Events.Max(e => e.Sequence)), Stopwatch.GetTimestamp());
            while (await log.CoveringAsync(position, CancellationToken.None) is null) await Task.Delay(2);
            if (i >= 30) lag.Add(Stopwatch.GetElapsedTime(committed).TotalMilliseconds);
            await Task.Delay(Random.Shared.Next(60));
        }
        Console.WriteLine($"commit to a checkpoint that covers it: p50 {lag.P50:0} p99 {lag.P99:0} ms, {lag.Count:N0} commits of 10 facts");
        await host.StopAsync();
    }
}
