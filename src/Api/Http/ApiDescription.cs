using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Leader.Api.Http;

/// <summary>
/// The OpenAPI document of the register, made once: it is the same for all who ask, and takes about a second.
/// </summary>
internal sealed class ApiDescription([FromKeyedServices("v1")] IOpenApiDocumentProvider provider)
{
    private readonly Lazy<Task<(byte[] Written, JsonElement Read)>> _made = new(() => MakeAsync(provider));

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/openapi/v1.json", async (ApiDescription description) =>
            TypedResults.Bytes((await description._made.Value).Written, "application/json; charset=utf-8"))
        .ExcludeFromDescription();

    public async Task<JsonElement> ReadAsync() => (await _made.Value).Read;

    private static async Task<(byte[] Written, JsonElement Read)> MakeAsync(IOpenApiDocumentProvider provider)
    {
        using var written = new MemoryStream();
        await (await provider.GetOpenApiDocumentAsync()).SerializeAsJsonAsync(written, OpenApiSpecVersion.OpenApi3_1);
        var bytes = written.ToArray();
        return (bytes, JsonElement.Parse(bytes));
    }
}
