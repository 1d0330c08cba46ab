using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Leader.Domain;

namespace Leader.Api.Tests.Evidence;

/// <summary>What the tests of evidence share: files, and the ways in and out.</summary>
internal static class Files
{
    public static readonly Actor Caq = new("caq", Role.EvaluationBody);

    /// <summary>Begins as a PDF; each one is another.</summary>
    public static byte[] Pdf(int size = 2_000)
    {
        var file = new byte[size];
        RandomNumberGenerator.Fill(file);
        "%PDF-1.7\n"u8.CopyTo(file);
        return file;
    }

    public static string Digest(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));

    public static Task<HttpResponseMessage> DepositAsync(this ApiFixture api, string file, string? type, Actor? by) =>
        api.DepositAsync(Encoding.UTF8.GetBytes(file), type, by);

    public static async Task<HttpResponseMessage> DepositAsync(
        this ApiFixture api,
        byte[] file,
        string? type = "application/pdf",
        Actor? by = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/evidence") { Content = new ByteArrayContent(file) };
        if (type is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        request.Headers.ExpectContinue = file.Length > 1 << 20; // as curl does: the answer comes before the file, if it is too large
        if (by is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ApiFixture.Token(by.Role, by.Subject));
        return await api.Http.SendAsync(request);
    }

    public static async Task<string> DepositedAsync(this ApiFixture api, byte[] file, string type = "application/pdf", Actor? by = null)
    {
        var answer = await api.DepositAsync(file, type, by ?? Caq);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.TextAsync());
        return (await answer.JsonAsync()).GetProperty("id").GetString()!;
    }

    public static async Task<HttpResponseMessage> FetchAsync(
        this ApiFixture api,
        string digest,
        Actor? by,
        HttpMethod? method = null,
        params (string Name, string Value)[] headers) =>
        await api.SendAsync(
            method ?? HttpMethod.Get,
            $"/v1/evidence/{digest}",
            by is null ? headers : [.. headers, ("Authorization", $"Bearer {ApiFixture.Token(by.Role, by.Subject)}")]);
}
