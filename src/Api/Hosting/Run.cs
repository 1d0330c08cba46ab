using System.Diagnostics;
using Spectre.Console;

namespace Leader.Api.Hosting;

/// <summary>Starts the register and keeps it running.</summary>
internal static class Run
{
    public static async Task<int> RunAsync(string[] args)
    {
        var watch = Stopwatch.StartNew();
        var connection = Environment.GetEnvironmentVariable("ConnectionStrings__Leader");
        var app = LeaderApi.Build(connection!, args, b =>
        {
            b.Configuration["Urls"] = b.Configuration["Urls"] ?? "http://127.0.0.1:5080";
            if (b.Configuration["Auth:Authority"] is null) b.Configuration["Auth:SigningKey"] = DataFolder.SigningKey();
        });
        await Schema.CreateAsync(app.Services, CancellationToken.None);
        await app.StartAsync();
        AnsiConsole.MarkupLineInterpolated($"Leader is ready at [link]{app.Urls.First()}[/] after {watch.Elapsed.TotalSeconds:0.0} s. Stop with Ctrl-C.");
        await app.WaitForShutdownAsync();
        await app.DisposeAsync();
        return 0;
    }
}
