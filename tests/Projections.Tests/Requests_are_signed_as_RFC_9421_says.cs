using System.Text;
using Leader.Domain;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Math;

namespace Leader.Projections.Tests;

public class Requests_are_signed_as_RFC_9421_says
{
    private static readonly Dictionary<string, string> Components = new()
    {
        ["date"] = "Tue, 20 Apr 2021 02:07:55 GMT",
        ["@method"] = "POST",
        ["@path"] = "/foo",
        ["@authority"] = "example.com",
        ["content-type"] = "application/json",
        ["content-length"] = "18",
    };

    private const string Input = """
        sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"
        """,
        Signature = "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:";

    private static readonly byte[] Key = SigningKeyForm.Read("JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs")!;

    private static HttpSignature Read(string input = Input, string signature = Signature)
    {
        var read = HttpSignature.Read(input, signature, out var fault);
        fault.ShouldBeNull();
        return read.ShouldHaveSingleItem();
    }

    /// <summary>RFC 9421, B.2.6.</summary>
    [Fact]
    public void The_example_of_the_standard_has_its_base_and_holds()
    {
        var text = Read().Base(Components)!;
        Encoding.UTF8.GetString(text).ShouldBe("""
            "date": Tue, 20 Apr 2021 02:07:55 GMT
            "@method": POST
            "@path": /foo
            "@authority": example.com
            "content-type": application/json
            "content-length": 18
            "@signature-params": 
            """.ReplaceLineEndings("\n") + Input["sig-b26=".Length..]);
        SigningAlgorithms.Verifies(SigningAlgorithm.Ed25519, Key, text, Read().Bytes).ShouldBeTrue();
        text[^2] ^= 1;
        SigningAlgorithms.Verifies(SigningAlgorithm.Ed25519, Key, text, Read().Bytes).ShouldBeFalse();

        SigningSecret.TryParse("ed25519 n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU", out var secret).ShouldBeTrue();
        secret!.PublicKey.ShouldBe("JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs");
    }

    /// <summary>GB/T 32918.5, annex A.2: the example on the recommended curve, with SM3 and the default identity.</summary>
    [Fact]
    public void The_example_of_the_SM2_standard_holds()
    {
        var key = Convert.FromHexString("04"
            + "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
            + "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13");
        var signature = new DerSequence(
            new DerInteger(new BigInteger("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3", 16)),
            new DerInteger(new BigInteger("B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA", 16))).GetDerEncoded();

        SigningAlgorithms.Verifies(SigningAlgorithm.Sm2, key, "message digest"u8.ToArray(), signature).ShouldBeTrue();
        SigningAlgorithms.Verifies(SigningAlgorithm.Sm2, key, "message digests"u8.ToArray(), signature).ShouldBeFalse();
        SigningAlgorithms.KeyOf(
            SigningAlgorithm.Sm2,
            Convert.FromHexString("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")).ShouldBe(key);
        key[64] ^= 1;
        SigningAlgorithms.IsKey(SigningAlgorithm.Sm2, key).ShouldBeFalse("it is not on the curve");
    }

