using System.Security.Cryptography;

namespace Leader.Api.Desk;

/// <summary>
/// What is confided to the register, as it is stored beside the log: AES-256-GCM, each under a key of its own in another table. Who deletes
/// the key has deleted the rest, whatever backups hold of it.
/// </summary>
internal static class Sealing
{
    private const int Nonce = 12, Tag = 16;

    public static (byte[] Key, byte[] Sealed) Seal(ReadOnlySpan<byte> plain)
    {
        var (key, made) = (RandomNumberGenerator.GetBytes(32), new byte[Nonce + Tag + plain.Length]);
        RandomNumberGenerator.Fill(made.AsSpan(0, Nonce));
        using var aes = new AesGcm(key, Tag);
        aes.Encrypt(made.AsSpan(0, Nonce), plain, made.AsSpan(Nonce + Tag), made.AsSpan(Nonce, Tag));
        return (key, made);
    }

    public static byte[] Unseal(byte[] key, byte[] made)
    {
        var plain = new byte[made.Length - Nonce - Tag];
        using var aes = new AesGcm(key, Tag);
        aes.Decrypt(made.AsSpan(0, Nonce), made.AsSpan(Nonce + Tag), made.AsSpan(Nonce, Tag), plain);
        return plain;
    }
}
