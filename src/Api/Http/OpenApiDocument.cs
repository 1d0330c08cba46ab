using System.Text.RegularExpressions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Leader.Api.Http;

internal static partial class OpenApiDocument
{
    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "Leader · 企业标准“领跑者”登记系统",
                Version = "v1",
                Description = "The register of China's enterprise-standard Leader programme (国市监标准〔2018〕84号). Every GET takes two clocks: asOf (in force on that day in Beijing) and knownAt or position (as known then). Errors are RFC 9457 problems with stable codes.",
                License = new() { Name = "To be decided by the owner", Url = new("https://spdx.org/licenses/") },
            };
            document.Servers = [new() { Url = "/" }];
            document.Components ??= new();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" };
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if ((Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type) is not { IsEnum: true } words) return Task.CompletedTask;
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. Enum.GetNames(words).Select(n => (System.Text.Json.Nodes.JsonNode)System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(n)!)];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            // The endpoints read the ids of their address themselves.
            operation.Parameters ??= [];
            foreach (var id in IdsOf().Matches(context.Description.RelativePath ?? "").Select(m => m.Groups[1].Value))
                if (operation.Parameters.All(p => p.Name != id))
                    operation.Parameters.Add(new OpenApiParameter { Name = id, In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
            if (operation.Responses?.ContainsKey("401") == true)
                operation.Security = [new() { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] }];
            return Task.CompletedTask;
        });
    }

    /// <summary>The ids of an address; <c>{**path}</c> takes all that follows.</summary>
    [GeneratedRegex(@"\{\*{0,2}(\w+)\}")]
    private static partial Regex IdsOf();
}
