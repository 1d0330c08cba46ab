using Leader.Api.Adoptions;
using Leader.Api.Bans;
using Leader.Api.Cases;
using Leader.Api.Changes;
using Leader.Api.Complaints;
using Leader.Api.Declarations;
using Leader.Api.Downloads;
using Leader.Api.Enterprises;
using Leader.Api.EvaluationPlans;
using Leader.Api.Evaluations;
using Leader.Api.Evidence;
using Leader.Api.Feed;
using Leader.Api.Guidance;
using Leader.Api.Hosting;
using Leader.Api.Http;
using Leader.Api.Imports;
using Leader.Api.KeyFields;
using Leader.Api.Organisations;
using Leader.Api.Persons;
using Leader.Api.Products;
using Leader.Api.Promotion;
using Leader.Api.Proof;
using Leader.Api.PublicNotices;
using Leader.Api.RuleSets;
using Leader.Api.Search;
using Leader.Api.SigningKeys;
using Leader.Api.Statistics;
using Leader.Api.Supervision;
using Leader.Api.Titles;
using Leader.Api.Watches;
using Leader.Api.Why;
using Leader.Api.WorkLists;

namespace Leader.Api;

/// <summary>Every address, by concept.</summary>
internal static class Endpoints
{
    public static void MapLeader(this WebApplication app)
    {
        app.MapRuleSets();
        app.MapOrganisations();
        app.MapEnterprises();
        app.MapDeclarations();
        app.MapProducts();
        app.MapKeyFields();
        app.MapPlans();
        app.MapEvaluations();
        app.MapNotices();
        app.MapTitles();
        app.MapOtherTitles();
        app.MapBadge();
        app.MapComplaints();
        app.MapCases();
        app.MapEvidence();
        app.MapPersons();
        app.MapReadings();
        app.MapBans();
        app.MapAdoptions();
        app.MapPromotion();
        app.MapSigningKeys();
        app.MapWatches();
        app.MapGuidance();
        app.MapSupervision();
        app.MapSampling();
        app.MapQualityCredits();
        app.MapInspections();
        app.MapStatistics();
        app.MapChanges();
        app.MapDownloads();
        app.MapImports();
        app.MapSearch();
        app.MapWhy();
        app.MapLog();
        app.MapCertificate();
        app.MapFeed();
        app.MapWorkLists();
        app.MapGroup("").WithMetadata(new OfTheMoment()).MapHealth();
    }
}
