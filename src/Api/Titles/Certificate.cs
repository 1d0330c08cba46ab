using System.Globalization;
using System.Text;
using System.Text.Json;
using Leader.Api.Http;
using Leader.Api.Proof;
using Leader.Domain;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Proof;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;
using Npgsql;
using QRCoder;

namespace Leader.Api.Titles;

/// <summary>A certificate in words.</summary>
/// <param name="Status">Of today, as the register knows it now; the proof says nothing about it.</param>
/// <param name="BenefitsBarredUntil">Last day, inclusive, on which the holder may claim no benefits (Q25).</param>
/// <param name="Proves">What the proof proves, and what it does not.</param>
/// <param name="Page">Where the present state of the title is looked up.</param>
/// <param name="Proof">Address of the proof file; null where the title was revoked or annulled.</param>
/// <param name="Entry">Index of the award in the transparency log.</param>
public sealed record CertificateDoc(
    string Title,
    TitleStatus Status,
    DateOnly On,
    DateOnly? EndedOn,
    DateOnly? BenefitsBarredUntil,
    string Enterprise,
    string EnterpriseName,
    string CategoryName,
    int Cycle,
    string Number,
    int Place,
    string Body,
    DateOnly From,
    DateOnly LastDay,
    string Proves,
    string Page,
    string? Proof,
    long AwardPosition,
    ulong Entry,
    string Log,
    string? Verify);

/// <summary>
/// <c>GET /v1/titles/{id}/certificate</c>: as JSON, as a proof file (<c>text/plain</c> or <c>?format=proof</c>) and as an image for shops
/// and packages (<c>image/svg+xml</c> or <c>?format=svg</c>), whose QR code leads to the title's short address. A revoked or
/// annulled title has no proof file any more, and the image says so.
/// </summary>
internal static class Certificate
{
    private const string Proves = "The proof shows that the register recorded this award, and that nobody can have changed it since. It "
        + "does not show that the title is held today: look that up on its page.";

    public static void MapCertificate(this WebApplication app)
    {
        if (app.Services.GetService<LogSettings>() is null) return;
        app.MapGet("/v1/titles/{id}/certificate", async (
            HttpContext context,
            string id,
            ViewReader views,
            LogReader log,
            LogSettings settings,
            NpgsqlDataSource database,
            TimeProvider time) =>
        {
            var form = context.Request.Accepted("application/json", Image, File);
            var (newest, newestAt) = await views.NewestAsync(context.RequestAborted);
            var today = new Clocks(Beijing.Day(time.GetUtcNow()), newestAt, newest, false);
            if (await views.GetAsync(LeaderViews.Titles, id, today, context.RequestAborted) is not { } title)
            {
                return ViewRoutes.Unknown("title", id).Problem!;
            }
            var holder = await views.GetAsync(LeaderViews.Enterprises, title.Enterprise, today, context.RequestAborted);
            var ended = title.Status is TitleStatus.Revoked or TitleStatus.Annulled;
            if (await AwardedAtAsync(database, id, context.RequestAborted) is not { } position
                || await log.InclusionAsync(position, null, context.RequestAborted) is not { } proof)
            {
                return Problems.Later(
                    "no-proof",
                    "The log has not got there yet.",
                    "The award has been recorded; its proof follows within a second.",
                    seconds: 1);
            }

            var address = Addresses.Absolute(context.Request, $"/v1/titles/{Uri.EscapeDataString(id)}");
            var doc = new CertificateDoc(
                id,
                title.Status,
                today.AsOf,
                title.EndedOn,
                Barred(holder, today.AsOf),
                title.Enterprise,
                holder?.Name ?? title.EnterpriseName,
                title.CategoryName,
                title.Cycle,
                title.Number,
                title.Place,
                title.Body,
                title.From,
                title.LastDay,
                Proves,
                address,
                ended ? null : $"{address}/certificate?format=proof",
                position,
                proof.Entry.Index,
                log.Origin,
                ended ? null : $"leader verify {id}{TlogProof.FileEnd} --key {settings.Signer.Verifier}");
            switch (form)
            {
                case Image:
                    var code = Addresses.Absolute(context.Request, TitleEndpoints.ShortAddress(id));
                    return ViewAnswers.Bytes(context, Encoding.UTF8.GetBytes(Svg(doc, code)), Image + "; charset=utf-8");
                case File when ended:
                    return Problems.Of(
                        410,
                        title.Status == TitleStatus.Revoked ? "title-revoked" : "title-annulled",
                        "There is no certificate of this title any more.",
                        $"Title {id} was {Words.Of(title.Status)} on "
                            + $"{title.EndedOn:yyyy-MM-dd}: {title.Revocation?.Announcement ?? title.EndReason?.Text} "
                            + "That it had been awarded is proved by "
                            + $"/v1/log/proofs/{position.ToString(CultureInfo.InvariantCulture)}{TlogProof.FileEnd}.");
                case File:
                    context.Response.Headers.ContentDisposition =
                        new System.Net.Mime.ContentDisposition { FileName = id + TlogProof.FileEnd }.ToString();
                    return ViewAnswers.Bytes(
                        context,
                        Encoding.UTF8.GetBytes((await LogEndpoints.FileAsync(log, proof, context.RequestAborted)).ToString()),
                        TlogProof.MediaType);
                default:
                    return ViewAnswers.Bytes(
                        context,
                        JsonSerializer.SerializeToUtf8Bytes(doc, LeaderJson.Http),
                        "application/json; charset=utf-8");
            }
        }).Produces<CertificateDoc>().AlsoAs(Image, TlogProof.MediaType).ProducesProblem(404)
            .ProducesProblem(410).ProducesProblem(503).AlsoRefuses("unknown-title", "title-revoked", "title-annulled");
    }

