using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

public static class RegisteredCodes
{
    /// <summary>A code that need not be registered: malformed where its check character does not hold and nobody has it.</summary>
    public static Refusal? CodeRefusal(this ILedger ledger, string typed, string field) =>
        EnterpriseCode.Read(typed) is { OnlyIfRegistered: true } read && !ledger.Enterprise(read.Code).Exists
            ? Refusal.Malformed(field, read.Fault!)
            : null;
}
