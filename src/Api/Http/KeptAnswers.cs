using Leader.Projections.Views.Engine;
using Microsoft.AspNetCore.OutputCaching;

namespace Leader.Api.Http;

/// <summary>
/// Answers at fixed clocks, kept in memory: they never change, so whoever asks again gets the same bytes, and nothing is read for it.
/// What may be kept for all is decided by <see cref="Caching"/>, here as for every cache on the way.
/// </summary>
/// <remarks>Setting <c>Answers:MegabytesKept</c>, 64 if not given; 0 keeps none.</remarks>
internal static class KeptAnswers
{
    /// <summary>A page asks, and reads of the request how the doors put it right.</summary>
    internal sealed record ForAPage;

    private const string Tag = "answers";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static void AddKeptAnswers(this IServiceCollection services, IConfiguration configuration)
    {
        var megabytes = configuration.GetValue("Answers:MegabytesKept", 64);
        services.AddOutputCache(o =>
        {
            o.AddBasePolicy(new AtFixedClocks(megabytes > 0));
            (o.SizeLimit, o.MaximumBodySize) = (Math.Max(1, megabytes) * 1_048_576L, 1_048_576);
            (o.DefaultExpirationTimeSpan, o.UseCaseSensitivePaths) = (Longest, true);
        });
        services.AddHostedService<Forgetting>();
    }

    private sealed class AtFixedClocks(bool keeps) : IOutputCachePolicy
    {
        public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            var (http, request) = (context.HttpContext, context.HttpContext.Request);
            context.EnableOutputCaching = keeps && HttpMethods.IsGet(request.Method) && !http.IsHead()
                && request.Query.ContainsKey("asOf") && request.Query.ContainsKey("position")
                && http.GetEndpoint()?.Metadata.GetMetadata<StatesItsClocks>() is not null && !Caching.IsPrivate(request)
                && http.Features.Get<ForAPage>() is null;
            (context.AllowCacheLookup, context.AllowCacheStorage, context.AllowLocking) =
                (context.EnableOutputCaching, context.EnableOutputCaching, false);
            context.CacheVaryByRules.QueryKeys = "*";
            context.CacheVaryByRules.HeaderNames = "Accept";
            context.Tags.Add(Tag);
            return ValueTask.CompletedTask;
        }

        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            context.HttpContext.MadeFrom().Fixed = true;
            return ValueTask.CompletedTask;
        }

        public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            var (http, from) = (context.HttpContext, context.HttpContext.MadeFrom());
            context.AllowCacheStorage = http.Response.StatusCode == StatusCodes.Status200OK
                && from is { Fixed: true, Reader: false, Once: false };
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>
    /// Forgets all answers where the views were made anew, or go back: a database that was restored counts some positions a second time.
    /// </summary>
    private sealed class Forgetting(ViewSignal signal, ViewReader views, IOutputCacheStore kept, MadeFiles files) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            signal.BeganAnew += Forget;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            signal.BeganAnew -= Forget;
            return Task.CompletedTask;
        }

        private void Forget()
        {
            views.Forget();
            files.Forget();
            _ = kept.EvictByTagAsync(Tag, CancellationToken.None).AsTask(); // in memory: done when it returns
        }
    }
}
