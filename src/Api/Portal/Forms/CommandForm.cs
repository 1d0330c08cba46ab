using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Leader.Api.Portal.Frame;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Portal.Forms;

/// <summary>
/// A form as it stands between two sendings: what was typed, what is wrong with it, and what the register said. It is sent to the address
/// of the command, as any client would, with the reader's token and with a key of its own: however often it arrives, it is recorded once.
/// </summary>
internal sealed class CommandForm(PageContext page, FormKind kind)
{
    public FormKind Kind => kind;

    /// <summary>Of the address.</summary>
    public Dictionary<string, string> Ids { get; } = new(StringComparer.Ordinal);

    public JsonObject Values { get; private set; } = [];

    /// <summary>Of the receipt.</summary>
    public string Secret { get; private set; } = "";

    /// <summary>The headers of RFC 9421, made in the reader's browser or by a tool of his own.</summary>
    public string SignatureInput { get; private set; } = "";
    public string Signature { get; private set; } = "";

    /// <summary>What is signed, where the request may be; null before it is filled in.</summary>
    public Signed? ToSign { get; private set; }

    /// <param name="Keys">The reader's keys in force, by thumbprint.</param>
    public sealed record Signed(string Path, string Body, IReadOnlyList<string> Keys);

    /// <summary>Whether an act of this kind may be signed.</summary>
    public bool MayBeSigned => kind.Asks.Command is { } command && SignedAddresses.Of(command) is not null && page.Reader is not null;

    /// <summary>Drawn when the form is shown, and anew after a refusal: what is sent then is another request.</summary>
    public string Key { get; private set; } = Guid.NewGuid().ToString();

    /// <summary>The list that gets a row more.</summary>
    public string? MoreRows { get; private set; }

    /// <summary>The list that lost a row.</summary>
    public string? LessRows { get; private set; }

    /// <summary>What the form may begin with instead of blank, by what is asked for it.</summary>
    public IReadOnlyList<(string Like, string Name)> Starts { get; private set; } = [];

    /// <summary>By path, as refusals name them.</summary>
    public Dictionary<string, List<string>> Errors { get; } = new(StringComparer.Ordinal);

    /// <summary>What the register answered: why not, what it would record, what it recorded.</summary>
    public Answer? Refused { get; private set; }
    public Answer? Tried { get; private set; }
    public Answer? Done { get; private set; }

    /// <summary>The form as it is opened: with what the address of the page says, and what follows from who signed in.</summary>
    public async Task<CommandForm> OpenAsync()
    {
        var typed = page.Http.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        foreach (var id in kind.Address) Ids[id] = typed.GetValueOrDefault(id, "");
        Values = new Filled(typed).Read([.. kind.Fields, .. kind.Folded]);
        Filled.AddDefaults(kind.Fields, Values);
        if (PlanTemplates.Fit(kind))
        {
            Starts = await PlanTemplates.OfferedAsync(page, Ids["id"]);
            var like = typed.GetValueOrDefault("like", "");
            if (like.Length > 0 && await PlanTemplates.PlanAsync(page, like) is { } plan) Values["plan"] = plan;
        }
        if (page.Reader is { } reader)
        {
            if (reader.Role == Role.Enterprise && kind.Address.Contains("creditCode")) Fill(Ids, "creditCode", reader.Subject);
            foreach (var (role, name) in new[] { (Role.Enterprise, "enterprise"), (Role.EvaluationBody, "body") })
            {
                if (reader.Role == role && kind.Fields.Any(f => f.Name == name && f.Required)) Values[name] ??= reader.Subject;
            }
        }
        return this;
    }

    private static void Fill(Dictionary<string, string> ids, string name, string value)
    {
        if (ids[name].Length == 0) ids[name] = value;
    }

