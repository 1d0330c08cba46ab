using System.Text;
using Leader.Domain.Values;
using Org.BouncyCastle.Asn1.GM;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Org.BouncyCastle.Security;

namespace Leader.Projections.Log;

/// <summary>
/// Ed25519 (RFC 8032), and SM2 with SM3 (GB/T 32918.2, on the curve of GB/T 32918.5) with the default identity of the signer and the
/// signature in DER (GM/T 0009), as most libraries have it.
/// </summary>
public static class SigningAlgorithms
{
    private static readonly byte[] Identity = Encoding.ASCII.GetBytes("1234567812345678");
    private static readonly ECDomainParameters Curve = new(GMNamedCurves.GetByName("sm2p256v1"));

    /// <summary>How <c>alg</c> of a signature names it. RFC 9421 has registered no name for SM2.</summary>
    public static string NameOf(SigningAlgorithm algorithm) => algorithm == SigningAlgorithm.Ed25519 ? "ed25519" : "sm2-sm3";

    /// <summary>Whether the bytes are a key: a point of the curve, and not one that signs anything.</summary>
    public static bool IsKey(SigningAlgorithm algorithm, byte[] key)
    {
        if (key.Length != SigningKeyForm.LengthOf(algorithm)) return false;
        if (algorithm == SigningAlgorithm.Ed25519) return Ed25519.ValidatePublicKeyFull(key, 0);
        return Point(key) is not null;
    }

    public static bool Verifies(SigningAlgorithm algorithm, byte[] key, byte[] message, byte[] signature)
    {
        if (!IsKey(algorithm, key)) return false;
        if (algorithm == SigningAlgorithm.Ed25519)
        {
            return signature.Length == Ed25519.SignatureSize && Ed25519.Verify(signature, 0, key, 0, message, 0, message.Length);
        }
        if (signature.Length > 80) return false;
        var signer = new SM2Signer(StandardDsaEncoding.Instance, new SM3Digest());
        signer.Init(false, new ParametersWithID(new ECPublicKeyParameters(Point(key), Curve), Identity));
        signer.BlockUpdate(message, 0, message.Length);
        return signer.VerifySignature(signature);
    }

    /// <param name="secret">32 bytes, big endian in SM2.</param>
    public static byte[] Sign(SigningAlgorithm algorithm, byte[] secret, byte[] message)
    {
        if (algorithm == SigningAlgorithm.Ed25519)
        {
            var signature = new byte[Ed25519.SignatureSize];
            Ed25519.Sign(secret, 0, message, 0, message.Length, signature, 0);
            return signature;
        }
        var signer = new SM2Signer(StandardDsaEncoding.Instance, new SM3Digest());
        var own = new ECPrivateKeyParameters(new BigInteger(1, secret), Curve);
        signer.Init(true, new ParametersWithID(new ParametersWithRandom(own, new SecureRandom()), Identity));
        signer.BlockUpdate(message, 0, message.Length);
        return signer.GenerateSignature();
    }

    /// <summary>32 bytes.</summary>
    public static byte[] NewSecret(SigningAlgorithm algorithm)
    {
        byte[] secret;
        do secret = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
        while (!IsSecret(algorithm, secret));
        return secret;
    }

    /// <summary>In SM2 a number from 1 to two below the order of the curve.</summary>
    public static bool IsSecret(SigningAlgorithm algorithm, byte[] secret) => secret.Length == 32
        && (algorithm == SigningAlgorithm.Ed25519
            || new BigInteger(1, secret) is { SignValue: > 0 } d && d.CompareTo(Curve.N.Subtract(BigInteger.One)) < 0);

    public static byte[] KeyOf(SigningAlgorithm algorithm, byte[] secret) => algorithm == SigningAlgorithm.Ed25519
        ? new Ed25519PrivateKeyParameters(secret).GeneratePublicKey().GetEncoded()
        : Curve.G.Multiply(new BigInteger(1, secret)).Normalize().GetEncoded(false);

    private static Org.BouncyCastle.Math.EC.ECPoint? Point(byte[] key)
    {
        try { return key[0] == 4 && Curve.Curve.DecodePoint(key) is { IsInfinity: false } point ? point : null; }
        catch (ArgumentException) { return null; }
    }
}
