using System.Security.Cryptography;
using System.Text;

namespace Leader.Projections.Log;

/// <summary>
/// What is confided to the register, as it is stored beside the log: AES-256-GCM, each under a key of its own in another table, and bound
/// to what it belongs to: put under another name it does not open. Who deletes the key has deleted the rest, whatever backups hold of it.
/// </summary>
public static class Sealing
{
    private const int Nonce = 12, Tag = 16;

    /// <param name="to">What it belongs to.</param>
    public static (byte[] Key, byte[] Sealed) Seal(ReadOnlySpan<byte> plain, string to)
    {
        var (key, made) = (RandomNumberGenerator.GetBytes(32), new byte[Nonce + Tag + plain.Length]);
        RandomNumberGenerator.Fill(made.AsSpan(0, Nonce));
        using var aes = new AesGcm(key, Tag);
        aes.Encrypt(made.AsSpan(0, Nonce), plain, made.AsSpan(Nonce + Tag), made.AsSpan(Nonce, Tag), Encoding.UTF8.GetBytes(to));
        return (key, made);
    }

    /// <remarks>What was sealed before it was bound to anything opens, too.</remarks>
    /// <exception cref="CryptographicException">It was changed, or belongs to something else.</exception>
    public static byte[] Unseal(byte[] key, byte[] made, string to) => Unseal(key, made, to, out _);

    /// <param name="isBound">False where it was sealed before it was bound to anything.</param>
    public static byte[] Unseal(byte[] key, byte[] made, string to, out bool isBound)
    {
        if (key.Length != 32 || made.Length < Nonce + Tag) throw new CryptographicException("It is not sealed.");
        var plain = new byte[made.Length - Nonce - Tag];
        using var aes = new AesGcm(key, Tag);
        try
        {
            aes.Decrypt(made.AsSpan(0, Nonce), made.AsSpan(Nonce + Tag), made.AsSpan(Nonce, Tag), plain, Encoding.UTF8.GetBytes(to));
            isBound = true;
        }
        catch (AuthenticationTagMismatchException)
        {
            aes.Decrypt(made.AsSpan(0, Nonce), made.AsSpan(Nonce + Tag), made.AsSpan(Nonce, Tag), plain);
            isBound = false;
        }
        return plain;
    }

    /// <summary>What a person's data belongs to: its reference, and the id that the person acts under, if any.</summary>
    public static string Person(string reference, string? subject) => $"person {reference} {subject}";
}
