using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>Evaluation is free for enterprises. Clause 四(三), R45, P1.</summary>
public static class Fees
{
    /// <summary>A fee recorded for the call stands against the body in it. Refuses: fee-recorded.</summary>
    public static Refusal? RefusalFor(OrganisationRegister register, string body, string call) =>
        register.Fees.FirstOrDefault(f => f.Organisation == body && f.Call == call) is { } fee
            ? new(
                "fee-recorded",
                "Clause 四(三)",
                $"A fee that '{body}' took from {fee.Enterprise} in {fee.Call} was recorded on {fee.On:yyyy-MM-dd}. Evaluation bodies may "
                    + "not charge enterprises.")
            : null;
}
