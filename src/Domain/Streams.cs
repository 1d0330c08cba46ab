using System.Globalization;
using Leader.Domain.Values;

namespace Leader.Domain;

/// <summary>The keys of all streams. Natural keys make uniqueness a property of the store.</summary>
public static class Streams
{
    public const string RuleSets = "rule-sets";
    public const string Calendar = "calendar";

    /// <summary>All organisations and their relations: the graph is small, and every act of a body rests on the whole of it.</summary>
    public const string Organisations = "organisations";

    /// <summary>What a stream's name begins with, up to the slash.</summary>
    public static readonly IReadOnlyList<string> Kinds =
    [
        RuleSets, Calendar, Organisations, "enterprise", "declaration", "key-fields", "category", "call", "evaluation", "notice", "title",
        "complaint", "case", "finding", "evidence", "person", "policy", "late", "product",
        "release", "external-figure", "sampling-plan", "field-proposals", "signing-keys",
        "signing-key", "quality-credits", "inspection", "services", "activity", "other-title",
        "implementing-scheme",
    ];

    public static string Enterprise(string code) => $"enterprise/{code}";
    public static string Declaration(string id) => $"declaration/{id}";
    public static string KeyFields(int cycle) => $"key-fields/{cycle.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>What a category keeps through all cycles: the declarations filed under it and the leader lists published.</summary>
    public static string Category(string id) => $"category/{id}";

    /// <summary>The call for plans of one category and cycle, with its plans, reviews and selection.</summary>
    public static string Call(string id) => $"call/{id}";

    public static string Evaluation(string id) => $"evaluation/{id}";
    public static string Notice(string id) => $"notice/{id}";
    public static string Title(string id) => $"title/{id}";
    public static string Complaint(string id) => $"complaint/{id}";
    public static string Case(string id) => $"case/{id}";
    public static string Finding(string id) => $"finding/{id}";
    /// <summary>A file of evidence, by its digest: its deposit and, maybe, its erasure.</summary>
    public static string Evidence(string digest) => $"evidence/{digest}";

    /// <summary>A person, by an opaque reference: what was done about the data that stands beside the log.</summary>
    public static string Person(string reference) => $"person/{reference}";

    public static string Policy(string id) => $"policy/{id}";

    /// <summary>How the programme is carried out, with its timetable.</summary>
    public static string ImplementingScheme(string id) => $"implementing-scheme/{id}";

    /// <summary>A release of statistics.</summary>
    public static string Release(string id) => $"release/{id}";

    /// <summary>A figure that others found.</summary>
    public static string ExternalFigure(string id) => $"external-figure/{id}";

    /// <summary>Spot checks of a year.</summary>
    public static string SamplingPlan(string id) => $"sampling-plan/{id}";

    /// <summary>How others rated the quality credit of an enterprise.</summary>
    public static string QualityCredits(string enterprise) => $"quality-credits/{enterprise}";

    /// <summary>An authority looked at how the programme is carried out.</summary>
    public static string Inspection(string id) => $"inspection/{id}";

    /// <summary>The key fields that were proposed for a cycle.</summary>
    public static string FieldProposals(int cycle) => $"field-proposals/{cycle.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The services that a professional body offers.</summary>
    public static string Services(string body) => $"services/{body}";

    /// <summary>A training, a campaign, a day of publicity.</summary>
    public static string Activity(string id) => $"activity/{id}";

    /// <summary>A title of another scheme.</summary>
    public static string OtherTitle(string id) => $"other-title/{id}";

    /// <summary>The keys that a holder signs with.</summary>
    public static string SigningKeys(string holder) => $"signing-keys/{holder}";

    /// <summary>Whose a key is, by its thumbprint.</summary>
    public static string SigningKey(string key) => $"signing-key/{key}";

    /// <summary>Who claims a product: by its barcode, or by its brand and model.</summary>
    public static string Product(string key) => $"product/{key}";

