
using Leader.Api.Desk;
using Leader.Api.Http;
using Leader.Projections.Proof;

namespace Leader.Api.Proof;

/// <summary>A witness that countersigns our checkpoints.</summary>
/// <param name="Url">Its submission prefix.</param>
public sealed record WitnessAddress(Uri Url, VerifierKey Key);

/// <summary>
/// The log's settings: <c>Log:Key</c>, the private key that signs checkpoints, whose name is the origin; <c>Log:Signed</c>, the folder in
/// which the last checkpoint that was signed is kept; <c>Log:Witnesses:0</c> and so on, each <c>URL KEY</c>;
/// <c>Log:RequireWitnesses</c>: nothing is recorded before each witness has confirmed where the log stands.
/// </summary>
public sealed record LogSettings(
    NoteSigner Signer,
    IReadOnlyList<WitnessAddress> Witnesses,
    bool RequireWitnesses,
    string? SignedFolder = null)
{
    /// <returns>Null where no key is set: then no log is kept.</returns>
    /// <exception cref="SettingException">A setting cannot be read; the message names it.</exception>
    public static LogSettings? Of(IConfiguration configuration)
    {
        if (configuration["Log:Key"] is not { Length: > 0 } text) return null;
        if (!NoteSigner.TryParse(text, out var signer) || signer.Verifier.Type != SignatureType.Ed25519)
        {
            throw new SettingException("Log:Key is no private key of a log; make one with: leader key NAME");
        }
        var witnesses = (configuration.GetSection("Log:Witnesses").Get<string[]>() ?? []).Select(w =>
            w.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var url, var key]
                && Uri.TryCreate(url.EndsWith('/') ? url : url + "/", UriKind.Absolute, out var address)
                && VerifierKey.TryParse(key, out var verifier)
                && verifier.Type == SignatureType.Cosignature
                ? new WitnessAddress(address, verifier) : throw new SettingException($"Log:Witnesses holds '{w}'; it takes an "
                    + "address and a key for cosignatures, with a space between them."))
                    .ToArray();
        return new(signer, witnesses, configuration.GetValue("Log:RequireWitnesses", false), configuration["Log:Signed"]);
    }
}

internal static class LogRegistration
{
    /// <param name="standby">The log is read, and not written.</param>
    public static void AddLog(this IServiceCollection services, IConfiguration configuration, bool standby)
    {
        services.AddSingleton(new LogGuard { FromStandby = standby });
        if (LogSettings.Of(configuration) is not { } settings) return;
        services.AddSingleton(settings);
        services.AddSingleton(sp => new LogReader(sp.GetRequiredService<Npgsql.NpgsqlDataSource>(), settings.Signer.Name));
        services.AddHttpClient(nameof(Cosigners));
        services.AddSingleton<Cosigners>();
        if (!standby) services.AddHostedService<LogService>();
    }
}
