using System.Text.Json.Serialization.Metadata;
using Leader.Domain;
using Leader.Domain.Values;
using Leader.Projections.Views;
using Microsoft.OpenApi;

namespace Leader.Api.Http;

/// <summary>
/// How ids are written, as schemas of the OpenAPI document, by the expressions that the code reads them by. Requests may spell them
/// otherwise (<see cref="Doors"/>); what is answered never does.
/// </summary>
internal static class IdForms
{
    /// <summary>Marks a text until its schema stands in the document.</summary>
    private const string Mark = "x-form";

    private const string Digest = "Digest", Number = "StandardNumber", Own = "OwnId", Barcode = "Gtin";

    private static readonly Dictionary<string, (string Written, string Says, string Example)> All = new(StringComparer.Ordinal)
    {
        ["EnterpriseCode"] = (EnterpriseCode.Written, "Credit code (GB 32100) or LEI (ISO 17442).", "91120116LP00005818"),
        ["CategoryId"] = (Ids.Written, "A product or service category.", "air-purifier"),
        ["OrganisationId"] = (Ids.Written, "A registered organisation.", "caq"),
        [Own] = (Ids.Written, "An id that the sender chose, or the register drew.", "c-2020-001"),
        ["CallId"] = (Ids.CallWritten, "Cycle and category: of a call for plans, and of the evaluation behind it.", "2024-air-purifier"),
        ["PlanId"] = (Ids.PlanWritten, "Call and body, and the round from the second on.", "2024-air-purifier.caq"),
        ["NoticeId"] = (Ids.NoticeWritten, "Call, subject and version.", "2024-air-purifier.ranking.1"),
        ["ObjectionId"] = (Ids.ObjectionWritten, "Notice and number.", "2024-air-purifier.ranking.1.1"),
        ["TitleId"] = (Ids.TitleWritten, "Evaluation and enterprise.", "2023-express-delivery.91120116LP00005818"),
        ["RevocationId"] = (
            Ids.RevocationWritten, "Title and number: of a revocation and of its ban.", "2023-express-delivery.91120116LP00005818.r1"),
        ["DeclarationId"] = (
            StandardNumber.DeclarationWritten, "Enterprise and the number of its standard, with ~ for / and _ for blanks.",
            "91440606LP0000012E.Q~CH_009-2026"),
        ["ProductId"] = (
            Ids.ProductWritten, "Declaration and number of a product under it.", "91440606LP0000012E.Q~CH_009-2026@1"),
        [Barcode] = (Gtin.Written, "The number under a barcode: GTIN-8, -12, -13 or -14, with its check digit.", "9520123456788"),
        [Number] = (StandardNumber.Written, "The number of a standard, with its year.", "Q/CH 009-2026"),
        [Digest] = (Digests.Written, "SHA-256, lower-case hex.", new string('0', 64)),
    };

    private static readonly Dictionary<IdKind, string> OfKinds = new()
    {
        [IdKind.Enterprise] = "EnterpriseCode",
        [IdKind.Organisation] = "OrganisationId",
        [IdKind.Category] = "CategoryId",
        [IdKind.Title] = "TitleId",
        [IdKind.Declaration] = "DeclarationId",
        [IdKind.Product] = "ProductId",
        [IdKind.Evaluation] = "CallId",
        [IdKind.Call] = "CallId",
        [IdKind.Plan] = "PlanId",
        [IdKind.Notice] = "NoticeId",
        [IdKind.Objection] = "ObjectionId",
        [IdKind.Complaint] = Own,
        [IdKind.Finding] = Own,
        [IdKind.Policy] = Own,
        [IdKind.RuleSet] = Own,
        [IdKind.Ban] = "RevocationId",
        [IdKind.Revocation] = "RevocationId",
    };

    /// <summary>Members that hold something written in one form, and are no id of a kind.</summary>
    private static readonly Dictionary<string, string> OfMembers = new(StringComparer.Ordinal)
    {
        ["evidence"] = Digest,
        ["contentHash"] = Digest,
        ["secretHash"] = Digest,
        ["number"] = Number,
        ["gtin"] = Barcode,
    };

    public static string? Of(Type document, JsonPropertyInfo member) =>
        IdMembers.Of(document, member) is { } kind ? OfKinds.GetValueOrDefault(kind)
        : member.PropertyType == typeof(string) || member.PropertyType.IsAssignableTo(typeof(IEnumerable<string>))
            ? OfMembers.GetValueOrDefault(member.Name)
            : null;

    /// <summary>Of an id in an address.</summary>
    /// <param name="part">The part of the address before it.</param>
    public static string? OfAddress(string part, string name) => name switch
    {
        "creditCode" => "EnterpriseCode",
        "digest" => Digest,
        "id" => Enum.GetValues<IdKind>().Cast<IdKind?>().FirstOrDefault(k => Links.To(k!.Value, "") == $"/v1/{part}/") is { } kind
            ? OfKinds.GetValueOrDefault(kind)
            : null,
        _ => null,
    };

    public static string? Of(Parameter parameter) => parameter.As switch
    {
        ReadAs.Code or ReadAs.Enterprise => "EnterpriseCode",
        ReadAs.Category => "CategoryId",
        ReadAs.StandardNumber => Number,
        ReadAs.Barcode => Barcode,
        _ => null,
    };

    /// <summary>The text is of this form.</summary>
    public static void Is(this OpenApiSchema schema, string form)
    {
        schema.Extensions ??= new Dictionary<string, IOpenApiExtension>();
        schema.Extensions[Mark] = new JsonNodeExtension(form);
    }

    public static void Add(Microsoft.OpenApi.OpenApiDocument document)
    {
        document.Components ??= new();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        foreach (var (name, (written, says, example)) in All)
        {
            document.Components.Schemas[name] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Pattern = $"^{written}$",
                Description = says,
                Examples = [example],
            };
        }
    }

    /// <summary>The schema of the form that the text is marked with; itself where it is not.</summary>
    public static IOpenApiSchema Named(IOpenApiSchema described, Microsoft.OpenApi.OpenApiDocument document)
    {
        if (described is not OpenApiSchema schema) return described;
        if (schema.Items is not null) schema.Items = Named(schema.Items, document);
        if (schema.Extensions?.Remove(Mark, out var mark) != true) return schema;
        var reference = new OpenApiSchemaReference(((JsonNodeExtension)mark!).Node.GetValue<string>(), document);
        if (schema.Description is { } says) reference.Description = says;
        return schema.Type?.HasFlag(JsonSchemaType.Null) == true
            ? new OpenApiSchema { OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, reference] }
            : reference;
    }
}
