using System.Buffers.Text;
using Leader.Domain.Process;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Tests;

[Trait("Rule", "Q64")]
public class Acts_are_signed_by_who_does_them
{
    private static readonly byte[] First = [.. Enumerable.Repeat((byte)1, 32)], Second = [.. Enumerable.Repeat((byte)2, 32)];
    private static readonly string Old = SigningKeyForm.ThumbprintOf(First), New = SigningKeyForm.ThumbprintOf(Second);

    private static RegisterSigningKey Key(byte[] key, string from = "2026-05-11", string? lastDay = null) =>
        new(SigningAlgorithm.Ed25519, Base64Url.EncodeToString(key), Day(from), lastDay is null ? null : Day(lastDay));

    private static MemoryLedger Register(params Fact[] more)
    {
        var ledger = new MemoryLedger();
        ledger.Append(
        [
            new OrganisationRegistered("samr", "Regulator", null, [OrganisationKind.Regulator], null, Day("2026-01-01")),
            new OrganisationRegistered("caq", "Body", null, [OrganisationKind.IndustryAssociation], null, Day("2026-01-01")),
            .. more,
        ]);
        return ledger;
    }

    private static Fact[] Held(string lastDay = "2027-05-10") =>
    [
        new SigningKeyRegistered(Old, "caq", SigningAlgorithm.Ed25519, Base64Url.EncodeToString(First), Day("2026-05-11"), Day(lastDay),
            Day("2026-05-11")),
        new SigningKeyClaimed(Old, "caq", Day("2026-05-11")),
    ];

    private static Decision Decide(ICommand command, ILedger ledger, string day, params string[] keys) =>
        Decide(command, ledger, Caq, Beijing.Start(Day(day)).AddHours(10), TimeSpan.Zero, keys);

    private static Decision Decide(ICommand command, ILedger ledger, Actor by, DateTimeOffset at, TimeSpan ago, params string[] keys) =>
        command.DecideFor(new(Beijing.Day(at), at, by) { Signatures = [.. keys.Select(k => new ActSignature(k, at - ago))] }, ledger);

    private static RuleSetAdopted Scheme(RuleSet rules) => new(rules, Day("2026-01-01"), "scheme", Day("2026-01-01"));

    [Fact]
    public void A_key_is_registered_by_a_request_that_it_signs_itself()
    {
        var given = Register();
        Decide(Key(First), given, "2026-05-11", Old).ShouldRecord<SigningKeyRegistered>().Key.ShouldBe(Old);
        Decide(Key(First), given, "2026-05-11", Old).ShouldRecord<SigningKeyClaimed>().Holder.ShouldBe("caq");
        Decide(Key(First), given, "2026-05-11").ShouldBeRefused("key-not-proven");
        Decide(Key(First), given, "2026-05-11", New).ShouldBeRefused("unknown-signing-key", RefusalKind.Rule);
    }

    [Fact]
    public void The_same_key_twice_is_one_and_with_other_days_or_another_holder_it_is_taken()
    {
        var given = Register(Held());
        Decide(Key(First, lastDay: "2027-05-10"), given, "2026-05-11", Old).ShouldChangeNothing();
        Decide(Key(First, lastDay: "2027-05-11"), given, "2026-05-11", Old).ShouldBeRefused("key-taken");
        Decide(Key(First), given, Regulator, At("2026-05-11T10:00:00+08:00"), default, Old).ShouldBeRefused("key-taken");
    }

    [Fact]
    public void Its_form_and_days_are_those_of_a_key()
    {
        var given = Register();
        Decide(Key(First[..31]), given, "2026-05-11").ShouldBeMalformed("publicKey");
        Decide(Key(First) with { PublicKey = "AQ==" }, given, "2026-05-11").ShouldBeMalformed("publicKey");
        Decide(Key(First) with { Algorithm = SigningAlgorithm.Sm2 }, given, "2026-05-11").ShouldBeMalformed("publicKey");
        Decide(Key(First, "2026-05-10"), given, "2026-05-11", Old).ShouldBeMalformed("from");
        Decide(Key(First, lastDay: "2026-05-10"), given, "2026-05-11", Old).ShouldBeMalformed("lastDay");
        Decide(Key(First, lastDay: "2026-05-11"), given, "2026-05-11", Old).ShouldRecord<SigningKeyRegistered>();
    }

