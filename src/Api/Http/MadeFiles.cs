using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Net.Http.Headers;

namespace Leader.Api.Http;

/// <summary>
/// Files of rows that are made whole, on disk, before any of it is sent. So what is sent has a length and a digest from the first byte on,
/// one that is cut off is seen to be, and goes on from there (<c>Range</c>); no connection to the database waits for a slow reader, and
/// what fails in the making is an error and not half a file. The newest are kept, for those who come back for the rest.
/// </summary>
/// <remarks>
/// Settings, with their defaults: <c>Downloads:Making</c> (half of the cores) files are made at a time, which is all that downloads take
/// from others; <c>Downloads:KeptBytes</c> (1 GiB) of files are kept.
/// </remarks>
internal sealed class MadeFiles(IConfiguration configuration) : IDisposable
{
    private readonly SemaphoreSlim _making =
        new(configuration.GetValue("Downloads:Making", Math.Max(1, Environment.ProcessorCount / 2)));

    private readonly long _room = configuration.GetValue("Downloads:KeptBytes", 1L << 30);
    private readonly ConcurrentDictionary<string, MadeFile> _kept = new(StringComparer.Ordinal);
    private long _turn;

    /// <param name="address">Where the same bytes are always had; null where they may become others.</param>
    /// <param name="write">Writes all of the file.</param>
    public async Task<IResult> SendAsync(
        HttpContext context,
        string? address,
        string type,
        string attached,
        Func<Stream, CancellationToken, Task> write)
    {
        var ct = context.RequestAborted;
        var file = address is not null && _kept.TryGetValue(address, out var kept) && kept.Take() ? kept : null;
        if (file is null)
        {
            await _making.WaitAsync(ct);
            try { file = await MadeFile.MakeAsync(write, ct); }
            finally { _making.Release(); }
            if (address is not null) Keep(address, file);
        }
        file.Turn = Interlocked.Increment(ref _turn);
        context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout(); // a slow reader takes nothing from anybody
        var headers = context.Response.Headers;
        headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(file.Digest)}:";
        headers.ContentDisposition = attached;
        if (context.IsHead())
        {
            using var none = file.Open();
            context.Response.ContentLength = file.Length;
            (headers.ETag, headers.ContentType, headers.AcceptRanges) = (file.Tag, type, "bytes");
            return Results.Empty;
        }
        return Results.File(file.Open(), type, entityTag: EntityTagHeaderValue.Parse(file.Tag), enableRangeProcessing: true);
    }

    /// <summary>For those who come next; the ones that were not asked for longest make room.</summary>
    private void Keep(string address, MadeFile file)
    {
        if (file.Length > _room || !file.Take()) return;
        if (!_kept.TryAdd(address, file))
        {
            file.Leave(); // somebody else was first
            return;
        }
        foreach (var (at, one) in _kept.OrderBy(k => k.Value.Turn))
        {
            if (_kept.Sum(k => k.Value.Length) <= _room) break;
            if (at != address && _kept.TryRemove(at, out _)) one.Leave();
        }
    }

    /// <summary>Who comes back gets a file that is made anew.</summary>
    public void Forget()
    {
        foreach (var address in _kept.Keys)
        {
            if (_kept.TryRemove(address, out var file)) file.Leave();
        }
    }

    public void Dispose()
    {
        foreach (var file in _kept.Values) file.Leave();
        _making.Dispose();
    }

    /// <summary>On disk until the last one who reads it has left.</summary>
    private sealed class MadeFile
    {
        private readonly FileStream _file;
        private int _users = 1;

        private MadeFile(FileStream file, byte[] digest) => (_file, Digest, Length) = (file, digest, file.Length);

        /// <summary>SHA-256.</summary>
        public byte[] Digest { get; }
        public long Length { get; }
        public string Tag => $"\"{Convert.ToHexStringLower(Digest)}\"";
        public long Turn { get; set; }

        public static async Task<MadeFile> MakeAsync(Func<Stream, CancellationToken, Task> write, CancellationToken ct)
        {
            var file = NamelessFile.Open();
            try
            {
                await write(file, ct);
                await file.FlushAsync(ct);
                file.Position = 0;
                return new(file, await SHA256.HashDataAsync(file, ct));
            }
            catch
            {
                await file.DisposeAsync();
                throw;
            }
        }

        /// <summary>False where it is gone.</summary>
        public bool Take()
        {
            for (var users = _users; users > 0; users = _users)
            {
                if (Interlocked.CompareExchange(ref _users, users + 1, users) == users) return true;
            }
            return false;
        }

        public void Leave()
        {
            if (Interlocked.Decrement(ref _users) == 0) _file.Dispose();
        }

        /// <summary>For one who has taken it; leaves it when it is closed.</summary>
        public Stream Open() => new Reading(this);

        /// <summary>Each reader has a place of its own.</summary>
        private sealed class Reading(MadeFile of) : Stream
        {
            private bool _left;

            public override bool CanRead => true;
            public override bool CanSeek => true;
            public override bool CanWrite => false;
            public override long Length => of.Length;
            public override long Position { get; set; }

            public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

            public override int Read(Span<byte> buffer)
            {
                var read = RandomAccess.Read(of._file.SafeFileHandle, buffer, Position);
                Position += read;
                return read;
            }

            public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            {
                var read = await RandomAccess.ReadAsync(of._file.SafeFileHandle, buffer, Position, cancellationToken);
                Position += read;
                return read;
            }

            public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
                ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

            public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
            {
                SeekOrigin.Begin => 0,
                SeekOrigin.Current => Position,
                _ => Length,
            };

            public override void Flush() { }
            public override void SetLength(long value) => throw new NotSupportedException();
            public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

            protected override void Dispose(bool disposing)
            {
                if (!_left) of.Leave();
                _left = true;
                base.Dispose(disposing);
            }
        }
    }
}
