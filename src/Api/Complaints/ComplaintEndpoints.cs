using System.Text.Json;
using Leader.Api.Desk;
using Leader.Api.Http;
using Leader.Api.Persons;
using Leader.Domain;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Complaints;

/// <summary>A complaint as it comes in: the facts, and who complains, which is sealed apart from them and can be erased.</summary>
/// <param name="Facts">Kept for ever: what happened, and nobody's name or contact; those have fields of their own.</param>
/// <param name="On">The day of receipt of a complaint that came by letter, entered by the body that deals with it, with
/// <paramref name="Late"/>.</param>
public sealed record ComplaintRequest(
    ComplaintSubject Subject,
    string SubjectId,
    ComplaintGround Ground,
    ComplaintSource Source,
    string Facts,
    IReadOnlyList<string>? Evidence = null,
    string? Name = null,
    string? Contact = null,
    DateOnly? On = null,
    LateEntry? Late = null);

/// <param name="Secret">Shown once: with it the complaint can be followed.</param>
public sealed record ComplaintReceipt(string Complaint, string Secret, long Position);

internal static class ComplaintEndpoints
{
    private static readonly Parameter Secret = new(
        Readers.ComplaintSecret,
        "The secret of the receipt, of who complained.",
        In: Microsoft.OpenApi.ParameterLocation.Header);

    public static void MapComplaints(this IEndpointRouteBuilder app)
    {
        app.MapAsItIs("POST", "/v1/complaints", FileAsync).CountsAs(Budget.Complaints)
            .Accepts<ComplaintRequest>("application/json").Produces<ComplaintReceipt>().Produces<ComplaintReceipt>(201)
            .ProducesProblem(400).ProducesProblem(422).ProducesProblem(429)
            .TakesCommand(typeof(FileComplaint), typeof(ComplaintRequest), [], makes: true);
        app.MapCommand<AcceptComplaint>(
            "/v1/complaints/{id}/acceptance",
            (c, h) => c with { Complaint = h.Id() },
            roles: [Role.EvaluationBody, Role.Regulator]);
        app.MapCommand<ExtendComplaintCheck>(
            "/v1/complaints/{id}/extension",
            (c, h) => c with { Complaint = h.Id() },
            roles: [Role.EvaluationBody, Role.Regulator]);
        app.MapCommand<ConcludeComplaint>(
            "/v1/complaints/{id}/conclusion",
            (c, h) => c with { Complaint = h.Id() },
            roles: [Role.EvaluationBody, Role.Regulator]);
        app.MapCommand<AnswerComplaint>(
            "/v1/complaints/{id}/answer",
            (c, h) => c with { Complaint = h.Id() },
            roles: [Role.EvaluationBody, Role.Regulator]);

        app.MapCommand<AppealComplaint, AppealComplaint>(
            "/v1/complaints/{id}/appeal",
            (c, h, context) => Task.FromResult((c with { Complaint = h.Id() }, BySecret(context, h))))
            .CountsAs(Budget.Complaints).Reads(Secret);
        app.MapCommand<DecideComplaintAppeal>(
            "/v1/complaints/{id}/appeal-decision",
            (c, h) => c with { Complaint = h.Id() },
            roles: Role.Regulator);

        app.MapView(
            "/v1/complaints",
            ViewRoutes.ListOf(LeaderViews.Complaints, ViewRoutes.Common, publicly: true),
            Parameters.List(LeaderViews.Complaints)).ProducesList<PublicComplaintDoc>();
        app.MapView("/v1/complaints/{id}", new(async asked =>
        {
            if (await asked.GetAsync(LeaderViews.Complaints, asked.Id) is not { } complaint)
            {
                return ViewRoutes.Unknown("complaint", asked.Id);
            }
            return complaint.IsShownTo(await asked.ReaderAsync()) ? ViewAnswer.Of(complaint)
                : new(Problem: Problems.Of(
                    403,
                    "secret-needed",
                    "This needs the complaint's secret.",
                    "Send the secret of the receipt in the header Complaint-Secret."));
        })).Produces<ComplaintDoc>().ProducesProblem(403).ProducesProblem(404)
            .AlsoRefuses("unknown-complaint", "secret-needed");
    }

    /// <summary>Decided once under an Idempotency-Key, whose sender gets the same receipt again, with its secret.</summary>
    private static async Task<IResult> FileAsync(HttpContext http)
    {
        if (Commands.Stranger(http, [], out var actor) is { } stranger) return stranger;
        http.Decides();
        var (read, malformed) = await Body.ReadAsync(http);
        if (read is null) return malformed!;
        using var body = read;
        if (body.As<ComplaintRequest>(out var complaint) is { } unreadable) return unreadable;
        var request = complaint!;
        if (new Check().OptionalText(request.Name, "name", 200)
            .OptionalText(request.Contact, "contact", 200).Refusal is { } unreadablePerson)
        {
            return Problems.Of(unreadablePerson);
        }
        if (IdempotencyKeys.Read(http, Reader.Anyone.By, body.Digest, out var key) is { } bad) return bad;
        var secret = IdempotencyKeys.NewSecret(http);
        var person = request.Name is null && request.Contact is null ? null : PersonalData.Seal(new(request.Name, request.Contact));
        var command = new FileComplaint(
            request.Subject, request.SubjectId, request.Ground, request.Source, request.Facts, request.Evidence, NewIds.Of("complaint"),
            person?.Reference, Readers.SecretHash(secret));
        // Who has a token complains as anybody else, but for the body that enters a letter.
        var context = http.Begin(request.On is null ? Reader.Anyone.By : actor) with { On = request.On, Late = request.Late, Key = key };
        if (person is not null) context = context.Saving(person.Save, person.Reference);
        var decided = await http.DecideAsync(
            command, context, o => JsonSerializer.Serialize(new Received(o.Decision.Id!, o.Position), LeaderJson.Http));
        return Commands.Answered(
            decided,
            outcome => Receipt(outcome.Decision.Id!, outcome.Position),
            text => JsonSerializer.Deserialize<Received>(text, LeaderJson.Http) is var (id, position)
                ? Receipt(id, position)
                : throw new InvalidDataException("A stored receipt is none."));

        IResult Receipt(string id, long position) =>
            Results.Json(new ComplaintReceipt(id, secret, position), LeaderJson.Http, statusCode: 201).WithLocation($"/v1/complaints/{id}");
    }

    private static CommandContext BySecret(CommandContext context, HttpContext http) =>
        http.Request.Headers[Readers.ComplaintSecret].ToString() is { Length: > 0 } secret ? context.BySecret(secret) : context;

    /// <summary>What is kept of an answer under its key: the secret is not.</summary>
    private sealed record Received(string Complaint, long Position);
}
