using System.ComponentModel;
using System.Text;
using Leader.Projections.Proof;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Leader.Api.CommandLine;

internal sealed class WitnessSettings : CommandSettings
{
    [CommandOption("--key <FILE>"), Description("The private key, made with 'key NAME --witness'. Needed")]
    public string Key { get; init; } = "";

    [CommandOption("--log <KEY>"), Description("Public key of a log, or a file that holds it; at least one, may be repeated")]
    public string[] Log { get; init; } = [];

    [CommandOption("--folder <FOLDER>"), Description("Where the witness keeps what it has seen; 'witness' if not given")]
    public string Folder { get; init; } = "witness";

    public override ValidationResult Validate() =>
        Key.Length == 0 ? ValidationResult.Error("--key FILE is needed.")
        : Log.Length == 0 ? ValidationResult.Error("--log KEY is needed.")
        : ValidationResult.Success();
}

/// <summary>
/// <c>witness</c>: another organisation's program that watches logs, ours or others', and cosigns what continues. Needs no database.
/// </summary>
internal static class WitnessCommand
{
    public static async Task<int> RunAsync(WitnessSettings settings)
    {
        var file = settings.Key;
        if (!File.Exists(file) || (await File.ReadAllLinesAsync(file)) is not [var first, ..]
            || !NoteSigner.TryParse(first, out var signer) || signer.Verifier.Type != SignatureType.Cosignature)
        {
            return Exit.Wrong($"{file} holds no private key of a witness.");
        }
        if (!ProofCommands.TryReadKeys(settings.Log, SignatureType.Ed25519, out var keys, out var wrong)) return Exit.Wrong(wrong);
        try
        {
            using var witness = new Witness(signer, keys, settings.Folder, TimeProvider.System);
            await using var app = Build(
                witness,
                b => b.Configuration["Urls"] = b.Configuration["Urls"] ?? "http://127.0.0.1:5090",
                Console.WriteLine);
            await app.StartAsync();
            Console.WriteLine($"Witness {witness.Verifier}\nat {app.Urls.First()}, for {string.Join(", ", keys.Select(k => k.Name))}. "
                + "Stop with Ctrl-C.");
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync(e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException
                ? $"{e.Message} Choose another port with Urls=http://127.0.0.1:5091."
                : $"The folder is in use by another witness, or cannot be written: {e.Message}");
            return 1;
        }
    }

    /// <summary>The witness as an application; tests run it, too.</summary>
    internal static WebApplication Build(Witness witness, Action<WebApplicationBuilder>? configure = null, Action<string>? say = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddEnvironmentVariables();
        configure?.Invoke(builder);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(k => k.Limits.MaxRequestBodySize = 1 << 20);
        var app = builder.Build();
        // Where auditors look: by the SHA-256 of the log's name, as names may hold slashes.
        app.MapGet("/{log}/checkpoint", (string log) => witness.Logs.FirstOrDefault(o =>
                Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(o))) == log) is { } origin
            && witness.Cosigned(origin) is { } note
            ? Results.Text(note.ToString(), "text/plain; charset=utf-8")
            : Results.Text("no such checkpoint\n", statusCode: 404));
        app.MapPost("/add-checkpoint", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var reply = await witness.AddAsync(body.ToArray(), context.RequestAborted);
            say?.Invoke($"{DateTimeOffset.Now:yyyy-MM-dd HH:mm:ss} {reply.Status} "
                + $"{(AddCheckpoint.TryParse(body.ToArray(), out var request) ? request.Note.Text.Replace('\n', ' ') : "")}"
                + $"{(reply.Status == 200 ? "cosigned" : reply.Body.Trim())}");
            context.Response.StatusCode = reply.Status;
            context.Response.ContentType = reply.ContentType;
            await context.Response.WriteAsync(reply.Body, Encoding.UTF8, context.RequestAborted);
        });
        return app;
    }
}