    [Theory]
    [InlineData(SigningAlgorithm.Ed25519)]
    [InlineData(SigningAlgorithm.Sm2)]
    public void What_a_secret_signs_its_public_key_verifies_and_no_other(SigningAlgorithm algorithm)
    {
        var (secret, other) = (SigningAlgorithms.NewSecret(algorithm), SigningAlgorithms.NewSecret(algorithm));
        var (key, stranger) = (SigningAlgorithms.KeyOf(algorithm, secret), SigningAlgorithms.KeyOf(algorithm, other));
        var signature = SigningAlgorithms.Sign(algorithm, secret, "x"u8.ToArray());
        SigningAlgorithms.Verifies(algorithm, key, "x"u8.ToArray(), signature).ShouldBeTrue();
        SigningAlgorithms.Verifies(algorithm, stranger, "x"u8.ToArray(), signature).ShouldBeFalse();
        SigningAlgorithms.Verifies(algorithm, key, "x"u8.ToArray(), [.. signature, 0]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("sig=(\"@method\")")]
    [InlineData("sig=( \"@method\"  \"date\" );created=1;keyid=\"a\\\\b\\\"\"")]
    [InlineData("a=(), *b-1=(\"date\");created=0")]
    public void What_is_well_formed_is_read(string input)
    {
        HttpSignature.Read(input, string.Join(", ", input.Split(", ").Select(s => s.Split('=')[0] + "=:AA==:")), out var fault);
        fault.ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("sig")]
    [InlineData("sig=\"@method\"")]
    [InlineData("sig=(\"@method\"")]
    [InlineData("sig=(\"@method\"\"date\")")]
    [InlineData("sig=(\"@method\" \"@method\")")]
    [InlineData("sig=(\"Date\")")]
    [InlineData("sig=(\"content-digest\";req)")]
    [InlineData("sig=(\"date\");created=01")]
    [InlineData("sig=(\"date\");created=-1")]
    [InlineData("sig=(\"date\");created=1.0")]
    [InlineData("sig=(\"date\");created=1;created=2")]
    [InlineData("sig=(\"date\");expires=1")]
    [InlineData("sig=(\"date\");keyid=a")]
    [InlineData("sig=(\"date\");keyid=\"é\"")]
    [InlineData("sig=(\"date\"),")]
    [InlineData("sig=(\"date\"), sig=(\"date\")")]
    [InlineData("Sig=(\"date\")")]
    public void What_is_not_is_refused_by_the_name_of_its_header(string input)
    {
        HttpSignature.Read(input, "sig=:AA==:", out var fault);
        fault!.Value.Header.ShouldBe("Signature-Input");
    }

    [Theory]
    [InlineData("sig=AA==")]
    [InlineData("sig=:AA=:")]
    [InlineData("sig=:AB==:")]
    [InlineData("sig=::")]
    [InlineData("other=:AA==:")]
    [InlineData("sig=:AA==:, other=:AA==:")]
    public void So_are_signatures(string signature)
    {
        HttpSignature.Read("sig=(\"date\")", signature, out var fault);
        fault!.Value.Header.ShouldBe("Signature");
    }

    /// <summary>The digest of RFC 9530, appendix D: <c>{"hello": "world"}</c> with its newline.</summary>
    [Fact]
    public void A_content_digest_is_that_of_the_bytes()
    {
        var bytes = "{\"hello\": \"world\"}\n"u8;
        HttpSignature.IsDigestOf("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:", bytes).ShouldBeTrue();
        HttpSignature.IsDigestOf("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:", "{}"u8).ShouldBeFalse();
        HttpSignature.IsDigestOf("md5=:AAAA:", bytes).ShouldBeFalse("no digest of it is known");
    }

    private static readonly SigningSecret Own = SigningSecret.New(SigningAlgorithm.Ed25519);
    private static readonly DateTimeOffset At = new(2026, 5, 11, 10, 0, 0, Beijing.Offset);

    private static SignedRequest Signed(string address, string body) =>
        SigningSecret.Request(new($"https://leader.example{address}"), body, At, Own);

    private static SigningKey? Known(string key) =>
        key == Own.Thumbprint ? new(key, Own.Algorithm, Own.PublicKey, new(2026, 5, 1), null) : null;

    private static readonly AnnulTitle Annulled = new("Error", "As the file says.", "t.1");
    private const string Body = """{"reason": "Error", "detail": "As the file says."}""";

    private static string? Differs(
        AnnulTitle command,
        string address = "/v1/titles/t.1/annulment",
        string body = Body,
        DateOnly? on = null) =>
        Signed(address, body).DiffersFrom(command, new(on ?? Beijing.Day(At), At, new("caq", Role.EvaluationBody)));

    [Fact]
    public void An_act_is_the_one_that_was_signed_or_it_is_said_what_differs()
    {
        Differs(Annulled).ShouldBeNull();
        Differs(Annulled with { Reason = "Fraud" }).ShouldBe("'reason' is not what was signed");
        Differs(Annulled with { Title = "t.2" }).ShouldBe("it was signed for 't.1'");
        Differs(Annulled, "/v1/titles/t.1/withdrawal").ShouldBe("it was signed for another address than /v1/titles/{id}/annulment");
        Differs(Annulled, "/v1/titles/t.1/annulment?dryRun=true").ShouldNotBeNull();
        Differs(Annulled, on: new(2026, 5, 10)).ShouldBe("it was signed for another day");
        Differs(Annulled, body: Body.Replace("}", ", \"on\": \"2026-05-10\"}")).ShouldBe("it was signed for another day");
        Differs(Annulled, body: Body.Replace("}", ", \"late\": {\"channel\": \"x\", \"evidence\": []}}"))
            .ShouldBe("'late' is not what was signed");
    }

    [Fact]
    public void A_signature_is_verified_with_all_that_it_covers()
    {
        var signed = Signed("/v1/titles/t.1/annulment", Body);
        signed.Verified(Annulled, Known, out _)!.ShouldHaveSingleItem().ShouldBe(new ActSignature(Own.Thumbprint, At));

        Fault(signed with { Body = Body + " " }).ShouldBe("Content-Digest");
        Fault(signed with { Components = With("@method", "GET") }).ShouldBe("Signature");
        Fault(signed with { Components = With("@target-uri", "https://leader.example/v1/titles/t.2/annulment") }).ShouldBe("Signature");
        Fault(signed with { Signatures = [Saying("created=1", "created=2")] }).ShouldBe("Signature");
        Fault(signed with { Signatures = [Saying(" \"content-digest\"", "")] }).ShouldBe("Signature-Input");
        Fault(signed with { Signatures = [Saying("created=", "alg=\"sm2-sm3\";created=")] }).ShouldBe("Signature-Input");
        signed.Verified(Annulled, _ => null, out var unknown).ShouldBeNull();
        unknown!.Value.Says.ShouldContain("none of who acts");

        string Fault(SignedRequest changed)
        {
            changed.Verified(Annulled, Known, out var fault).ShouldBeNull();
            return fault!.Value.Header;
        }

        Dictionary<string, string> With(string name, string value) => new(signed.Components) { [name] = value };

        RequestSignature Saying(string text, string other) =>
            signed.Signatures[0] with { Input = signed.Signatures[0].Input.Replace(text, other) };
    }

    [Fact]
    public void What_is_recorded_with_a_request_is_read_back_and_a_request_without_is_as_it_was()
    {
        var signed = Signed("/v1/titles/t.1/annulment", Body);
        var stored = Encoding.UTF8.GetBytes(RequestTypes.Write(Annulled, "00ff", signed).GetRawText());
        RequestTypes.ReadSigned(stored)!.Verified(Annulled, Known, out _).ShouldNotBeNull();
        RequestTypes.Read(stored).ShouldBe(Annulled);
        RequestTypes.Write(Annulled).GetRawText().ShouldNotContain("signed");
    }

    [Fact]
    public void Every_act_that_may_be_signed_has_its_address() =>
        SignedAddresses.Acts.ShouldBe(Domain.Process.Signing.Acts, ignoreOrder: true);
}
