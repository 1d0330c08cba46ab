using System.Net;
using System.Text.RegularExpressions;
using Leader.Api.Http;
using Leader.Api.Tests.Contract;
using Leader.Api.Tests.Seeding;
using Leader.Domain;
using Leader.Domain.Process;
using Leader.Domain.Process.Adoptions;
using Leader.Domain.Process.KeyFields;
using Leader.Domain.Process.Promotion;
using Leader.Domain.Process.PublicNotices;
using Leader.Domain.Process.Registers;
using Leader.Domain.Process.Statistics;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Leader.Api.Tests.People;

/// <summary>A1–A22: least privilege, held against every address and every act of the demonstration.</summary>
[Collection("api")]
public partial class Each_role_does_what_is_its_own(ApiFixture api)
{
    /// <summary>Whoever has the role may do these, each in its own name.</summary>
    private static readonly string[] InOnesOwnName =
    [
        nameof(AnnounceSamplingPlan), nameof(DepositEvidence), nameof(IssueImplementingScheme), nameof(LodgeObjection),
        nameof(OfferService), nameof(ProposeKeyField),
        nameof(RecordActivity), nameof(RecordAdoption), nameof(RecordExternalFigure), nameof(RecordInspection), nameof(RecordOtherTitle),
        nameof(RecordQualityCredit), nameof(RegisterPolicy),
    ];

    private static readonly Role[] Roles = [.. Enum.GetValues<Role>().Except([Role.Public, Role.System])];

