using Leader.Api.Desk;
using Leader.Api.Http;
using Leader.Api.Persons;
using Leader.Domain;
using Leader.Domain.Process.PublicNotices;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.PublicNotices;

/// <summary>An objection as it comes in.</summary>
/// <param name="Objector">Who objects; sealed apart from the objection, and told only to the body that has to verify it. Of a unit with a
/// token its registered name is taken.</param>
/// <param name="Facts">Kept for ever and public: what is wrong, and nobody's name or contact.</param>
/// <param name="Contact">By which the body verifies who objects; sealed like the name.</param>
/// <param name="NotDeposited">By digest: why the file cannot be deposited.</param>
/// <param name="On">The day of receipt of an objection by letter, which the body that received it enters; it says what the objector
/// is.</param>
/// <param name="Kind">What the sender objects as: <c>namedUnit</c> for the unit of its token (as where it is left out), anything else as a
/// person. Whether that is so, is not for the sender to say.</param>
public sealed record ObjectionRequest(
    string Facts,
    string? Objector = null,
    string? Contact = null,
    string? Target = null,
    IReadOnlyList<string>? Evidence = null,
    ObjectorKind? Kind = null,
    IReadOnlyDictionary<string, string>? NotDeposited = null,
    DateOnly? On = null);

/// <summary>Who objects, opened for the body that verifies it.</summary>
public sealed record ObjectorDoc(string? Name, string? Contact);

internal static class NoticeEndpoints
{
    private static readonly Role[] MayKnowObjectors = [Role.EvaluationBody, Role.WorkingBody, Role.Regulator];

    private static readonly Parameter Secret = new(
        Readers.ObjectionSecret,
        "The secret of the receipt, of who objected without a token.",
        In: Microsoft.OpenApi.ParameterLocation.Header);

    public static void MapNotices(this IEndpointRouteBuilder app)
    {
        app.MapCommand<ObjectionRequest, LodgeObjection>("/v1/notices/{id}/objections", WithoutNamesAsync, id => $"/v1/objections/{id}")
            .CountsAs(Budget.Objections);
        app.MapCommand<CloseNotice>(
            "/v1/notices/{id}/closing",
            (c, h) => c with { Notice = h.Id() },
            roles: [Role.EvaluationBody, Role.WorkingBody]);
        app.MapCommand<RecomputeDeadline>(
            "/v1/notices/{id}/deadline",
            (c, h) => c with { Notice = h.Id() },
            roles: [Role.EvaluationBody, Role.WorkingBody, Role.Regulator]);
        app.MapCommand<AdmitObjection>(
            "/v1/objections/{id}/admission",
            (c, h) => c with { Objection = h.Id() },
            roles: [Role.EvaluationBody, Role.WorkingBody]);
        app.MapCommand<RuleOnObjection>(
            "/v1/objections/{id}/ruling",
            (c, h) => c with { Objection = h.Id() },
            roles: [Role.EvaluationBody, Role.WorkingBody]);
        app.MapCommand<ExtendAnswer>(
            "/v1/objections/{id}/extension",
            (c, h) => c with { Objection = h.Id() },
            roles: [Role.EvaluationBody, Role.WorkingBody]);
        app.MapCommand<WithdrawObjection, WithdrawObjection>(
            "/v1/objections/{id}/withdrawal",
            (c, h, context) => Task.FromResult((c with { Objection = h.Id() }, BySecret(context, h))))
            .CountsAs(Budget.Objections).Reads(Secret);
        app.MapCommand<RequestProcedureReview, RequestProcedureReview>(
            "/v1/objections/{id}/review-request",
            (c, h, context) => Task.FromResult((c with { Objection = h.Id() }, BySecret(context, h))))
            .CountsAs(Budget.Objections).Reads(Secret);
        app.MapCommand<AnswerProcedureReview>(
            "/v1/objections/{id}/review-answer",
            (c, h) => c with { Objection = h.Id() },
            roles: Role.WorkingBody);
        app.MapGet("/v1/objections/{id}/objector", ObjectorAsync).Produces<ObjectorDoc>().ProducesProblem(401).ProducesProblem(403)
            .ProducesProblem(404).WithMetadata(new Asks(null, MayKnowObjectors)).AlsoRefuses("unknown-objector", "unknown-objection");
        app.MapList("/v1/notices", LeaderViews.Notices);
        app.MapDocument("/v1/notices/{id}", LeaderViews.Notices, "notice");
        app.MapView("/v1/objections/{id}", new(async asked =>
        {
            var notice = await asked.GetAsync(LeaderViews.Notices, Ids.NoticeOfObjection(asked.Id));
            return notice?.Objections.FirstOrDefault(o => o.Objection == asked.Id) is { } objection
                ? ViewAnswer.Of(objection)
                : ViewRoutes.Unknown("objection", asked.Id);
        })).Produces<ObjectionDoc>().ProducesProblem(404).AlsoRefuses("unknown-objection");
    }