    /// <summary>How acts that were entered late into a stream became known; of a closed stream as closed as it.</summary>
    public static string LateEntries(string stream) => $"late/{stream}";
}

/// <summary>How ids are made of each other. No id is drawn at random in the domain.</summary>
public static class Ids
{
    /// <summary>What acts call by names of their own: bodies, categories, complaints, policies.</summary>
    public const string Written = "[a-z0-9-]{1,64}";

    public const string CallWritten = $"[0-9]{{4}}-{Written}";
    public const string PlanWritten = $@"{CallWritten}\.{Written}(?:\.[0-9]+)?";
    public const string NoticeWritten = $@"{CallWritten}\.{Written}\.[0-9]+";
    public const string ObjectionWritten = $@"{NoticeWritten}\.[0-9]+";
    public const string TitleWritten = $@"{CallWritten}\.{EnterpriseCode.Written}";
    public const string RevocationWritten = $@"{TitleWritten}\.r[0-9]+";

    public const string ProductWritten = $"{StandardNumber.DeclarationWritten}@[0-9]+";

    /// <summary>A call and its evaluation share the id <c>2024-air-purifier</c>.</summary>
    public static string Call(int cycle, string category) => string.Create(CultureInfo.InvariantCulture, $"{cycle}-{category}");

    public static (int Cycle, string Category)? ParseCall(string id) =>
        id.Length > 5 && id[4] == '-' && int.TryParse(id.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var cycle)
            ? (cycle, id[5..]) : null;

    /// <summary>
    /// A body submits one plan to a call: <c>2024-air-purifier.caq</c>; to a later round of it <c>2024-air-purifier.caq.2</c>.
    /// </summary>
    public static string Plan(string call, string body, int round) =>
        round == 1 ? $"{call}.{body}" : string.Create(CultureInfo.InvariantCulture, $"{call}.{body}.{round}");

    /// <summary>A body proposes a field once in a cycle: <c>2027.miit.smart-lock</c>.</summary>
    public static string FieldProposal(int cycle, string body, string field) =>
        string.Create(CultureInfo.InvariantCulture, $"{cycle}.{body}.{field}");

    /// <summary>Who rated whom, and which of its ratings it is: <c>eqc.91110108LP00000714.1</c>.</summary>
    public static string QualityCredit(string issuer, string enterprise, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{issuer}.{enterprise}.{number}");

    /// <summary>Null where the id cannot be that of a rating.</summary>
    public static string? EnterpriseOfQualityCredit(string id) => id.Split('.') is [_, var enterprise, _] ? enterprise : null;

    /// <summary>Body and number: <c>esta.1</c>.</summary>
    public static string Service(string body, int number) => string.Create(CultureInfo.InvariantCulture, $"{body}.{number}");

    public static string BodyOfService(string service) => service[..Math.Max(0, service.LastIndexOf('.'))];

    public static string CallOfPlan(string plan) => plan.Split('.')[0];

    /// <summary><c>2024-air-purifier.ranking.1</c>: what is under public notice, and the version of it.</summary>
    public static string Notice(string call, string subject, int version) =>
        string.Create(CultureInfo.InvariantCulture, $"{call}.{subject}.{version}");

    public static string Objection(string notice, int number) => string.Create(CultureInfo.InvariantCulture, $"{notice}.{number}");
    public static string NoticeOfObjection(string objection) => objection[..Math.Max(0, objection.LastIndexOf('.'))];

    /// <summary>Declaration and number: <c>91440606LP0000012E.Q~CH_009-2026@1</c>.</summary>
    public static string Product(string declaration, int number) => string.Create(CultureInfo.InvariantCulture, $"{declaration}@{number}");

    public static (string Declaration, int Number)? ParseProduct(string id) =>
        id.LastIndexOf('@') is var at and > 0
            && int.TryParse(id.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (id[..at], number) : null;

    /// <summary>One title per enterprise, category and cycle (Q21).</summary>
    public static string Title(string evaluation, string enterprise) => $"{evaluation}.{enterprise}";
}
