using Leader.Benchmarks;

// dotnet run -c Release --project tests/Benchmarks -- commands
return args switch
{
    ["commands", ..] => await CommandThroughput.RunAsync(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 3000),
    _ => Help(),
};

static int Help()
{
    Console.WriteLine("commands [N]   one command (declare a standard) over HTTP with 16 clients, beside a bare endpoint that inserts and commits the same bytes");
    return 2;
}
