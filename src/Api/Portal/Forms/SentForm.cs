using Leader.Api.Evidence;
using Leader.Api.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Leader.Api.Portal.Forms;

/// <summary>A form as it arrives, with its files.</summary>
internal static class SentForm
{
    public static async Task<IFormCollection> ReadAsync(HttpContext context)
    {
        var limits = context.RequestServices.GetRequiredService<EvidenceLimits>();
        var own = RequestLimits.Of(context).BodyBytes;
        var largest = (Frame.Session.Reader(context) is null ? limits.LargestPublic : limits.Largest) + (2L * own);
        if (await RequestSize.IsOverAsync(context, largest)) throw new BadHttpRequestException("The form is too large.", 413);
        return await new FormFeature(context.Request, new FormOptions
        {
            MultipartBodyLengthLimit = largest,
            ValueCountLimit = 20_000,
            ValueLengthLimit = own,
        }).ReadFormAsync(context.RequestAborted);
    }
}
