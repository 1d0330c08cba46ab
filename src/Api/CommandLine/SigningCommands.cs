using System.ComponentModel;
using System.Text;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Leader.Api.CommandLine;

internal sealed class SigningKeySettings : CommandSettings
{
    [CommandArgument(0, "<FILE>"), Description("Where the secret is written: a file that is not there yet")]
    public string File { get; init; } = "";

    [CommandOption("--algorithm <NAME>"), Description("ed25519, or sm2-sm3; ed25519 if not given")]
    public string Algorithm { get; init; } = "ed25519";

    public override ValidationResult Validate() => SigningCommands.Of(Algorithm) is null
        ? ValidationResult.Error($"There is no algorithm '{Algorithm}': ed25519 or sm2-sm3.") : ValidationResult.Success();
}

internal sealed class SignSettings : CommandSettings
{
    [CommandArgument(0, "<ADDRESS>"), Description("The whole address that the request is sent to")]
    public string Address { get; init; } = "";

    [CommandArgument(1, "<BODY>"), Description("A file that holds the body, byte for byte as it is sent")]
    public string Body { get; init; } = "";

    [CommandOption("--key <FILE>"), Description("A secret made with 'signing-key'; at least one, may be repeated")]
    public string[] Key { get; init; } = [];

    public override ValidationResult Validate() => Key.Length == 0 ? ValidationResult.Error("--key FILE is needed.")
        : !Uri.TryCreate(Address, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
            ? ValidationResult.Error("ADDRESS is a whole address, as https://register.example.cn/v1/titles/…/revocation.")
        : ValidationResult.Success();
}

/// <summary><c>signing-key</c> and <c>sign</c>: need no database and no server.</summary>
internal static class SigningCommands
{
    public static SigningAlgorithm? Of(string name) => Enum.GetValues<SigningAlgorithm>().Cast<SigningAlgorithm?>()
        .FirstOrDefault(a => SigningAlgorithms.NameOf(a!.Value) == name);

    public static async Task<int> Key(SigningKeySettings settings)
    {
        var secret = SigningSecret.New(Of(settings.Algorithm)!.Value);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var file = new StreamWriter(settings.File, options)) await file.WriteLineAsync(secret.ToString());
        Console.WriteLine($"algorithm  {(secret.Algorithm == SigningAlgorithm.Ed25519 ? "ed25519" : "sm2")}\n"
            + $"publicKey  {secret.PublicKey}\nkey        {secret.Thumbprint}");
        return Exit.Done;
    }

    public static async Task<int> SignAsync(SignSettings settings)
    {
        var keys = new List<SigningSecret>();
        foreach (var file in settings.Key)
        {
            if (!SigningSecret.TryParse(await File.ReadAllTextAsync(file), out var secret))
            {
                return Exit.Wrong($"{file} holds no secret that was made with 'signing-key'.");
            }
            keys.Add(secret);
        }
        var body = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(settings.Body));
        foreach (var (name, value) in SigningSecret.Headers(new(settings.Address), body, DateTimeOffset.UtcNow, keys))
        {
            Console.WriteLine($"{name}: {value}");
        }
        return Exit.Done;
    }
}
