using Leader.Domain;
using Leader.Projections.Log;

namespace Leader.Projections.Proof;

/// <summary>Bytes beside memory: a file that is gone when it is closed, and that is there only where memory is not enough.</summary>
internal sealed class Spool : IDisposable
{
    private readonly Lazy<FileStream> _file = new(() =>
        new(Path.Combine(Path.GetTempPath(), $"leader-{Guid.NewGuid():N}.spool"), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.RandomAccess,
            BufferSize = 0,
        }));
    private readonly MemoryStream _tail = new();
    private long _written;

    /// <returns>Where they stand.</returns>
    public long Append(ReadOnlySpan<byte> bytes)
    {
        if (_tail.Length > 1 << 20) Flush();
        var at = _written + _tail.Length;
        _tail.Write(bytes);
        return at;
    }

    public byte[] Read(long at, int length)
    {
        if (at >= _written) return _tail.GetBuffer().AsSpan((int)(at - _written), length).ToArray();
        if (at + length > _written) Flush();
        var bytes = new byte[length];
        for (var done = 0; done < length;)
        {
            done += RandomAccess.Read(_file.Value.SafeFileHandle, bytes.AsSpan(done), at + done) is var n and > 0
                ? n
                : throw new EndOfStreamException();
        }
        return bytes;
    }

    private void Flush()
    {
        RandomAccess.Write(_file.Value.SafeFileHandle, _tail.GetBuffer().AsSpan(0, (int)_tail.Length), _written);
        _written += _tail.Length;
        _tail.SetLength(0);
    }

    public void Dispose()
    {
        if (_file.IsValueCreated) _file.Value.Dispose();
        _tail.Dispose();
    }
}

/// <summary>Streams in a file, read back when they are asked for: a ledger over millions of facts that takes little memory.</summary>
internal sealed class SpooledLedger(Spool spool) : ILedger
{
    private readonly Dictionary<string, List<(long Position, long At, int Length, string Type)>> _streams = new(StringComparer.Ordinal);

    public void Append(long position, string stream, string type, byte[] json)
    {
        if (!_streams.TryGetValue(stream, out var facts)) _streams[stream] = facts = new(2);
        facts.Add((position, spool.Append(json), json.Length, string.Intern(type)));
    }

    /// <summary>The facts of a stream before a position, in their order.</summary>
    public IEnumerable<Fact> Facts(string stream, long before) => (_streams.GetValueOrDefault(stream) ?? [])
        .TakeWhile(f => f.Position < before).Select(f => FactTypes.Read(f.Type, spool.Read(f.At, f.Length)));

    /// <summary>How many facts the stream has.</summary>
    public long Version(string stream) => _streams.TryGetValue(stream, out var facts) ? facts.Count : 0;

    public T Read<T>(string stream) where T : IState<T> => Facts(stream, long.MaxValue).Aggregate(T.Initial, T.Evolve);
}
