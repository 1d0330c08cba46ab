using System.Net;
using Leader.Domain;

namespace Leader.Api.Tests;

[Collection("api")]
public class Declaring_over_http(ApiFixture api)
{
    [Fact]
    public async Task A_client_reads_its_own_write_with_minPosition()
    {
        var by = new Actor("91350100M000100Y43", Role.Enterprise);
        var answer = await api.RecordAsync("/v1/enterprises", new { enterprise = by.Subject, name = "示例晨风电器有限公司 𠮷" }, by);

        var file = await api.GetAsync($"/v1/enterprises/{by.Subject}", answer.Position);

        file.GetProperty("name").GetString().ShouldBe("示例晨风电器有限公司 𠮷");
        (await api.PostAsync("/v1/enterprises", new { enterprise = by.Subject, name = "x" }, new Actor("samr", Role.Regulator))).StatusCode
            .ShouldBe(HttpStatusCode.Forbidden);
    }
}