    /// <summary>Reads what was sent, and does what the button says.</summary>
    public async Task<CommandForm> TakeAsync(IFormCollection form)
    {
        var typed = form.ToDictionary(f => f.Key, f => f.Value.LastOrDefault() ?? "", StringComparer.Ordinal);
        foreach (var id in kind.Address) Ids[id] = typed.GetValueOrDefault("@" + id, "").Trim();
        Secret = typed.GetValueOrDefault("@secret", "").Trim();
        SignatureInput = typed.GetValueOrDefault("@signature-input", "").Trim();
        Signature = typed.GetValueOrDefault("@signature", "").Trim();
        if (typed.GetValueOrDefault("@key") is { Length: >= 22 and <= 128 } key) Key = key;
        Values = new Filled(typed, typed.GetValueOrDefault("@remove")).Read([.. kind.Fields, .. kind.Folded]);
        MoreRows = typed.GetValueOrDefault("@add");
        LessRows = typed.GetValueOrDefault("@remove") is { } row ? row[..Math.Max(0, row.LastIndexOf('['))] : null;
        await DepositAsync(form.Files);
        var button = typed.GetValueOrDefault("@do");
        if (button is not ("try" or "record") || Errors.Count > 0) return this;

        foreach (var id in kind.Address.Where(id => Ids[id].Length == 0)) Wrong("@" + id, Required);
        if (kind.Secret is not null && Secret.Length == 0 && page.Reader is null) Wrong("@secret", Required);
        foreach (var path in Filled.Missing([.. kind.Fields, .. kind.Folded], Values)) Wrong(path, Required);
        if (Errors.Count > 0) return this;
        if (MayBeSigned) ToSign = new(page.Http.Request.PathBase + kind.At(Ids), Body, await KeysInForceAsync());

        var answer = await SendAsync(trial: button == "try");
        if (!answer.Ok)
        {
            Refused = answer;
            if (answer.Json.ValueKind == JsonValueKind.Object && answer.Json.TryGetProperty("errors", out var errors))
            {
                foreach (var field in errors.EnumerateObject())
                {
                    foreach (var message in field.Value.EnumerateArray()) Wrong(field.Name, message.GetString()!);
                }
            }
            if (answer.Status is >= 400 and < 500) Key = Guid.NewGuid().ToString();
            page.Status = answer.Status;
        }
        else
        {
            Tried = button == "try" ? answer : null;
            Done = button == "record" ? answer : null;
        }
        return this;
    }

    private string Required => page.T("必须填写。", "is required.");

    private Task<Answer> SendAsync(bool trial)
    {
        (string, string)[] headers = trial ? [] : [("Idempotency-Key", Key)];
        if (kind.Secret is { } secret && Secret.Length > 0) headers = [.. headers, (secret, Secret)];
        var body = Encoding.UTF8.GetBytes(Body);
        if (MayBeSigned && SignatureInput.Length + Signature.Length > 0)
        {
            headers =
            [
                .. headers, ("Content-Digest", $"sha-256=:{Convert.ToBase64String(SHA256.HashData(body))}:"),
                ("Signature-Input", SignatureInput), ("Signature", Signature),
            ];
        }
        return page.Register.SendAsync(
            "POST",
            kind.At(Ids) + (trial ? "?dryRun=true" : ""),
            body,
            "application/json",
            headers);
    }

    private string Body => Values.ToJsonString(Readable);

    private async Task<IReadOnlyList<string>> KeysInForceAsync()
    {
        var reader = page.Reader!;
        var of = reader.Role == Role.Enterprise ? "enterprise" : "body";
        var keys = await page.GetAsync($"/v1/signing-keys?{of}={Uri.EscapeDataString(reader.Subject)}&limit=100");
        return [.. (keys.Ok ? keys.Items<SigningKeyDoc>() : [])
            .Where(k => new SigningKey(k.Key, k.Algorithm, k.PublicKey, k.From, k.LastDay, k.RevokedFrom).IsInForceOn(page.Today))
            .Select(k => k.Key)];
    }

    private static readonly JsonSerializerOptions Readable =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Files go before the act that names them; their digests are filled in.</summary>
    private async Task DepositAsync(IFormFileCollection files)
    {
        foreach (var file in files.Where(f => f.Length > 0 && f.Name.StartsWith("@file:", StringComparison.Ordinal)))
        {
            var path = file.Name["@file:".Length..];
            if (List(path) is not { } list) continue;
            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes);
            var answer = await page.Register.SendAsync("POST", "/v1/evidence", bytes.ToArray(), file.ContentType);
            if (answer.Ok) list.Add(answer.Json.GetProperty("id").GetString());
            else Wrong(path, $"{file.FileName}: {answer.Json.GetProperty("detail").GetString()}");
        }
    }

    /// <summary>The list of texts at a path of members, made where it is not there; null where the form has none.</summary>
    private JsonArray? List(string path)
    {
        var (fields, at) = (kind.Fields.Concat(kind.Folded), Values);
        foreach (var name in path.Split('.'))
        {
            if (fields.FirstOrDefault(f => f.Name == name) is not { } field) return null;
            if (field.TakesFiles) return (JsonArray)(at[name] ??= new JsonArray());
            if (field.Kind != FieldKind.Group) return null;
            (at, fields) = ((JsonObject)(at[name] ??= new JsonObject()), field.Members);
        }
        return null;
    }

    private void Wrong(string path, string message)
    {
        if (!Errors.TryGetValue(path, out var messages)) Errors[path] = messages = [];
        messages.Add(message);
    }
}