    /// <summary>
    /// What an objector is, the register knows or finds out (Q5). A person's name and contact are sealed apart (Q48); the fact holds an
    /// opaque reference.
    /// </summary>
    private static async Task<(LodgeObjection Command, CommandContext Context)> WithoutNamesAsync(
        ObjectionRequest request,
        HttpContext http,
        CommandContext context)
    {
        var (by, ledger) = (http.User.Actor() ?? Reader.Anyone.By, http.RequestServices.GetRequiredService<KeptStates>().Ledger());
        (ObjectorKind Kind, string? Unit) granted;
        if (request.On is null)
        {
            do granted = LodgeObjection.Granted(by, request.Kind is null or ObjectorKind.NamedUnit, request.Objector, ledger);
            while (await ledger.LoadAsync(http.RequestAborted) is not null);
        }
        else
        {
            granted = string.IsNullOrWhiteSpace(request.Objector)
                ? (ObjectorKind.Anonymous, null)
                : (request.Kind ?? ObjectorKind.Unverified, request.Objector);
        }
        var command = new LodgeObjection(
            granted.Kind, granted.Unit ?? "", request.Facts, request.Target, request.Evidence, http.Id(), request.NotDeposited);
        if (granted.Kind == ObjectorKind.NamedUnit) return (command, context);
        if (request.On is null)
        {
            var secret = IdempotencyKeys.NewSecret(http);
            context = context.BySecret(secret) with { Receipt = secret };
        }
        if (granted.Kind == ObjectorKind.Anonymous) return (command, context);
        if (request is { Objector.Length: > 200 } or { Contact.Length: > 200 })
        {
            return (command with { Objector = new string('x', 201) }, context); // which is refused
        }
        var person = PersonalData.Seal(new(request.Objector, request.Contact));
        return (command with { Objector = person.Reference }, context.Saving(person.Save, person.Reference));
    }

    private static CommandContext BySecret(CommandContext context, HttpContext http) =>
        http.Request.Headers[Readers.ObjectionSecret].ToString() is { Length: > 0 } secret ? context.BySecret(secret) : context;

    /// <summary>
    /// Who objects, for the body that has to verify it (Q5), and for nobody else but the regulator; a plan's notice is the working body's
    /// (Q10).
    /// </summary>
    private static async Task<IResult> ObjectorAsync(HttpContext context, LogStreams log, PersonalData persons)
    {
        if (Commands.Stranger(context, MayKnowObjectors, out var by) is { } stranger)
        {
            return stranger;
        }
        var stream = Streams.Notice(Ids.NoticeOfObjection(context.Id()));
        var notice = (await log.ReadAsync([stream], context.RequestAborted))[stream].Aggregate(PublicNotice.Initial, PublicNotice.Evolve);
        if (notice.Objection(context.Id()) is not { } objection) return Problems.Of(Refusal.NotFound("objection", context.Id()));
        var reader = await context.ReaderAsync();
        if (!reader.IsRegulator && !(notice.Subject == NoticeSubject.Plan ? reader.IsWorkingBody : by.Is(Role.EvaluationBody, notice.Body)))
        {
            return Problems.Of(Refusal.Forbidden(
                NoticeGate.Clause(notice) + ", Q48",
                "Who objects is told to the body that decides the objection, which has to verify it, and to the regulator."));
        }
        return (await persons.OpenAsync([objection.Objector], context.RequestAborted)).TryGetValue(objection.Objector, out var person)
            ? Results.Json(new ObjectorDoc(person.Name, person.Contact), LeaderJson.Http)
            : Problems.Of(Refusal.NotFound("objector", context.Id()));
    }
}
