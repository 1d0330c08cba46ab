using System.Security.Cryptography;
using System.Text;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Projections.Log;

namespace Leader.Api.Http;

/// <summary>Who asks to read, from the token and the secret that came with the request.</summary>
internal static class Readers
{
    private static readonly string[] Secrets = [ComplaintSecret, ObjectionSecret];
    public const string ComplaintSecret = "Complaint-Secret", ObjectionSecret = "Objection-Secret";

    /// <summary>
    /// Who asks; an answer for which that was looked at is for this reader alone, and that it was read is written down
    /// (<see cref="Readings"/>).
    /// </summary>
    public static async ValueTask<Reader> ReaderAsync(this HttpContext context)
    {
        context.MadeFrom().Reader = true;
        var reader = await context.WhoAsync();
        await Readings.NoteAsync(context, reader.By);
        return reader;
    }

    /// <summary>Who asks, for what tells itself whether that made a difference (<see cref="MadeFrom.Reader"/>).</summary>
    public static async ValueTask<Reader> WhoAsync(this HttpContext context)
    {
        if (context.Features.Get<Reader>() is { } known) return known;
        var (by, log) = (context.User.Actor() ?? Reader.Anyone.By, context.RequestServices.GetRequiredService<LogStreams>());
        var enterprises = by.Role == Role.Enterprise
            ? (string[])[by.Subject, .. (await StateAsync<Enterprise>(Streams.Enterprise(by.Subject))).Predecessors]
            : [];
        var working = by.Role == Role.WorkingBody
            && (await StateAsync<OrganisationRegister>(Streams.Organisations))
                .WorkingBodyOn(Beijing.Day(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow())) == by.Subject;
        var secret = Secrets.Select(h => context.Request.Headers[h].ToString()).FirstOrDefault(s => s.Length > 0);
        var reader = new Reader(by, enterprises, working, secret is null ? null : SecretHash(secret));
        context.Features.Set(reader);
        return reader;

        async Task<T> StateAsync<T>(string stream) where T : IState<T> =>
            (await log.ReadAsync([stream], context.RequestAborted))[stream].Aggregate(T.Initial, T.Evolve);
    }

    /// <summary>What the register keeps of a receipt's secret: SHA-256, lower-case hex.</summary>
    public static string SecretHash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
