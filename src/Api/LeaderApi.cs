using JasperFx;
using JasperFx.Events.Daemon;
using Leader.Api.Desk;
using Leader.Api.Hosting;
using Leader.Api.Http;
using Leader.Api.Portal;
using Leader.Api.Portal.Forms;
using Leader.Api.Proof;
using Leader.Api.Watches;
using Leader.Projections;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;
using Marten;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Wolverine;
using Wolverine.Marten;

namespace Leader.Api;

/// <summary>The composition root, shared by the program and the tests.</summary>
public static class LeaderApi
{
    public static NpgsqlDataSource DataSource(string connectionString) => Sessions.Of(connectionString);

    /// <param name="standby">The database is a standby: the views are read, and whatever writes is left out.</param>
    public static WebApplication Build(
        string connectionString,
        string[] args,
        Action<WebApplicationBuilder>? configure = null,
        bool standby = false)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        configure?.Invoke(builder); // first: AddMarten reads the configuration at once
        Settings.Check(builder.Configuration);
        var services = builder.Services;
        var management = builder.Configuration["Management:Urls"];
        services.AddSingleton(new Management(Ports.OfOperators(management, builder.Configuration["Urls"])));
        if (management is { Length: > 0 }) builder.Configuration["Urls"] = $"{builder.Configuration["Urls"]};{management}";

