using System.Security.Cryptography;
using System.Text;
using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>Who asks to read.</summary>
/// <param name="Enterprises">The credit codes that the reader answers for: its own and those that it succeeded.</param>
/// <param name="IsWorkingBody">It is the working body of the day.</param>
/// <param name="SecretHash">SHA-256, lower-case hex, of the secret of a receipt that came with the request.</param>
public sealed record Reader(Actor By, IReadOnlyCollection<string> Enterprises, bool IsWorkingBody = false, string? SecretHash = null)
{
    /// <summary>Without a token, and without a secret.</summary>
    public static readonly Reader Anyone = new(new("public", Role.Public), []);

    public bool IsRegulator => By.Role == Role.Regulator;
    public bool Holds(string secretHash) =>
        SecretHash is { } held && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(held), Encoding.UTF8.GetBytes(secretHash));
}

/// <summary>A call for plans, as far as it decides who reads what was submitted. Clause 四(三), D3, D4, Q48.</summary>
/// <param name="Decided">The last round in which a plan was selected, and with it all before; 0 where none was.</param>
/// <param name="Experts">The panel of the round that runs.</param>
public sealed record CallMatter(int Decided, IReadOnlyCollection<string> Experts)
{
    public static CallMatter Of(Call call) => new(call.DecidedRound, [.. call.Panel.Select(e => e.Id)]);

    /// <param name="seal"><see cref="Seal.Plan"/>, <see cref="Seal.Opinion"/> or <see cref="Seal.Panel"/>.</param>
    /// <param name="author">The body of the plan; of an opinion the expert.</param>
    public bool Shows(Seal seal, int round, string author, Reader reader) =>
        round <= Decided || reader.IsRegulator || reader.IsWorkingBody
        || (seal switch
        {
            Seal.Plan => reader.By.Is(Role.EvaluationBody, author) || IsOnPanel(reader),
            Seal.Opinion => reader.By.Is(Role.Expert, author),
            _ => IsOnPanel(reader),
        });

    private bool IsOnPanel(Reader reader) => reader.By.Role == Role.Expert && Experts.Contains(reader.By.Subject);
}

/// <summary>A complaint, as far as it decides who reads it. D15, Q48.</summary>
public sealed record ComplaintMatter(string Body, string SecretHash)
{
    public static ComplaintMatter Of(Complaint complaint) => new(complaint.Received?.Body ?? "", complaint.Received?.SecretHash ?? "");

    public bool Shows(Reader reader) => reader.IsRegulator || reader.By.Is(Role.EvaluationBody, Body) || reader.Holds(SecretHash);
}

/// <summary>A case, as far as it decides who reads it. Clause 四(六), Q32.</summary>
/// <param name="Authority">The supervisor whose finding opened it; null where none did.</param>
/// <param name="SecretHash">Of the complaint that opened it; null where none did.</param>
public sealed record CaseMatter(bool Decided, string Enterprise, string Body, string? Authority = null, string? SecretHash = null)
{
    public static CaseMatter Of(ILedger ledger, string id)
    {
        var @case = ledger.Case(id);
        return new(@case.Decision is not null, @case.Enterprise, @case.Body,
            @case.Exists && @case.Origin == CaseOrigin.Finding ? ledger.Finding(@case.OriginId).Received?.Authority : null,
            @case.Exists && @case.Origin == CaseOrigin.Complaint ? ledger.Complaint(@case.OriginId).Received?.SecretHash : null);
    }

    /// <param name="seal"><see cref="Seal.Hearing"/> or <see cref="Seal.Statement"/>.</param>
    public bool Shows(Seal seal, Reader reader) =>
        Decided || reader.IsRegulator || reader.By.Is(Role.EvaluationBody, Body) || reader.Enterprises.Contains(Enterprise)
        || seal == Seal.Statement && (Authority is { } a && reader.By.Is(Role.Supervisor, a) || SecretHash is { } h && reader.Holds(h));
}

/// <summary>A finding, as far as it decides who reads its facts. Clause 五(二), D19, Q32.</summary>
/// <param name="Cases">Those that it opened.</param>
public sealed record FindingMatter(string Authority, IReadOnlyList<CaseMatter> Cases)
{
    public bool Shows(Reader reader) =>
        reader.IsRegulator || reader.By.Is(Role.Supervisor, Authority) || Cases.All(c => c.Decided)
            || Cases.Any(c => !c.Decided && c.Shows(Seal.Hearing, reader));
}
