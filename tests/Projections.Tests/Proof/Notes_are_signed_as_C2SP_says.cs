using System.Text;
using Leader.Projections.Proof;

namespace Leader.Projections.Tests.Proof;

public class Notes_are_signed_as_C2SP_says
{
    private static readonly byte[] Seed = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly NoteSigner Log = NoteSigner.Of("example.com/log", SignatureType.Ed25519, Seed),
        Witness = NoteSigner.Of("witness.example/w1", SignatureType.Cosignature, Seed);

    [Fact] // the example of the specification
    public void The_note_of_the_specification_is_verified_by_its_key()
    {
        VerifierKey.TryParse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", out var key).ShouldBeTrue();
        const string text = "This is an example message.\n\n— example.com/foo "
            + "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
        Notes.TryParse(text, out var note).ShouldBeTrue();
        note!.VerifiedBy(key!)!.Count.ShouldBe(1);
        note.ToString().ShouldBe(text);
        (note with { Text = "This is an example message!\n" }).VerifiedBy(key!).ShouldBeNull();
    }

    [Fact] // the example of Go's golang.org/x/mod/sumdb/note
    public void A_key_of_Gos_note_package_is_read_and_written()
    {
        const string skey = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
            vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        NoteSigner.TryParse(skey, out var signer).ShouldBeTrue();
        signer!.Verifier.ToString().ShouldBe(vkey);
        signer.Export().ShouldBe(skey);
        const string text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
        new Note(text, [signer.Sign(text)]).ToString().ShouldBe(text
            + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n");
    }

    [Fact]
    public void A_checkpoint_is_signed_by_its_log_and_cosigned_by_witnesses_with_their_time()
    {
        var checkpoint = new Checkpoint("example.com/log", 3, Merkle.Leaf([1]));
        var at = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
        var note = new Note(checkpoint.Text, [Log.Sign(checkpoint.Text), Witness.Sign(checkpoint.Text, at)]);
        Notes.TryParse(note.ToString(), out var read).ShouldBeTrue();
        read!.VerifiedBy(Log.Verifier, Witness.Verifier)!.Count.ShouldBe(2);
        Checkpoint.TryParse(read.Text, out var back).ShouldBeTrue();
        back.ShouldBe(checkpoint);
        var later = Witness.Sign(checkpoint.Text, at.AddSeconds(1));
        later.Signature[..8].ShouldNotBe(note.Signatures[1].Signature[..8]);
        var forged = new NoteSignature(later.Name, later.KeyId, [.. note.Signatures[1].Signature[..8], .. later.Signature[8..]]);
        new Note(checkpoint.Text, [forged]).VerifiedBy(Witness.Verifier).ShouldBeNull();
    }

    [Fact]
    public void One_bad_signature_of_a_known_key_spoils_the_note_and_unknown_keys_are_passed_over()
    {
        const string text = "something\n";
        var (good, stranger) = (Log.Sign(text), NoteSigner.Of("example.com/log", SignatureType.Ed25519, new byte[32]).Sign(text));
        new Note(text, [stranger, good]).VerifiedBy(Log.Verifier)!.Count.ShouldBe(1);
        new Note(text, [stranger]).VerifiedBy(Log.Verifier).ShouldBeNull();
        var bad = good with { Signature = [.. good.Signature[..63], (byte)(good.Signature[63] ^ 1)] };
        new Note(text, [good, bad]).VerifiedBy(Log.Verifier).ShouldBeNull();
    }

    [Theory]
    [InlineData("no signature at all\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n— name AAAA\n")] // no more than a key id
    [InlineData("text\n\n- name AAAAAAA=\n")]
    [InlineData("text\n\n— na+me AAAAAAA=\n")]
    [InlineData("text\n\n— name AAAAAAA= \n")]
    [InlineData("text\n\n— name AAAAAAA\n")]
    [InlineData("text\n\n— name AAAAAAA=")]
    [InlineData("te\txt\n\n— name AAAAAAA=\n")]
    [InlineData("text\r\n\n— name AAAAAAA=\n")]
    public void What_is_no_note_is_not_read(string text) => Notes.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_no_note() =>
        Notes.TryParse([.. "text "u8, 0xff, .. "\n\n— name AAAAAAA=\n"u8], out _).ShouldBeFalse();

    [Theory]
    [InlineData("example.com/log\n3\n")]
    [InlineData("\n3\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n")]
    [InlineData("example.com/log\n03\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n")]
    [InlineData("example.com/log\n18446744073709551616\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n")]
    [InlineData("example.com/log\n3\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoA==\n")]
    [InlineData("example.com/log\n3\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=")]
    [InlineData("example.com/log\n3\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n\n")]
    [InlineData("example.com/log\n3\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB1=\n")] // bits behind the end
    public void What_is_no_checkpoint_is_not_read(string text) => Checkpoint.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public async Task A_proof_file_holds_all_that_its_verifier_needs_and_nothing_can_be_changed_in_it()
    {
        var entries = Enumerable.Range(0, 7).Select(i => Encoding.UTF8.GetBytes($"entry {i}")).ToArray();
        var leaves = entries.Select(e => Merkle.Leaf(e)).ToArray();
        var checkpoint = new Checkpoint(Log.Name, 7, Merkle.Root(leaves));
        var hashes = await Merkle.InclusionAsync(
            4,
            7,
            (level, index) => ValueTask.FromResult(Merkle.Root(leaves.AsSpan((int)index << level, 1 << level))));
        var text = new TlogProof(4, hashes, new(checkpoint.Text, [Log.Sign(checkpoint.Text)]), entries[4]).ToString();
        text.ShouldStartWith("c2sp.org/tlog-proof@v1\nextra ZW50cnkgNA==\nindex 4\n");
        TlogProof.TryParse(text, out var proof).ShouldBeTrue();
        proof!.ToString().ShouldBe(text);
        proof.Verify(proof.Extra!, Log.Verifier).ShouldBe(checkpoint);
        proof.Verify(entries[3], Log.Verifier).ShouldBeNull();
        proof.Verify(entries[4], NoteSigner.Of(Log.Name, SignatureType.Ed25519, new byte[32]).Verifier).ShouldBeNull();
        for (var i = 0; i < text.Length; i++)
        {
            // extra data is not authenticated by itself
            if (text[i] is '\n'
                || i >= text.IndexOf("extra", StringComparison.Ordinal) && i < text.IndexOf("index", StringComparison.Ordinal))
            {
                continue;
            }
            var changed = text[..i] + (text[i] == 'A' ? 'B' : 'A') + text[(i + 1)..];
            (TlogProof.TryParse(changed, out var other) && other.Verify(entries[4], Log.Verifier) is not null)
                .ShouldBeFalse($"{i}: {text[i]}");
        }
        foreach (var cut in new[]
        {
            text[..^1],
            text.Replace("index 4\n", "", StringComparison.Ordinal),
            text.Replace("index 4", "index 04", StringComparison.Ordinal),
            text + "x",
            text.Replace("@v1", "@v2", StringComparison.Ordinal),
        })
        {
            (TlogProof.TryParse(cut, out var other) && other.Verify(entries[4], Log.Verifier) is not null).ShouldBeFalse();
        }
    }
}
