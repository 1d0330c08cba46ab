using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Leader.Projections.Log;

/// <summary>A signature of a request as RFC 9421 writes it in its headers: what it covers, with which parameters, and its bytes.</summary>
/// <param name="Label">What the headers call it by.</param>
/// <param name="Covered">Names of components, as <c>@method</c> and <c>content-digest</c>, in their order.</param>
/// <param name="Parameters">In their order: the whole number of <c>created</c>, the texts of the others.</param>
public sealed record HttpSignature(
    string Label,
    IReadOnlyList<string> Covered,
    IReadOnlyList<(string Name, object Value)> Parameters,
    byte[] Bytes)
{
    /// <summary>Longer headers are not read.</summary>
    public const int LongestHeader = 4096;

    public long? Created => Parameters.FirstOrDefault(p => p.Name == "created").Value as long?;
    public string? KeyId => Parameters.FirstOrDefault(p => p.Name == "keyid").Value as string;
    public string? Algorithm => Parameters.FirstOrDefault(p => p.Name == "alg").Value as string;

    /// <summary>The member of <c>Signature-Input</c>, in the one form of RFC 8941.</summary>
    public string Input
    {
        get
        {
            var text = new StringBuilder("(").AppendJoin(' ', Covered.Select(c => $"\"{c}\"")).Append(')');
            foreach (var (name, value) in Parameters)
            {
                text.Append(';').Append(name).Append('=');
                if (value is long number) text.Append(number.ToString(CultureInfo.InvariantCulture));
                else text.Append('"').Append(((string)value).Replace("\\", "\\\\").Replace("\"", "\\\"")).Append('"');
            }
            return text.ToString();
        }
    }

    /// <summary>What is signed (RFC 9421, 2.5); null where a component that is covered has no value.</summary>
    public byte[]? Base(IReadOnlyDictionary<string, string> components)
    {
        var text = new StringBuilder();
        foreach (var name in Covered)
        {
            if (!components.TryGetValue(name, out var value) || value.AsSpan().ContainsAny('\r', '\n')) return null;
            text.Append('"').Append(name).Append("\": ").Append(value).Append('\n');
        }
        return Encoding.UTF8.GetBytes(text.Append("\"@signature-params\": ").Append(Input).ToString());
    }

    /// <summary>Reads the headers <c>Signature-Input</c> and <c>Signature</c>, each of whose members has its like in the other.</summary>
    /// <param name="fault">What is wrong, and with which header; null where nothing is.</param>
    public static IReadOnlyList<HttpSignature> Read(string input, string signature, out (string Header, string Says)? fault)
    {
        fault = null;
        if (input.Length > LongestHeader || !new Reader(input).Inputs(out var inputs))
        {
            fault = ("Signature-Input", "must be as RFC 9421 has it: sig1=(\"@method\" \"@target-uri\" \"content-digest\");"
                + "created=1618884473;keyid=\"…\", components without parameters, and no parameters but created, keyid, alg, nonce and "
                + "tag.");
            return [];
        }
        if (signature.Length > LongestHeader || !new Reader(signature).Signatures(out var bytes))
        {
            fault = ("Signature", "must be as RFC 9421 has it: sig1=:base64:.");
            return [];
        }
        if (inputs.Count != bytes.Count || inputs.Any(i => !bytes.ContainsKey(i.Label)))
        {
            fault = ("Signature", "must have the same labels as Signature-Input.");
            return [];
        }
        return [.. inputs.Select(i => i with { Bytes = bytes[i.Label] })];
    }

    /// <summary>Whether a <c>Content-Digest</c> (RFC 9530) is that of the bytes, by SHA-256 or SHA-512.</summary>
    public static bool IsDigestOf(string header, ReadOnlySpan<byte> bytes)
    {
        if (header.Length > LongestHeader || !new Reader(header).Signatures(out var digests)) return false;
        var known = 0;
        foreach (var (algorithm, digest) in digests)
        {
            var own = algorithm switch { "sha-256" => SHA256.HashData(bytes), "sha-512" => SHA512.HashData(bytes), _ => null };
            if (own is null) continue;
            if (!own.AsSpan().SequenceEqual(digest)) return false;
            known++;
        }
        return known > 0;
    }

    /// <summary>As much of RFC 8941 as the headers of signatures need, and no more.</summary>
    private ref struct Reader(string text)
    {
        private static readonly string[] Known = ["created", "keyid", "alg", "nonce", "tag"];
        private int _at;

        public bool Inputs([NotNullWhen(true)] out List<HttpSignature>? inputs)
        {
            inputs = [];
            Spaces();
            do
            {
                if (!Key(out var label) || !Take('=') || !Covered(out var covered) || !Parameters(out var parameters)
                    || inputs.Any(i => i.Label == label))
                {
                    return false;
                }
                inputs.Add(new(label, covered, parameters, []));
            }
            while (Next());
            return AtEnd();
        }

        public bool Signatures([NotNullWhen(true)] out Dictionary<string, byte[]>? signatures)
        {
            signatures = new(StringComparer.Ordinal);
            Spaces();
            do
            {
                if (!Key(out var label) || !Take('=') || !Bytes(out var bytes) || !signatures.TryAdd(label, bytes)) return false;
            }
            while (Next());
            return AtEnd();
        }

        private bool Next()
        {
            var at = _at;
            while (_at < text.Length && text[_at] is ' ' or '\t') _at++;
            if (!Take(',')) { _at = at; return false; }
            while (_at < text.Length && text[_at] is ' ' or '\t') _at++;
            return true;
        }

        private bool AtEnd()
        {
            Spaces();
            return _at == text.Length;
        }

        private void Spaces()
        {
            while (Take(' ')) { }
        }

        private bool Take(char c)
        {
            if (_at >= text.Length || text[_at] != c) return false;
            _at++;
            return true;
        }

        private bool Key([NotNullWhen(true)] out string? key)
        {
            var from = _at;
            while (_at < text.Length && (char.IsAsciiLetterLower(text[_at]) || text[_at] == '*'
                || _at > from && (char.IsAsciiDigit(text[_at]) || text[_at] is '_' or '-' or '.')))
            {
                _at++;
            }
            key = text[from.._at];
            return _at > from;
        }

        private bool Covered(out List<string> covered)
        {
            covered = [];
            if (!Take('(')) return false;
            Spaces();
            while (!Take(')'))
            {
                if (!Text(out var name) || name.Length == 0 || covered.Contains(name) || name.Any(char.IsAsciiLetterUpper)) return false;
                covered.Add(name);
                if (_at < text.Length && text[_at] is not (' ' or ')')) return false;
                Spaces();
            }
            return true;
        }

        private bool Parameters(out List<(string, object)> parameters)
        {
            parameters = [];
            while (Take(';'))
            {
                Spaces();
                if (!Key(out var key) || !Take('=') || !Known.Contains(key) || parameters.Any(p => p.Item1 == key)) return false;
                if (key == "created")
                {
                    if (!Number(out var number)) return false;
                    parameters.Add((key, number));
                }
                else
                {
                    if (!Text(out var value)) return false;
                    parameters.Add((key, value));
                }
            }
            return true;
        }

        private bool Number(out long number)
        {
            var from = _at;
            while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
            return long.TryParse(text.AsSpan(from, _at - from), NumberStyles.None, CultureInfo.InvariantCulture, out number)
                && _at - from <= 15 && (text[from] != '0' || _at - from == 1);
        }

        private bool Text([NotNullWhen(true)] out string? value)
        {
            value = null;
            if (!Take('"')) return false;
            var said = new StringBuilder();
            while (_at < text.Length)
            {
                var c = text[_at++];
                if (c == '"')
                {
                    value = said.ToString();
                    return true;
                }
                if (c == '\\')
                {
                    if (_at >= text.Length || text[_at] is not ('"' or '\\')) return false;
                    c = text[_at++];
                }
                else if (c is < ' ' or > '~')
                {
                    return false;
                }
                said.Append(c);
            }
            return false;
        }

        private bool Bytes([NotNullWhen(true)] out byte[]? bytes)
        {
            bytes = null;
            if (!Take(':')) return false;
            var end = text.IndexOf(':', _at);
            if (end < 0) return false;
            bytes = InOneForm(text.AsSpan(_at, end - _at));
            _at = end + 1;
            return bytes is { Length: > 0 };
        }
    }

    /// <summary>Base64 with its padding, in its one form; null otherwise.</summary>
    internal static byte[]? InOneForm(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length / 4 * 3];
        return text.Length % 4 == 0 && !text.ContainsAny(" \t\r\n") && Convert.TryFromBase64Chars(text, bytes, out var length)
            && Convert.ToBase64String(bytes, 0, length).AsSpan().SequenceEqual(text)
            ? bytes[..length] : null;
    }
}