    private List<(string Address, Asks Asks)> Commands =>
        [.. api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<Asks>() is { Command: not null })
            .Select(e => (e.RoutePattern.RawText!, e.Metadata.GetMetadata<Asks>()!))];

    [Fact, Trait("Rule", "A2")]
    public async Task No_address_takes_an_act_from_a_role_that_it_does_not_name()
    {
        var (holes, asked) = (new List<string>(), 0);
        foreach (var (address, asks) in Commands)
        {
            var at = Parts().Replace(address.Replace("{creditCode}", Asking.Code("91110000TL0000001")), "none");
            foreach (var role in (Role?[])[null, Role.Public, Role.System, .. Roles.Cast<Role?>()])
            {
                var answer = await api.PostAsync(at, "{}", role is { } r ? new("nobody-known", r) : null);
                var expected = asks.Roles.Count == 0
                    ? (Func<HttpStatusCode, bool>)(s => s is not HttpStatusCode.Unauthorized && (role is Role.System or Role.Public
                        ? s == HttpStatusCode.Forbidden : s != HttpStatusCode.OK))
                    : role is null ? s => s == HttpStatusCode.Unauthorized
                    : asks.Roles.Contains(role.Value) ? s => s is HttpStatusCode.BadRequest or HttpStatusCode.NotFound
                        or HttpStatusCode.UnprocessableEntity or HttpStatusCode.Forbidden
                    : s => s == HttpStatusCode.Forbidden;
                asked++;
                if (!expected(answer.StatusCode)) holes.Add($"{role} {address}: {(int)answer.StatusCode}");
            }
        }
        asked.ShouldBeGreaterThan(70 * 14);
        holes.ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "A2")]
    public async Task No_address_shows_to_a_role_what_it_does_not_name()
    {
        var (holes, asked) = (new List<string>(), 0);
        foreach (var (address, method, asks) in api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<Asks>() is { Command: null, Roles.Count: > 0 })
            .Select(e => (e.RoutePattern.RawText!, e.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods[0],
                e.Metadata.GetRequiredMetadata<Asks>())))
        {
            foreach (var role in (Role?[])[null, Role.Public, Role.System, .. Roles.Cast<Role?>()])
            {
                using var request = new HttpRequestMessage(new(method), Parts().Replace(address, "none"));
                if (role is { } r) request.Headers.Authorization = new("Bearer", ApiFixture.Token(r, "nobody-known"));
                using var answer = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                var status = answer.StatusCode;
                var isHeld = role is null ? status == HttpStatusCode.Unauthorized
                    : asks.Roles.Contains(role.Value) ? status is not HttpStatusCode.Unauthorized && (int)status < 500
                    : status == HttpStatusCode.Forbidden;
                asked++;
                if (!isHeld) holes.Add($"{role} {method} {address}: {(int)status}");
            }
        }
        asked.ShouldBeGreaterThan(10 * 13);
        holes.ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "A2")]
    public void What_was_granted_to_one_is_granted_to_no_other_of_its_role()
    {
        var (ledger, known, tried, holes) = (new MemoryLedger(), new Dictionary<Role, List<string>>(), new Dictionary<string, int>(),
            new SortedDictionary<string, string>());
        foreach (var act in The_demonstration_history.Played.Value)
        {
            var name = act.Request.GetType().Name;
            if (act.By.Role is not (Role.System or Role.Public) && tried.GetValueOrDefault(name) < 5)
            {
                foreach (var other in known.GetValueOrDefault(act.By.Role, []).Where(o => o != act.By.Subject).Take(3))
                {
                    tried[name] = tried.GetValueOrDefault(name) + 1;
                    var decided = act.Request.DecideFor(new(act.On, act.At, act.By with { Subject = other }, null), ledger);
                    if (decided.Facts.Count == 0) continue;
                    var written = $"{decided.Facts[0]}";
                    if (!InOnesOwnName.Contains(name) || !written.Contains($" = {other}") || written.Contains($" = {act.By.Subject}"))
                    {
                        holes[name] = $"{act.By.Role} {other} instead of {act.By.Subject}: {string.Join(", ", decided.Facts)}";
                    }
                }
            }
            ledger.Append(act.Facts);
            foreach (var (role, id) in act.Facts.SelectMany(Registered))
            {
                if (!known.TryGetValue(role, out var ids)) known[role] = ids = [];
                ids.Add(id);
            }
        }
        tried.Count.ShouldBeGreaterThan(40);
        string.Join('\n', holes.Select(h => $"{h.Key}: {h.Value}")).ShouldBeEmpty();
    }

    /// <summary>Written anew with LEADER_WRITE_RIGHTS=1.</summary>
    [Fact, Trait("Rule", "A2")]
    public async Task The_table_in_the_documents_is_the_one_that_is_held()
    {
        var page = Path.Combine(The_stored_facts_are_the_reviewed_ones.Repository(), "docs", "rights.md");
        var (text, rows) = (await File.ReadAllTextAsync(page), Commands.OrderBy(c => c.Address, StringComparer.Ordinal).Select(c =>
        {
            var words = Labels.Operation($"POST {c.Address}")!.Value;
            return $"| {words.En} | {words.Zh} | `{c.Address}` | "
                + $"{(c.Asks.Roles.Count == 0 ? "anyone" : string.Join(", ", c.Asks.Roles.Select(r => $"`{Identity.Name(r)}`")))} |\n";
        }));
        var (head, table) = (text[..(text.IndexOf(Rule, StringComparison.Ordinal) + Rule.Length)], string.Concat(rows));
        if (Environment.GetEnvironmentVariable("LEADER_WRITE_RIGHTS") == "1")
        {
            var behind = text[head.Length..];
            await File.WriteAllTextAsync(page, head + table + behind[behind.IndexOf("\n\n", StringComparison.Ordinal)..][1..]);
        }
        (await File.ReadAllTextAsync(page)).ShouldStartWith(head + table + "\n");
    }

    private const string Rule = "|---|---|---|---|\n";

    private static IEnumerable<(Role Role, string Id)> Registered(Fact fact) => fact switch
    {
        EnterpriseRegistered e => [(Role.Enterprise, e.Enterprise)],
        OrganisationRegistered o => o.Kinds.SelectMany(k => k switch
        {
            OrganisationKind.Regulator => (Role[])[Role.Regulator],
            OrganisationKind.Department => [Role.Department, Role.ResultUser],
            OrganisationKind.LocalAuthority => [Role.LocalAuthority, Role.ResultUser],
            OrganisationKind.TestingOrCertificationBody => [Role.TestingBody, Role.ProfessionalBody],
            OrganisationKind.ProfessionalStandardizationBody => [Role.ProfessionalBody],
            OrganisationKind.SupervisionAuthority => [Role.Supervisor],
            OrganisationKind.Registrar => [Role.Registrar],
            OrganisationKind.Purchaser or OrganisationKind.AwardOrganiser or OrganisationKind.BrandEvaluator
                or OrganisationKind.FinancialInstitution or OrganisationKind.Fund => [Role.ResultUser],
            OrganisationKind.PlatformEnterprise => [Role.ResultUser, Role.EvaluationBody],
            OrganisationKind.ResearchInstitute or OrganisationKind.TechnicalInstitution or OrganisationKind.IndustryAssociation =>
                [Role.EvaluationBody, Role.WorkingBody, Role.Expert, Role.ProfessionalBody],
            _ => [Role.EvaluationBody, Role.WorkingBody, Role.Expert],
        }).Select(r => (r, o.Organisation)),
        _ => [],
    };

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parts();
}
