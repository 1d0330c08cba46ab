using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Leader.Domain;

namespace Leader.Api.Tests.Evidence;

[Collection("api")]
public class What_is_taken_as_evidence(ApiFixture api)
{
    public static TheoryData<string, byte[]> Accepted => new()
    {
        { "image/png", [0x89, .. "PNG\r\n\x1a\n"u8, 1, 2, 3] },
        { "image/jpeg", [0xFF, 0xD8, 0xFF, 0xE0, 1, 2] },
        { "text/plain", Encoding.UTF8.GetBytes("检测报告：洁净空气量 310 m³/h\r\n") },
        { "text/plain; charset=UTF-8", [.. Encoding.UTF8.Preamble, .. "with a mark"u8] },
        { "text/csv", "sample,cadr\r\n1,310\r\n"u8.ToArray() },
        { "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Zip(("[Content_Types].xml", "<Types/>")) },
        { "application/vnd.oasis.opendocument.text", Zip(("mimetype", "application/vnd.oasis.opendocument.text")) },
        { "application/ofd", Zip(("OFD.xml", "<OFD/>")) },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task Reports_pictures_and_office_files_are_taken(string type, byte[] file)
    {
        var digest = await api.DepositedAsync(file, type);
        var read = await api.FetchAsync(digest, Asking.Samr);

        (await read.Content.ReadAsByteArrayAsync()).ShouldBe(file);
        read.Content.Headers.ContentType!.MediaType.ShouldBe(type.Split(';')[0]);
    }

    public static TheoryData<string?, byte[]> NotAccepted => new()
    {
        { "text/html", "<html><script>alert(1)</script></html>"u8.ToArray() },
        { "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8.ToArray() },
        { "application/javascript", "alert(1)"u8.ToArray() },
        { "application/zip", Zip(("a", "b")) },
        { "application/octet-stream", [1, 2, 3] },
        { null, Files.Pdf() },
        { "nonsense", Files.Pdf() },
        { "text/plain", "  \r\n<html>called text</html>"u8.ToArray() },
        { "text/plain", [.. Encoding.UTF8.Preamble, .. "<svg/>"u8] },
        { "text/plain", "#!/bin/sh\nrm -rf /"u8.ToArray() },
        { "text/plain", "%PDF-1.4 called text"u8.ToArray() },
        { "text/plain", "a zero \0 byte"u8.ToArray() },
        { "text/plain", [.. new byte[70_000].Select(_ => (byte)'a'), 0xC3] }, // ends in the middle of a letter
        { "text/csv", Encoding.GetEncoding("iso-8859-1").GetBytes("é;è") },
        { "text/plain; charset=gb18030", "ab"u8.ToArray() },
        { "application/pdf", "<html>called PDF</html>"u8.ToArray() },
        { "application/pdf", "%PD"u8.ToArray() },
        { "image/png", [0xFF, 0xD8, 0xFF, 0xE0] },
        { "application/vnd.oasis.opendocument.text", Zip(("mimetype", "application/vnd.oasis.opendocument.spreadsheet")) },
    };

    [Theory]
    [MemberData(nameof(NotAccepted))]
    public async Task What_a_browser_would_run_and_what_is_not_as_it_is_declared_is_refused(string? type, byte[] file)
    {
        var problem = await (await api.RecordingNothingAsync(() => api.DepositAsync(file, type, Files.Caq)))
            .ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType, "type-not-accepted");
        problem.GetProperty("detail").GetString()!.ShouldContain("Accepted are pdf, png, jpg");
    }

    [Fact]
    public async Task An_empty_file_is_refused() =>
        await (await api.RecordingNothingAsync(() => api.DepositAsync([], by: Files.Caq))).ShouldBeMalformedAsync("file");

    [Theory]
    [InlineData("nobody")]
    [InlineData("../../etc/passwd")]
    [InlineData("%2e%2e%2fsecret")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("'; drop table leader.evidence_chunk; --")]
    public async Task No_digest_leads_to_anything_but_its_file(string digest) =>
        await (await api.FetchAsync(Uri.EscapeDataString(digest), Asking.Samr))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-evidence");

    [Theory]
    [InlineData(32 << 20, Role.EvaluationBody)]
    [InlineData(4 << 20, Role.Public)]
    public async Task A_file_has_at_most_so_many_bytes_by_who_brings_it_whether_it_says_so_or_not(int most, Role role)
    {
        var by = role == Role.Public ? null : Files.Caq;
        (await api.DepositAsync(Files.Pdf(most), by: by)).StatusCode.ShouldBe(HttpStatusCode.Created);

        var said = await (await api.RecordingNothingAsync(() => api.DepositAsync(Files.Pdf(most + 1), by: by)))
            .ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
        said.GetProperty("detail").GetString()!.ShouldContain($"{most >> 20} MiB");
        var unsaid = await api.RecordingNothingAsync(() => RawAsync($"Transfer-Encoding: chunked\r\n{Authorization(by)}", async stream =>
        {
            var piece = Files.Pdf(1 << 20);
            for (var i = 0; i <= most >> 20; i++)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"));
                await stream.WriteAsync(piece);
                await stream.WriteAsync("\r\n"u8.ToArray());
            }
        }));
        unsaid.ShouldContain("413");
        unsaid.ShouldContain("/problems/too-large");
    }

    [Fact]
    public async Task Other_addresses_stay_as_small_as_they_were() =>
        await (await api.PostAsync("/v1/complaints", $"{{\"facts\":\"{new string('x', 2 << 20)}\"}}"))
            .ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");

    /// <summary>Half of the bytes, then nothing more.</summary>
    [Theory]
    [InlineData("Content-Length: 2000")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task A_body_that_is_cut_in_the_middle_leaves_nothing(string length)
    {
        var (files, pieces, file) = (TempFiles(), await PiecesAsync(), Files.Pdf());
        await api.RecordingNothingAsync(async () =>
        {
            using (var client = await ConnectAsync())
            {
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /v1/evidence HTTP/1.1\r\nHost: x\r\nContent-Type: "
                    + $"application/pdf\r\n{length}\r\n{Authorization(Files.Caq)}\r\n"));
                await client.GetStream().WriteAsync(length.StartsWith('C')
                    ? file[..1000]
                    : [.. Encoding.ASCII.GetBytes("3e8\r\n"), .. file[..1000], .. "\r\n"u8]);
                await Task.Delay(300); // it has begun to be read
            }
            await Task.Delay(700);
            return 0;
        });

        (await PiecesAsync()).ShouldBe(pieces);
        TempFiles().ShouldBe(files);
        await (await api.FetchAsync(Files.Digest(file[..1000]), Asking.Samr))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-evidence");
        await (await api.FetchAsync(Files.Digest(file), Asking.Samr)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-evidence");
    }

    [Fact]
    public async Task The_digest_is_that_of_the_bytes_whatever_a_header_says()
    {
        var file = Files.Pdf();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/evidence") { Content = new ByteArrayContent(file) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/pdf");
        request.Headers.TryAddWithoutValidation("Content-Digest", $"sha-256=:{Convert.ToBase64String(new byte[32])}:");

        await (await api.RecordingNothingAsync(() => api.Http.SendAsync(request)))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed");
    }

