using Leader.Api.Desk;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Cases;

internal static class CaseEndpoints
{
    public static void MapCases(this IEndpointRouteBuilder app)
    {
        app.MapCommand<ReceiveFinding>(
            "/v1/findings",
            (c, _) => c with { Finding = NewIds.Of("finding") },
            id => $"/v1/findings/{id}",
            Role.Supervisor,
            Role.Regulator);
        app.MapCommand<CloseFinding>(
            "/v1/findings/{id}/closing",
            (c, h) => c with { Finding = h.Id() },
            roles: [Role.Supervisor, Role.Regulator]);
        app.MapCommand<StateFacts>("/v1/cases/{id}/facts", (c, h) => c with { Case = h.Id() }, roles: Role.EvaluationBody);
        app.MapCommand<FileDefence>("/v1/cases/{id}/defence", (c, h) => c with { Case = h.Id() }, roles: Role.Enterprise);
        app.MapCommand<FileEvidence>(
            "/v1/cases/{id}/evidence",
            (c, h) => c with { Case = h.Id() },
            roles: [Role.EvaluationBody, Role.Enterprise, Role.TestingBody]);
        app.MapCommand<DecideCase>("/v1/cases/{id}/decision", (c, h) => c with { Case = h.Id() }, roles: Role.EvaluationBody);
        app.MapCommand<ReassignCase>("/v1/cases/{id}/reassignment", (c, h) => c with { Case = h.Id() }, roles: Role.WorkingBody);
        app.MapView(
            "/v1/cases",
            ViewRoutes.ListOf(
                LeaderViews.Cases,
                h => ViewRoutes.Common(h) is { Status: { } s } f && s.Any(Undecided.Contains)
                    ? f with { Status = [.. s.Union(Undecided)] }
                    : ViewRoutes.Common(h)),
            Parameters.List(LeaderViews.Cases)).ProducesList<CaseDoc>();
        app.MapView(
            "/v1/cases/{id}",
            new(async asked => await asked.GetAsync(LeaderViews.Cases, asked.Id) is { } c
                ? await asked.ShownAsync(c, async reader => c.For(reader, await MatterAsync(asked, c, reader)))
                : ViewRoutes.Unknown("case", asked.Id)))
            .Produces<CaseDoc>().ProducesProblem(404).AlsoRefuses("unknown-case");
        app.MapList("/v1/findings", LeaderViews.Findings);
        app.MapDocument("/v1/findings/{id}", LeaderViews.Findings, "finding");
        app.MapList("/v1/reports", LeaderViews.Reports);
        app.MapDocument("/v1/reports/{id}", LeaderViews.Reports, "report");
    }

    /// <summary>
    /// The public learns of a case that is not decided that it is under review, and no more (Q32): who asks for one of these is shown all.
    /// </summary>
    private static readonly string[] Undecided =
        [Words.Of(CaseStage.UnderReview), Words.Of(CaseStage.Opened), Words.Of(CaseStage.FactsStated)];

    /// <summary>With whoever complained or reported, where it is such a one that asks.</summary>
    private static async Task<CaseMatter> MatterAsync(Asked asked, CaseDoc c, Reader reader)
    {
        if (c.Origin == CaseOrigin.Complaint && reader.SecretHash is not null)
        {
            return c.Matter(secretHash: await asked.MemberAsync(LeaderViews.Complaints, c.OriginId, nameof(ComplaintDoc.SecretHash)));
        }
        return c.Origin == CaseOrigin.Finding && reader.By.Role == Role.Supervisor
            ? c.Matter(await asked.MemberAsync(LeaderViews.Findings, c.OriginId, nameof(FindingDoc.Authority)))
            : c.Matter();
    }
}
