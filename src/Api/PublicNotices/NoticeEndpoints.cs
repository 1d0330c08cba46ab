using Leader.Api.Http;
using Leader.Api.Persons;
using Leader.Domain;
using Leader.Domain.PublicNotices;
using Leader.Projections.Views;

namespace Leader.Api.PublicNotices;

internal static class NoticeEndpoints
{
    public static void MapNotices(this IEndpointRouteBuilder app)
    {
        app.MapCommand<LodgeObjection>("/v1/notices/{id}/objections", (c, h) => WithoutNames(c, h) with { Notice = h.Id() }, id => $"/v1/objections/{id}").RequireRateLimiting(LeaderApi.OpenToAll);
        app.MapCommand<CloseNotice>("/v1/notices/{id}/closing", (c, h) => c with { Notice = h.Id() }, roles: [Role.EvaluationBody, Role.WorkingBody]);
        app.MapCommand<RecomputeDeadline>("/v1/notices/{id}/deadline", (c, h) => c with { Notice = h.Id() }, roles: [Role.EvaluationBody, Role.WorkingBody, Role.Regulator]);
        app.MapCommand<AdmitObjection>("/v1/objections/{id}/admission", (c, h) => c with { Objection = h.Id() }, roles: [Role.EvaluationBody, Role.WorkingBody]);
        app.MapCommand<RuleOnObjection>("/v1/objections/{id}/ruling", (c, h) => c with { Objection = h.Id() }, roles: [Role.EvaluationBody, Role.WorkingBody]);
        app.MapCommand<ExtendAnswer>("/v1/objections/{id}/extension", (c, h) => c with { Objection = h.Id() }, roles: [Role.EvaluationBody, Role.WorkingBody]);
        app.MapCommand<WithdrawObjection>("/v1/objections/{id}/withdrawal", (c, h) => c with { Objection = h.Id() }).RequireRateLimiting(LeaderApi.OpenToAll);
        app.MapCommand<RequestProcedureReview>("/v1/objections/{id}/review-request", (c, h) => c with { Objection = h.Id() }).RequireRateLimiting(LeaderApi.OpenToAll);
        app.MapCommand<AnswerProcedureReview>("/v1/objections/{id}/review-answer", (c, h) => c with { Objection = h.Id() }, roles: Role.WorkingBody);
        app.MapList("/v1/notices", LeaderViews.Notices);
        app.MapDocument("/v1/notices/{id}", LeaderViews.Notices, "notice");
        app.MapView("/v1/objections/{id}", new(async (asked, clocks) =>
        {
            var notice = await asked.Views.GetAsync(LeaderViews.Notices, Ids.NoticeOfObjection(asked.Context.Id()), clocks, asked.Aborted);
            return notice?.Objections.FirstOrDefault(o => o.Objection == asked.Context.Id()) is { } objection ? ViewAnswer.Of(objection) : ViewRoutes.Unknown("objection", asked.Context.Id());
        }, asked => Task.FromResult(new Sources(ViewRoutes.Of(LeaderViews.Notices, Ids.NoticeOfObjection(asked.Context.Id())))))).Produces<ObjectionDoc>().ProducesProblem(404);
    }

    /// <summary>A person's name is sealed apart (Q48); the fact holds an opaque reference. Units are named (Q5).</summary>
    private static LodgeObjection WithoutNames(LodgeObjection command, HttpContext context)
    {
        if (command.Kind != ObjectorKind.VerifiedPerson || string.IsNullOrWhiteSpace(command.Objector)) return command;
        var person = PersonalData.Seal(new(command.Objector));
        context.SaveAlso(person.Save, person.Reference);
        return command with { Objector = person.Reference };
    }
}
