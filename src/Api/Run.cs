using System.Diagnostics;
using Leader.Api.Hosting;
using Leader.Api.Hosting.Postgres;
using Leader.Api.Http;
using Leader.Api.Seeding;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Marten;
using Npgsql;
using Spectre.Console;

namespace Leader.Api;

/// <summary>Starts the register and keeps it running.</summary>
internal static class Run
{
    /// <summary>Exit codes: 0 stopped as asked, 1 could not start.</summary>
    /// <param name="empty">Without the demonstration history.</param>
    /// <param name="settings">Of the host, each as <c>--Key=value</c>.</param>
    public static async Task<int> RunAsync(bool empty, string[] settings)
    {
        var watch = Stopwatch.StartNew();
        var connection = Environment.GetEnvironmentVariable("ConnectionStrings__Leader");
        EmbeddedPostgres? server = null;
        try
        {
            var configured = Configured(settings);
            Settings.Check(configured);
            Ports.OfOperators(configured["Management:Urls"], configured["Urls"] ?? Address);
            Ports.Check($"{configured["Urls"] ?? Address};{configured["Management:Urls"]}");
            if (string.IsNullOrWhiteSpace(connection))
            {
                server = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(DataFolder.Path), Say, CancellationToken.None);
                connection = server.ConnectionString;
                ServerFolder.WriteSecret(DataFolder.Connection, connection);
            }
            while (await ServeAsync(connection, settings, server, empty, watch)) watch.Restart();
            return 0;
        }
        catch (EmbeddedPostgresException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (StoryException e)
        {
            await Console.Error.WriteLineAsync($"The history in seeds/ cannot be played: {e.Message}");
            return 1;
        }
        catch (Exception e) when (server is null && (e is NpgsqlException || DatabaseTrouble.Of(e) is not null))
        {
            await Console.Error.WriteLineAsync($"The database named in ConnectionStrings__Leader cannot be used: "
                + $"{Said(e)}");
            return 1;
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"{e.Message} Another program has the port; choose one with Urls=http://127.0.0.1:5081.");
            return 1;
        }
        finally
        {
            if (server is not null)
            {
                File.Delete(DataFolder.Connection);
                await server.DisposeAsync();
            }
        }
    }

    /// <returns>Whether it is to be done again: the database was a standby, and is none any more.</returns>
    private static async Task<bool> ServeAsync(
        string connection,
        string[] settings,
        EmbeddedPostgres? server,
        bool empty,
        Stopwatch watch)
    {
        var standby = server is null && await IsStandbyAsync(connection);
        await using var app = LeaderApi.Build(
            connection,
            settings,
            b =>
            {
                b.Configuration["Urls"] = b.Configuration["Urls"] ?? Address;
                if (b.Configuration["Auth:Authority"] is null) b.Configuration["Auth:SigningKey"] = DataFolder.SigningKey();
                if (b.Configuration["Log:Key"] is null) b.Configuration["Log:Key"] = DataFolder.LogKey();
                b.Configuration["Log:Signed"] ??= Path.Combine(DataFolder.Path, "signed");
            },
            standby);
        await Sessions.CheckAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), CancellationToken.None);
        await Schema.CreateAsync(app.Services, CancellationToken.None);
        if (!standby) await RebuildWhereOutdatedAsync(app.Services);
        var loaded = server is not null && !empty && await LoadDemonstrationAsync(app.Services);
        await app.StartAsync();
        if (loaded) await WaitForViewsAsync(app.Services);
        Welcome(app.Urls.First(), watch.Elapsed, server, standby);
        await app.WaitForShutdownAsync();
        return app.Services.GetRequiredService<NodeWatch>().BeginsAnew;
    }

    private static async Task<bool> IsStandbyAsync(string connection)
    {
        await using var database = LeaderApi.DataSource(connection);
        return await Sessions.IsStandbyAsync(database, CancellationToken.None);
    }

    /// <summary>With the host that was tried, where the driver tells it, and why it failed.</summary>
    private static string Said(Exception e)
    {
        for (var at = e; at is not null; at = at.InnerException)
        {
            if (at is NpgsqlException and not PostgresException && at.InnerException is { } why) return $"{at.Message}: {why.Message}";
        }
        return e.GetBaseException().Message;
    }

    private const string Address = "http://127.0.0.1:5080";

    /// <summary>As the host will read it.</summary>
    private static IConfiguration Configured(string[] settings) => new ConfigurationBuilder().AddEnvironmentVariables("ASPNETCORE_")
        .AddEnvironmentVariables("DOTNET_").AddEnvironmentVariables().AddCommandLine(settings).Build();

    /// <summary>The views that another version of the program made are folded anew, beside those that other nodes go on reading.</summary>
    private static async Task RebuildWhereOutdatedAsync(IServiceProvider services)
    {
        var rebuild = new Rebuild(services.GetRequiredService<NpgsqlDataSource>());
        if (await rebuild.ClearAsync(CancellationToken.None) is > 0 and var left)
        {
            Say($"Dropped {left} tables of views that a rebuild left which was ended before its time.");
        }
        ProgressTask? shown = null;
        var result = await Progress().StartAsync(context => rebuild.WhereOutdatedAsync(
            (at, of) => (shown ??= context.AddTask("Rebuilding the views for this version")).Value = 100.0 * at / Math.Max(1, of),
            CancellationToken.None));
        if (result is not null)
        {
            Say($"Rebuilt {result.Views.Count} of {LeaderViews.All.Count} views at position {result.Position:N0} in "
                + $"{result.Took.TotalSeconds:0.0} s.");
        }
    }

    /// <summary>Plays the history in <c>seeds/</c> into the register, if that is empty.</summary>
    internal static async Task<bool> LoadDemonstrationAsync(IServiceProvider services)
    {
        var import = new Import(services.GetRequiredService<IDocumentStore>(), services.GetRequiredService<NpgsqlDataSource>());
        if (!await import.IsEmptyAsync(CancellationToken.None)) return false;
        var folder = Path.Combine(DataFolder.Root(), "seeds");
        if (!Directory.Exists(folder)) return false;
        await Progress().StartAsync(async context =>
        {
            var play = context.AddTask("Playing eight cycles of the programme through the rules").IsIndeterminate();
            var acts = await Task.Run(() => Story.Play(folder));
            play.IsIndeterminate(false).Value = play.MaxValue;
            var facts = acts.Sum(a => a.Facts.Count);
            var record = context.AddTask($"Recording {acts.Count:N0} acts, {facts:N0} facts", maxValue: facts);
            await import.IntoEmptyAsync(acts, StoryPersons.Read(folder), done => record.Value = done, CancellationToken.None);
            record.Value = facts;
        });
        return true;
    }

    private static async Task WaitForViewsAsync(IServiceProvider services)
    {
        var views = services.GetRequiredService<ViewProgress>();
        var newest = (await views.LookAsync(CancellationToken.None)).Newest;
        await Progress().StartAsync(async context =>
        {
            var fold = context.AddTask("Folding the views", maxValue: newest);
            while (!fold.IsFinished)
            {
                fold.Value = (await views.LookAsync(CancellationToken.None)).Views;
                await Task.Delay(100);
            }
        });
    }

    internal static Progress Progress() => AnsiConsole.Progress().AutoClear(false).Columns(
        new TaskDescriptionColumn { Alignment = Justify.Left },
        new ProgressBarColumn(),
        new PercentageColumn(),
        new ElapsedTimeColumn());

    private static void Say(string words) => Console.WriteLine(words);

    private static void Welcome(string url, TimeSpan took, EmbeddedPostgres? server, bool standby)
    {
        Console.WriteLine($"Leader is ready at {url} after {took.TotalSeconds:0.0} "
            + $"s{(server is null ? "" : $", on its own PostgreSQL {server.Version}")}.");
        if (standby) Console.WriteLine("It reads from a standby of the database, and records nothing.");
        if (server is not null)
        {
            Console.WriteLine($"""

                Look at   {url}/v1/categories/air-purifier/ranking   the ranking in force
                          {url}/v1/leaders?sector=consumerGoods      titles in force
                          {url}/v1/bans                              the three-year ban register
                          {url}/openapi/v1.json                      every address
                Act with  ./leader token regulator samr              a development token
                Read      seeds/README.md                            the stories in the demonstration history
                """);
        }
        Console.WriteLine("\nStop with Ctrl-C.");
    }
}
