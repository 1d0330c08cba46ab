using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Leader.Api.Http;
using Leader.Api.Persons;
using Leader.Domain;
using Leader.Domain.Cases;
using Leader.Domain.Complaints;
using Leader.Projections.Views;

namespace Leader.Api.Complaints;

/// <summary>What the public may see of a complaint: number, state and outcome.</summary>
public sealed record PublicComplaintDoc(string Complaint, ComplaintStage Stage, ComplaintSubject Subject, string SubjectId, ComplaintGround Ground, ComplaintSource Source, string Body, DateOnly ReceivedOn, DateOnly? DueOn,
    string? Outcome, bool Overdue);

/// <summary>A complaint as it comes in: the facts, and who complains, which is sealed apart from them and can be erased.</summary>
/// <param name="Facts">Kept for ever: what happened, and nobody's name or contact; those have fields of their own.</param>
/// <param name="On">The day of receipt of a complaint that came by letter, entered by the body that deals with it, with <paramref name="Late"/>.</param>
public sealed record ComplaintRequest(ComplaintSubject Subject, string SubjectId, ComplaintGround Ground, ComplaintSource Source, string Facts, IReadOnlyList<string>? Evidence = null, string? Name = null, string? Contact = null,
    DateOnly? On = null, LateEntry? Late = null);

/// <param name="Secret">Shown once: with it the complaint can be followed.</param>
public sealed record ComplaintReceipt(string Complaint, string Secret, long Position);

internal static class ComplaintEndpoints
{
    public static void MapComplaints(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/complaints", FileAsync).RequireRateLimiting(LeaderApi.OpenToAll).Accepts<ComplaintRequest>("application/json").Produces<ComplaintReceipt>(201).ProducesProblem(400).ProducesProblem(422).ProducesProblem(429)
            .WithName(nameof(FileComplaint));
        app.MapCommand<AcceptComplaint>("/v1/complaints/{id}/acceptance", (c, h) => c with { Complaint = h.Id() }, roles: [Role.EvaluationBody, Role.Regulator]);
        app.MapCommand<ExtendComplaintCheck>("/v1/complaints/{id}/extension", (c, h) => c with { Complaint = h.Id() }, roles: [Role.EvaluationBody, Role.Regulator]);
        app.MapCommand<ConcludeComplaint>("/v1/complaints/{id}/conclusion", (c, h) => c with { Complaint = h.Id() }, roles: [Role.EvaluationBody, Role.Regulator]);
        app.MapCommand<AnswerComplaint>("/v1/complaints/{id}/answer", (c, h) => c with { Complaint = h.Id() }, roles: [Role.EvaluationBody, Role.Regulator]);

        app.MapView("/v1/complaints", ViewRoutes.ListOf(LeaderViews.Complaints, ViewRoutes.Common, page => ViewRoutes.Items<ComplaintDoc>(page, Publicly)), Parameters.List(LeaderViews.Complaints)).ProducesList<PublicComplaintDoc>();
        app.MapView("/v1/complaints/{id}", new(async (asked, clocks) =>
        {
            if (await asked.Views.GetAsync(LeaderViews.Complaints, asked.Context.Id(), clocks, asked.Aborted) is not { } complaint) return ViewRoutes.Unknown("complaint", asked.Context.Id());
            return MayRead(asked.Context, complaint) ? ViewAnswer.Of(complaint)
                : new(Problem: Problems.Of(403, "secret-needed", "This needs the complaint's secret.", "Send the secret of the receipt in the header Complaint-Secret."));
        }, asked => Task.FromResult(new Sources(ViewRoutes.Of(LeaderViews.Complaints, asked.Context.Id()))))).Produces<ComplaintDoc>().ProducesProblem(403).ProducesProblem(404);
    }

    private static async Task<IResult> FileAsync(HttpContext context, Desk.Desk desk)
    {
        if (Commands.Stranger(context, [], out var actor) is { } stranger) return stranger;
        context.Decides();
        var (request, malformed) = await Commands.ReadAsync<ComplaintRequest>(context);
        if (request is null) return malformed!;
        if (request.On is null) actor = new("public", Role.Public); // who has a token complains as anybody else
        var ct = context.RequestAborted;
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        if (new Check().OptionalText(request.Name, "name", 200).OptionalText(request.Contact, "contact", 200).Refusal is { } unreadable) return Problems.Of(unreadable);
        var person = request.Name is null && request.Contact is null ? null : PersonalData.Seal(new(request.Name, request.Contact));
        var command = new FileComplaint(request.Subject, request.SubjectId, request.Ground, request.Source, request.Facts, request.Evidence, NewIds.Of("complaint"), person?.Reference, Hash(secret));
        var outcome = context.Decided(await desk.DecideAsync(command, Desk.Desk.ActBy(actor, request.On, request.Late),
            new(Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier, BeforeSave: (session, _) => { person?.Save(session); return Task.CompletedTask; }), ct));
        return outcome.Decision.Refusal is { } refusal ? Problems.Of(refusal)
            : Results.Json(new ComplaintReceipt(command.Complaint, secret, outcome.Position), Projections.LeaderJson.Http, statusCode: 201).WithLocation($"/v1/complaints/{command.Complaint}");
    }

    internal static PublicComplaintDoc Publicly(ComplaintDoc d) => new(d.Complaint, d.Stage, d.Subject, d.SubjectId, d.Ground, d.Source, d.Body, d.ReceivedOn, d.DueOn, d.Outcome, d.Overdue);

    private static bool MayRead(HttpContext context, ComplaintDoc complaint) =>
        context.User.Actor() is { Role: Role.Regulator }
        || context.User.Actor() is { Role: Role.EvaluationBody } body && body.Subject == complaint.Body
        || context.Request.Headers["Complaint-Secret"].ToString() is { Length: > 0 } secret
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(secret)), Encoding.ASCII.GetBytes(complaint.SecretHash));

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
