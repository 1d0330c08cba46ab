using Leader.Api.Portal.Forms;
using Leader.Api.Portal.Frame;
using Leader.Api.Portal.Pages;
using Microsoft.AspNetCore.Routing.Template;

namespace Leader.Api.Portal;

/// <summary>Which component shows which address.</summary>
internal static class PortalPages
{
    /// <summary>By the pattern of the endpoint; whatever has no page of its own is shown by <see cref="DocumentPage"/>.</summary>
    private static readonly Dictionary<string, Type> Views = new(StringComparer.Ordinal)
    {
        ["/v1/categories/{id}/ranking"] = typeof(RankingPage),
        ["/v1/evaluations/{id}/ranking"] = typeof(RankingPage),
        ["/v1/bans"] = typeof(BansPage),
        ["/v1/bans/{creditCode}"] = typeof(BansPage),
        ["/v1/categories"] = typeof(CategoriesPage),
        ["/v1/categories/{id}"] = typeof(CategoryPage),
        ["/v1/categories/{id}/leaders"] = typeof(TitlesPage),
        ["/v1/leaders"] = typeof(TitlesPage),
        ["/v1/titles"] = typeof(TitlesPage),
        ["/v1/notices"] = typeof(NoticesPage),
        ["/v1/notices/{id}"] = typeof(NoticePage),
        ["/v1/statistics"] = typeof(StatisticsPage),
        ["/v1/enterprises"] = typeof(EnterprisesPage),
        ["/v1/enterprises/{creditCode}"] = typeof(EnterprisePage),
        ["/v1/enterprises/{creditCode}/standing"] = typeof(StandingPage),
    };

    public static readonly OwnPage[] Own =
    [
        Page<HomePage>("", clocks: true),
        Page<DeskPage>("desk"),
        Page<SignInPage>("desk/sign-in", forms: true),
        Page<SignOutPage>("desk/sign-out", forms: true),
        Page<CommandPage>("desk/do/{command}", forms: true),
        Page<UploadPage>("desk/upload", forms: true),
        Page<TemplatePage>("desk/upload/template"),
        Page<CommandPage>("complain", forms: true),
        Page<CommandPage>("object", forms: true),
    ];

    public static Type Of(Answer answer) => !answer.Ok ? typeof(ProblemPage)
        : answer.Pattern is { } pattern && Views.TryGetValue(pattern, out var page) ? page
        : typeof(DocumentPage);

    private static OwnPage Page<T>(string pattern, bool clocks = false, bool forms = false) =>
        new(new(TemplateParser.Parse(pattern), []), typeof(T), clocks, forms);
}