    [Fact]
    public async Task A_bad_token_and_a_role_without_evidence_are_refused_before_the_file_is_read()
    {
        await (await api.RecordingNothingAsync(() => api.DepositAsync(Files.Pdf(), by: new("expert-1", Role.Expert))))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do");
        (await RawAsync("Content-Length: 2000\r\nAuthorization: Bearer nonsense\r\n", _ => Task.CompletedTask))
            .ShouldContain("/problems/not-signed-in");
    }

    private static string Authorization(Actor? by) =>
        by is null ? "" : $"Authorization: Bearer {ApiFixture.Token(by.Role, by.Subject)}\r\n";

    private Task<long> PiecesAsync() => api.ScalarAsync<long>("select count(*) from leader.evidence_chunk");

    private static string[] TempFiles() => Directory.GetFiles(Path.GetTempPath(), "leader-file-*");

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(api.Http.BaseAddress!.Host, api.Http.BaseAddress.Port);
        return client;
    }

    /// <summary>What is answered to a deposit whose body is written by hand, and never ended.</summary>
    private async Task<string> RawAsync(string headers, Func<NetworkStream, Task> write)
    {
        using var client = await ConnectAsync();
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /v1/evidence HTTP/1.1\r\nHost: x\r\nContent-Type: "
            + $"application/pdf\r\n{headers}\r\n"));
        try { await write(stream); } catch (IOException) { } // it was answered before the end
        var (answer, buffer) = (new StringBuilder(), new byte[4096]);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!answer.ToString().Contains("traceId") && await stream.ReadAsync(buffer, patience.Token) is > 0 and var read)
        {
            answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        return answer.ToString();
    }

    private static byte[] Zip(params (string Name, string Content)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }
        return bytes.ToArray();
    }
}