    private const string Image = "image/svg+xml", File = "text/plain";

    private static DateOnly? Barred(EnterpriseDoc? holder, DateOnly day) => holder?.Bans.On(day)?.LastDay;

    private static async Task<long?> AwardedAtAsync(NpgsqlDataSource database, string title, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select seq_id from {MartenTables.Events} where stream_id = $1 order by version "
            + "limit 1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Streams.Title(title) });
        return await command.ExecuteScalarAsync(ct) as long?;
    }

    /// <param name="shortAddress">Where the code leads: the fewer letters, the easier it is read from a package.</param>
    private static string Svg(CertificateDoc c, string shortAddress)
    {
        using var code = QRCodeGenerator.GenerateQrCode(shortAddress, QRCodeGenerator.ECCLevel.M);
        var (zh, en) = TitleSaid.Of(c.Status, c.On, c.EndedOn, c.LastDay, c.BenefitsBarredUntil);
        var colour = c.Status switch
        {
            TitleStatus.InForce or TitleStatus.InGrace => c.BenefitsBarredUntil is null ? "#166534" : "#b45309",
            TitleStatus.Revoked or TitleStatus.Annulled => "#b91c1c",
            _ => "#475569",
        };
        var gone = c.Proof is null;
        var name = NameInBoth.Of(c.EnterpriseName) is { Zh: { } zhName } both ? (zhName, both.En ?? "") : (c.EnterpriseName, "");
        var size = name.Item1.Length > 20 ? 20 : 27;
        var (entry, position) = (c.Entry.ToString(CultureInfo.InvariantCulture), c.AwardPosition.ToString(CultureInfo.InvariantCulture));
        var place = $"Log {c.Log}, entry {entry}, position {position}{(gone ? "" : " · proof file: add ?format=proof")}";
        var stamp = $"""<text x="450" y="300" font-size="120" font-weight="700" fill="{colour}" opacity="0.22" """
            + $"""text-anchor="middle" transform="rotate(-18 450 280)">{(c.Status == TitleStatus.Revoked ? "已取消" : "无效")}</text>""";
        return $"""
            <svg {Drawing.Spaces} viewBox="0 0 900 520" role="img" font-family="{Drawing.Fonts}">
              <title>{Drawing.E($"企业标准“领跑者” · Enterprise-Standard Leader: {c.EnterpriseName}, {c.CategoryName} {c.Cycle}; {en}")}</title>
              <rect x="6" y="6" width="888" height="508" rx="14" fill="#fffdf7" stroke="{colour}" stroke-width="4"/>
              <text x="40" y="66" font-size="34" font-weight="700" fill="#1f2937">企业标准“领跑者”</text>
              {Drawing.Small(94, 17, $"Enterprise-Standard Leader · {c.Cycle.ToString(CultureInfo.InvariantCulture)}")}
              <text x="40" y="154" font-size="{size}" font-weight="700" fill="#111827">{Drawing.E(Texts.Cut(name.Item1, 32))}</text>
              <text x="40" y="182" font-size="17" fill="#374151">{Drawing.E(Texts.Cut(name.Item2, 60))}</text>
              <text x="40" y="208" font-size="15" fill="#6b7280">{Drawing.E(c.Enterprise)}</text>
              {Drawing.Line(252, "标准 Standard", c.Number)}
              {Drawing.Line(284, "类别 Category", c.CategoryName)}
              {Drawing.Line(316, "排名 Place", $"{c.Place.ToString(CultureInfo.InvariantCulture)} · {c.Body}")}
              {Drawing.Line(348, "期限 Period", $"{c.From:yyyy-MM-dd} – {c.LastDay:yyyy-MM-dd}")}
              <rect x="40" y="376" width="500" height="62" rx="8" fill="{colour}"/>
              <text x="60" y="402" font-size="20" font-weight="700" fill="#fff">{Drawing.E(zh)}</text>
              <text x="60" y="427" font-size="16" fill="#fff">{Drawing.E(en)}</text>
              <svg x="604" y="56" width="240" height="240">{Drawing.Qr(code)}</svg>
              <text x="724" y="322" font-size="15" text-anchor="middle" fill="#374151">扫码查询现时状态</text>
              <text x="724" y="342" font-size="13" text-anchor="middle" fill="#6b7280">Scan to look up the present state</text>
              {Drawing.Small(470, 13, Drawing.E(place))}
              {Drawing.Small(491, 13, "图片本身不证明现时有效，以扫码查询为准。The image itself proves nothing: what counts is the register.")}
              {(gone ? stamp : "")}
            </svg>
            """;
    }
}
