using Leader.Api.Http;
using Leader.Projections.Log;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Leader.Api.Tests.Signing;

[Collection("api")]
public class Acts_are_signed_for_the_addresses_they_are_sent_to(ApiFixture api)
{
    [Fact]
    public void Each_act_that_may_be_signed_is_asked_for_at_one_address_with_the_command_as_its_body() =>
        api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(e => (Asks: e.Metadata.GetMetadata<Asks>(), e.RoutePattern.RawText))
            .Where(e => e.Asks?.Command is { } command && SignedAddresses.Of(command) is not null)
            .Select(e => (e.Asks!.Command!.Name, e.Asks.Request?.Name, e.RawText))
            .ShouldBe(SignedAddresses.Acts.Select(a => (a.Name, (string?)a.Name, SignedAddresses.Of(a))), ignoreOrder: true);
}
