using System.Net;
using System.Text.RegularExpressions;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Proof;

namespace Leader.Api.Tests.Proof;

public sealed class A_title_has_a_certificate : IAsyncLifetime
{
    private readonly ApiFixture api = new();
    public Task InitializeAsync() => api.InitializeAsync();
    public Task DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task A_held_title_has_a_proof_of_its_award_and_an_image_that_leads_to_its_page()
    {
        var programme = await new Programme(new(api), new(2026, 6, 1)).UpToAsync(Station.ListPublished);
        await api.LoggedAsync();
        var address = $"/v1/titles/{programme.TitleOfA}/certificate";
        var doc = await api.GetAsync(address);
        (doc.GetProperty("status").GetString(), doc.GetProperty("enterprise").GetString()).ShouldBe(("inForce", programme.A));
        doc.GetProperty("page").GetString()!.ShouldEndWith($"/v1/titles/{programme.TitleOfA}");
        using (var page = await api.Http.GetAsync(doc.GetProperty("page").GetString())) page.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var file = await api.Http.GetAsync(doc.GetProperty("proof").GetString());
        file.Content.Headers.ContentDisposition!.FileName!.Trim('"').ShouldBe($"{programme.TitleOfA}.tlog-proof");
        TlogProof.TryParse(await file.Content.ReadAsStringAsync(), out var proof).ShouldBeTrue();
        proof!.Verify(proof.Extra!, ApiFixture.LogKey.Verifier).ShouldNotBeNull();
        var fact = LogEntry.Read(proof.Extra!).Fact!;
        FactTypes.Read(fact.Type, fact.Data).ShouldBeOfType<TitleAwarded>().Enterprise.ShouldBe(programme.A);

        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "image/svg+xml" } } };
        using var image = await api.Http.SendAsync(request);
        image.Content.Headers.ContentType!.MediaType.ShouldBe("image/svg+xml");
        var svg = System.Xml.Linq.XDocument.Parse(await image.Content.ReadAsStringAsync()).ToString();
        svg.ShouldContain("有效");
        svg.ShouldNotContain("取消");
        Regex.Count(svg, "<path").ShouldBe(1);
    }

    [Fact]
    public async Task A_revoked_title_says_so_at_once_and_has_no_proof_file_any_more()
    {
        var programme = await new Programme(new(api), new(2026, 6, 1)).UpToAsync(Station.Revoked);
        await api.LoggedAsync();
        var address = $"/v1/titles/{programme.TitleOfA}/certificate";
        var doc = await api.GetAsync(address);
        (doc.GetProperty("status").GetString(), doc.GetProperty("proof").ValueKind)
            .ShouldBe(("revoked", System.Text.Json.JsonValueKind.Null));
        using var file = await api.Http.GetAsync(address + "?format=proof");
        file.StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await file.Content.ReadAsStringAsync()).ShouldContain("title-revoked");
        (await api.Http.GetStringAsync(address + "?format=svg")).ShouldContain("已取消");
        // history stays provable
        (await api.Http.GetStringAsync($"/v1/log/proofs/{doc.GetProperty("awardPosition").GetInt64()}.tlog-proof"))
            .ShouldStartWith("c2sp.org/tlog-proof@v1");
        (await api.Http.GetStringAsync($"/v1/titles/{Domain.Ids.Title(programme.Evaluation, programme.B)}/certificate?format=svg"))
            .ShouldContain("In force");
        (await api.Http.GetAsync(address + "?format=pdf")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await api.Http.GetAsync("/v1/titles/nothing/certificate")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