    [Fact]
    public void Who_is_not_registered_holds_no_key() =>
        Decide(Key(First), Register(), Cheari, At("2026-05-11T10:00:00+08:00"), default, Old)
            .ShouldBeRefused("unknown-holder", RefusalKind.Forbidden);

    [Fact]
    public void While_a_key_is_in_force_the_next_is_registered_under_its_signature_too()
    {
        var given = Register(Held());
        Decide(Key(Second, "2027-05-10"), given, "2027-05-10", New).ShouldBeRefused("signing-key-needed");
        Decide(Key(Second, "2027-05-10"), given, "2027-05-10", New, Old).ShouldRecord<SigningKeyRegistered>();
        Decide(Key(Second, "2027-05-11"), given, "2027-05-11", New).ShouldRecord<SigningKeyRegistered>();
    }

    [Fact]
    public void A_key_is_revoked_under_its_own_signature_and_then_signs_until_its_day()
    {
        var given = Register(Held());
        var revocation = new RevokeSigningKey(Day("2026-06-02"), "Lost.", Old);
        Decide(revocation, given, "2026-06-01").ShouldBeRefused("signing-key-needed");
        Decide(revocation with { Key = New }, given, "2026-06-01", Old).ShouldNotKnow("signing-key");
        given.Append(Decide(revocation, given, "2026-06-01", Old).ShouldBeGranted());

        Decide(revocation, given, "2026-06-01", Old).ShouldChangeNothing();
        Decide(revocation with { From = Day("2026-06-03") }, given, "2026-06-01", Old).ShouldBeRefused("key-revoked");
        Decide(new PublishRanking("2026-x"), given, "2026-06-01", Old).Refusal!.Code.ShouldNotBe("signing-key-not-in-force");
        Decide(new PublishRanking("2026-x"), given, "2026-06-02", Old).ShouldBeRefused("signing-key-not-in-force");
    }

    [Fact]
    public void A_signature_counts_for_five_minutes_either_way()
    {
        var (given, at) = (Register(Held()), At("2026-06-01T10:00:00+08:00"));
        Code(TimeSpan.FromMinutes(5)).ShouldNotBe("signed-at-another-time");
        Code(TimeSpan.FromSeconds(301)).ShouldBe("signed-at-another-time");
        Code(TimeSpan.FromMinutes(-5)).ShouldNotBe("signed-at-another-time");
        Code(TimeSpan.FromSeconds(-301)).ShouldBe("signed-at-another-time");

        string Code(TimeSpan ago) => Decide(new PublishRanking("2026-x"), given, Caq, at, ago, Old).Refusal!.Code;
    }

    [Fact]
    public void A_rule_set_says_which_acts_are_signed_and_without_one_none_is()
    {
        var publish = new PublishRanking("2026-x");
        Decide(publish, Register(Held()), "2026-06-01").Refusal!.Code.ShouldNotBe("signature-needed");
        Decide(publish, Register([.. Held(), Scheme(new("s") { RevocationsSigned = true })]), "2026-06-01").Refusal!.Code
            .ShouldNotBe("signature-needed");
        var given = Register([.. Held(), Scheme(new("s") { PublicationsSigned = true })]);
        Decide(publish, given, "2026-06-01").ShouldBeRefused("signature-needed");
        Decide(publish, given, "2026-06-01", Old).Refusal!.Code.ShouldNotBe("signature-needed");
    }

    [Fact]
    public void Every_key_of_an_act_is_one_of_who_acts() =>
        Decide(new PublishRanking("2026-x"), Register(Held()), "2026-06-01", Old, New)
            .ShouldBeRefused("unknown-signing-key", RefusalKind.Rule);
}
