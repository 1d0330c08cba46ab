using Leader.Api.Http;
using Leader.Projections.Log;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Leader.Api.Tests.Signing;

[Collection(nameof(SharedApi))]
public class Acts_are_signed_for_the_addresses_they_are_sent_to(ApiFixture api)
{
    [Fact]
    public void Each_act_that_may_be_signed_is_asked_for_at_one_address_with_the_command_as_its_body() =>
        api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<Asks>()?.Command is { } command && SignedAddresses.Of(command) is not null)
            .Select(e => (e.Metadata.GetMetadata<Asks>()!.Command!.Name, e.Metadata.GetMetadata<Asks>()!.Request?.Name, e.RoutePattern.RawText))
            .ShouldBe(SignedAddresses.Acts.Select(a => (a.Name, (string?)a.Name, SignedAddresses.Of(a))), ignoreOrder: true);
}