        services.TryAddSingleton<TimeProvider>(new DatabaseClock(TimeProvider.System));
        var database = Sessions.Of(connectionString, readOnly: standby);
        services.AddSingleton(_ => database); // by a function, so that it is closed with the host
        // and five for messages: ended before others lose patience, at 30
        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(15));
        services.AddSingleton<LogStreams>();
        services.AddSingleton<Desk.KeptStates>();
        services.AddSingleton<Desk.Desk>();
        services.AddSingleton(sp => new ViewReader(
            database,
            sp.GetRequiredService<TimeProvider>(),
            sp.GetRequiredService<Hosting.ViewProgress>().ThrowIfNeverThereAsync));
        services.AddSingleton(_ => new ViewSignal(TimeProvider.System));
        services.AddSingleton<Waits>();
        services.AddSingleton<Doors>();
        services.AddSingleton<Mementos>();
        services.AddSingleton<MadeFiles>();
        services.AddSingleton<Projections.Views.Engine.ViewChanges>();
        services.AddSingleton<IdempotentAnswers>();
        services.AddSingleton<Persons.PersonalData>();
        services.AddSingleton<Imports.ImportStore>();
        services.AddSingleton<Imports.ImportService>();
        services.AddSingleton<Evidence.EvidenceStore>();
        services.AddSingleton<Evidence.EvidenceLimits>();
        services.AddSingleton<Feed.EventFeed>();
        services.AddWatches(standby);
        services.AddSingleton<Why.FoundCauses>();
        services.AddSingleton<Why.ActFollower>();
        services.AddSingleton<Projections.Views.Engine.ViewCheck>();
        services.AddSingleton<Projections.Views.Engine.NewActs>();
        services.AddSingleton<Hosting.ViewProgress>();
        services.AddHostedService(sp => ActivatorUtilities.CreateInstance<Hosting.ViewListener>(sp, () => DataSource(connectionString)));
        if (!standby)
        {
            services.AddHostedService(sp => ActivatorUtilities.CreateInstance<Hosting.ViewKeeper>(sp, () => DataSource(connectionString)));
            services.AddHostedService<Hosting.ViewCheckService>();
            services.AddHostedService(sp => sp.GetRequiredService<Why.ActFollower>());
            services.AddHostedService(sp => sp.GetRequiredService<Imports.ImportService>());
        }
        services.AddSingleton<NodeWatch>();
        services.AddHostedService(sp => sp.GetRequiredService<NodeWatch>());
        services.AddLog(builder.Configuration, standby);

        var several = builder.Configuration.GetValue("Nodes:Several", false);
        var marten = services.AddMarten(o =>
        {
            o.UseLeader(() => database);
            o.Projections.AsyncMode = DaemonMode.ExternallyManaged; // by ViewKeeper
        }).UseLightweightSessions().UseNpgsqlDataSource();
        services.ConfigureMarten((sp, o) => o.Events.TimeProvider = sp.GetRequiredService<TimeProvider>());
        services.CritterStackDefaults(x =>
        {
            // The schema is made before the host starts, by Schema.CreateAsync.
            x.Production.ResourceAutoCreate = AutoCreate.None;
            x.Development.ResourceAutoCreate = AutoCreate.None;
        });
        if (!standby)
        {
            marten.IntegrateWithWolverine(w => w.MessageStorageSchemaName = "leader_messages");
            builder.Host.UseWolverine(Messages);
        }
        void Messages(WolverineOptions o)
        {
            o.ApplicationAssembly = typeof(LeaderApi).Assembly;
            o.ServiceName = "leader";
            o.Policies.UseDurableLocalQueues();
            o.Durability.Mode = several ? DurabilityMode.Balanced : DurabilityMode.Solo;
            o.Durability.HealthCheckPollingTime = TimeSpan.FromSeconds(2);
            o.Durability.StaleNodeTimeout = TimeSpan.FromSeconds(8);
            o.Durability.CheckAssignmentPeriod = TimeSpan.FromSeconds(2);
            o.Durability.DrainTimeout = TimeSpan.FromSeconds(5);
            o.Durability.FirstHealthCheckExecution = TimeSpan.FromMilliseconds(500);
            o.Discovery.DisableConventionalDiscovery().IncludeType(typeof(DeadlineHandler));
            o.AddDeadlines(builder.Configuration["Sweep:Cron"] ?? "*/10 * * * *");
        }

        services.ConfigureHttpJsonOptions(o => LeaderJson.Strict(o.SerializerOptions));
        services.AddIdentity(builder.Configuration);
        services.AddProblemDetails(o =>
            o.CustomizeProblemDetails = c => Problems.Complete(c.ProblemDetails, c.HttpContext.Response.StatusCode));
        services.AddOpenApi("v1", OpenApiDocument.Configure).AddSingleton<ApiDescription>();
        services.AddRateLimits(builder.Configuration);
        services.AddKeptAnswers(builder.Configuration);
        RequestLimits.Add(services, builder.Configuration);
        if (builder.Configuration["Logging:Console:FormatterName"] is null)
        {
            builder.Logging.AddConsole(o => o.FormatterName = Hosting.LogLine.Formatter)
                .AddConsoleFormatter<Hosting.LogLine, Microsoft.Extensions.Logging.Console.ConsoleFormatterOptions>();
        }
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Wolverine", LogLevel.Warning)
            .AddFilter("Marten", LogLevel.Warning).AddFilter("JasperFx", LogLevel.Warning);

        services.AddTelemetry(builder.Configuration);
        services.AddWebManners(builder.Configuration);
        services.AddPortal();
        services.AddSignIn(builder.Configuration);

        var app = builder.Build();
        app.UseWebManners();
        app.UseCaching();
        RequestLimits.Use(app);
        app.UsePortal();
        app.UseRouting();
        Management.Use(app);
        app.UseOutputCache();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = Faults.AnswerAsync,
            SuppressDiagnosticsCallback = c =>
                c.Exception is ChangedMeanwhileException or BadHttpRequestException or ViewsNotThereException,
        });
        // whatever the request accepts
        app.UseStatusCodePages(c => Problems.Of(c.HttpContext.Response.StatusCode).ExecuteAsync(c.HttpContext));
        app.UseRequestTimeouts();
        app.UseAuthentication();
        app.UseAuthorization();
        Waits.Use(app);
        app.Use(next => context => Doors.ReadAsync(context, next)); // a question that cannot be read waits for no turn
        RateLimits.Use(app);
        ApiDescription.Map(app);
        app.MapLeader();
        Routes.MakeOnce(app);
        return app;
    }
}
