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
    public const string ComplaintSecret = "Complaint-Secret", ObjectionSecret = "Objection-Secret";

    /// <summary>By these headers answers differ, whatever else they differ by.</summary>
    private static readonly string[] Credentials = ["Authorization", ComplaintSecret, ObjectionSecret];

    /// <summary>
    /// The one place that keeps private answers out of caches: whatever is answered to a request that shows who asks, and whatever a
    /// command answers, is stored nowhere, and no cache gives one reader's answer to another.
    /// </summary>
    public static void UsePrivateAnswers(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.Vary = string.Join(
                ", ",
                headers.Vary.SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                    .Union(Credentials, StringComparer.OrdinalIgnoreCase));
            if (!IsRead(context.Request) || Credentials.Any(context.Request.Headers.ContainsKey))
            {
                headers.CacheControl = "private, no-store";
            }
            return Task.CompletedTask;
        });
        return next(context);
    });

    /// <summary>What is answered is for whoever asked: a command, or a question with a token or the secret of a receipt.</summary>
    public static bool IsPrivate(HttpRequest request) => !IsRead(request) || Credentials.Any(request.Headers.ContainsKey);

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    /// <remarks>
    /// Whatever is shown to some and not to all asks this first, so it is here that who reads is written down (<see cref="Readings"/>).
    /// </remarks>
    public static async ValueTask<Reader> ReaderAsync(this HttpContext context)
    {
        if (context.Features.Get<Reader>() is { } known) return known;
        var (by, log) = (context.User.Actor() ?? Reader.Anyone.By, context.RequestServices.GetRequiredService<LogStreams>());
        var enterprises = by.Role == Role.Enterprise
            ? (string[])[by.Subject, .. (await StateAsync<Enterprise>(Streams.Enterprise(by.Subject))).Predecessors]
            : [];
        var working = by.Role == Role.WorkingBody
            && (await StateAsync<OrganisationRegister>(Streams.Organisations))
                .WorkingBodyOn(Beijing.Day(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow())) == by.Subject;
        var secret = Credentials.Skip(1).Select(h => context.Request.Headers[h].ToString()).FirstOrDefault(s => s.Length > 0);
        var reader = new Reader(by, enterprises, working, secret is null ? null : SecretHash(secret));
        if (IsRead(context.Request)) await Readings.NoteAsync(context, by);
        context.Features.Set(reader);
        return reader;

        async Task<T> StateAsync<T>(string stream) where T : IState<T> =>
            (await log.ReadAsync([stream], context.RequestAborted))[stream].Aggregate(T.Initial, T.Evolve);
    }

    /// <summary>What the register keeps of a receipt's secret: SHA-256, lower-case hex.</summary>
    public static string SecretHash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
