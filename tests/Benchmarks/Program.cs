using System.Globalization;
using Leader.Benchmarks;

// dotnet run -c Release --project tests/Benchmarks -- commands
return args switch
{
    ["commands", ..] => await CommandThroughput.RunAsync((int)Number(1, 3000), (int)Number(2, CommandThroughput.Clients)),
    ["as-of", ..] => await AsOf.RunAsync(Numbers(1, [100_000, 1_000_000, 10_000_000]), [.. Numbers(2, [1, 10, 100]).Select(n => (int)n)]),
    ["rebuild", ..] => await Rebuilds.RunAsync(Number(1, 1_000_000)),
    ["audit", ..] => await Rebuilds.AuditAsync(Number(1, 100_000)),
    ["replay", ..] => await Replay.RunAsync(Number(1, 1_000_000)),
    ["live", ..] => await Live.RunAsync(Number(1, 40_000)),
    ["proof", ..] => await Proofs.RunAsync(Number(1, 1_000_000)),
    ["verify", var file] => await Proofs.VerifyAsync(file),
    ["http", ..] => await Http.RunAsync((int)Number(1, 5000)),
    ["portal", ..] => await Portal.RunAsync((int)Number(1, 300)),
    ["standing", ..] => await Standings.RunAsync((int)Number(1, 500_000), (int)Number(2, 2000)),
    ["search", ..] => await Searches.RunAsync((int)Number(1, 1_000_000), (int)Number(2, 40)),
    ["why", ..] => await Whys.RunAsync(Number(1, 0), (int)Number(2, 20), (int)Number(3, 0)),
    ["limits", ..] => await Limits.RunAsync(Number(1, 200_000), (int)Number(2, 15), args.ElementAtOrDefault(3)),
    ["signed", ..] => await Signed.RunAsync((int)Number(1, 200)),
    ["bulk", ..] => await Bulk.RunAsync(Number(1, 300_000), (int)Number(2, 50_000)),
    ["imports", ..] => await Bulk.RunAsync(Number(1, 60_000), (int)Number(2, 10_000), alone: true),
    ["watch", ..] => await Watching.RunAsync((int)Number(1, 500), (int)Number(2, 6)),
    ["size", ..] => await Sizes.RunAsync(Number(1, 100_000), (int)Number(2, 4), args.ElementAtOrDefault(3)),
    ["streams", ..] => await LongStreams.RunAsync(Numbers(1, [10, 1_000, 10_000])),
    ["stay", ..] => await Limits.StayAsync(Number(1, 100_000)),
    ["serve"] => await Limits.ServeAsync(),
    _ => Help(),
};

long Number(int at, long otherwise) => args.Length > at ? long.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;

long[] Numbers(int at, long[] otherwise) =>
    args.Length > at ? [.. args[at].Split(',').Select(n => long.Parse(n, CultureInfo.InvariantCulture))] : otherwise;

static int Help()
{
    Console.WriteLine("""
        commands [N [CLIENTS]]     one command (declare a standard) over HTTP with 16 clients, saved together and each alone,
                                   beside a bare endpoint that inserts and commits the same bytes
        as-of [SIZES] [VERSIONS]   latency of questions about the past at ten positions,
                                   for histories of 100000,1000000,10000000 events and 1,10,100 versions a key
        rebuild [EVENTS]           all views built anew, beside the bare limit and the stock daemon's rebuild of snapshots
        audit [EVENTS]             every row of every view held against the log, beside the rebuild that made them
        replay [EVENTS]            the log folded in memory to its middle, and what each view takes of it
        live [N]                   N facts appended while the program runs: how fast the views follow, and how long after a commit
        proof [EVENTS]             the transparency log built, proved, exported and verified, beside bare SHA-256 of the same bytes
        http [N]                   one pinned question about the past over HTTP with 16 clients,
                                   beside a bare endpoint that answers the same bytes
        search [ENTERPRISES] [N]   what people type into the search box, among so many enterprises, N of each sort
        signed [N]                 one act unsigned, signed by Ed25519 and by SM2 with SM3, in turn
        portal [N]                 the page of a ranking beside its JSON, asked in turn, and the weight of the home page
        standing [ENTERPRISES] [N] the standing of an enterprise by the barcode of a product, N single questions and batches of 1000,
                                   beside the bare SQL that reads the same rows
        why [OTHERS] [EVERY] [WITHOUT]
                                   why, asked first and again, of the demonstration history, with facts of others in the log after it;
                                   its causes held against the log decided again without every so manieth fact
        bulk [EVENTS] [ROWS]       whole views downloaded from a history of 300000 events, and files of 50000 rows imported,
                                   beside bare COPY of the same
        imports [EVENTS] [ROWS]    the second half of bulk alone
        limits [OTHERS] [SECONDS] [WAY]
                                   a normal GET while another client does its worst in one of several ways, for so many seconds each,
                                   beside the same while it is quiet; facts of others as for why
        size [OTHERS] [TIMES] [ADDRESS]
                                   statements and pages of the database that each address of the API reads, in a register with so many
                                   facts of others and in one with so many times as many
        streams [LENGTHS]          one more act on a stream of 10,1000,10000 facts, reading on from what is kept of it, beside reading it
                                   whole
        stay [OTHERS]              a register with so many facts of others, to look at by hand until the input ends
        watch [WATCHERS] [N]       how long after its commit a revocation reaches watchers by webhook, N times: receivers that take
                                   everything, that fail half of the time, and that with the program killed in the middle
        """);
    return 2;
}
