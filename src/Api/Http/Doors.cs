using System.Globalization;
using Leader.Domain;
using Leader.Domain.Values;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Primitives;
using Microsoft.OpenApi;
using Npgsql;

namespace Leader.Api.Http;

/// <summary>
/// Every question is read here, before the address sees it: what is spelt otherwise than the register spells it is put right, or refused.
/// So an answer, and its links, are those of the question that was meant (Q56).
/// </summary>
public sealed class Doors(NpgsqlDataSource database, ViewReader views)
{
    public static async Task ReadAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is RouteEndpoint address
            && context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase)
            && await context.RequestServices.GetRequiredService<Doors>().ReadAsync(context, address) is { } refused)
        {
            await refused.ExecuteAsync(context);
        }
        else
        {
            await next(context);
        }
    }

    private async Task<IResult?> ReadAsync(HttpContext context, RouteEndpoint address)
    {
        var parameters = address.Metadata.OfType<Parameter>().ToArray();
        if (await PathAsync(context, address, parameters) is { } noSuch) return noSuch;
        if (Formats.Read(context, address) is { } formless) return formless;
        if (context.Request.Query.Count == 0) return null;
        var known = parameters.Where(p => p.In == ParameterLocation.Query).Select(p => p.Name)
            .Concat(Formats.Of(address.Metadata) is { } form ? [form.Name] : []).ToArray();
        var (check, query) = (new Check(), new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase));
        foreach (var (name, values) in context.Request.Query)
        {
            if (parameters.FirstOrDefault(p =>
                p.In == ParameterLocation.Query && p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } parameter)
            {
                query[parameter.Name] = await ValueAsync(check, parameter, values, context.RequestAborted);
            }
            else
            {
                check.That(false, name, Unread(name, known));
            }
        }
        if (check.Refusal is { } refusal) return Problems.Of(refusal);
        context.Request.Query = new QueryCollection(query);
        return null;
    }

    private static string Unread(string name, string[] read) => read.Length == 0 ? "is not read at this address, which reads no parameters."
        : $"is not read at this address{Nearest.Hint(name, read)}. It reads {string.Join(", ", read)}.";

    /// <summary>Puts the ids of the address right, and its letters.</summary>
    private async Task<IResult?> PathAsync(HttpContext context, RouteEndpoint address, Parameter[] parameters)
    {
        var ids = context.Request.RouteValues;
        foreach (var name in ids.Keys.Where(k => k != "path").ToArray())
        {
            if (ids[name] is not string typed) continue;
            var kind = parameters.FirstOrDefault(p => p.In == ParameterLocation.Path && p.Name == name)?.As
                ?? (name == "creditCode" ? ReadAs.Code : ReadAs.Id);
            var (read, fault) = await OneAsync(kind, typed, null, context.RequestAborted);
            if (fault is not null && kind is ReadAs.Code or ReadAs.Enterprise && EnterpriseCode.Read(typed).Fault is not null)
            {
                return Problems.Malformed(name, fault);
            }
            if (fault is not null)
            {
                return Problems.Of(Refusal.NotFound(
                    kind == ReadAs.Category ? "category" : "enterprise",
                    read) with
                { Reason = $"'{read}' {fault}" });
            }
            ids[name] = read;
        }
        context.Request.Path = new PathString("/" // which is decoded already
            + string.Join(
                '/',
                address.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(p => p is RoutePatternParameterPart id
                    ? Convert.ToString(ids[id.Name], CultureInfo.InvariantCulture)
                    : p is RoutePatternLiteralPart literal ? literal.Content : ((RoutePatternSeparatorPart)p).Content)))));
        return null;
    }

    private async Task<StringValues> ValueAsync(Check check, Parameter parameter, StringValues values, CancellationToken ct)
    {
        var typed = values.SelectMany(v => parameter.Several ? (v ?? "").Split(',') : [v ?? ""]).Select(Typed.Plain).ToArray();
        check.That(parameter.Several || typed.Length == 1, parameter.Name, "is given more than once.");
        var all = new List<string>();
        foreach (var value in typed)
        {
            if (value.Length == 0)
            {
                check.That(false, parameter.Name, "is empty; leave it out, or give a value.");
            }
            else if (value.FirstOrDefault(char.IsControl) is var control && value.Any(char.IsControl))
            {
                check.That(false, parameter.Name, string.Create(CultureInfo.InvariantCulture, $"holds the character U+{(int)control:X4}."));
            }
            else
            {
                var (read, fault) = parameter.List is { } list
                    ? list.Meant(value) is { } meant ? (meant, null) : OneOf(list.Words, value)
                    : await OneAsync(parameter.As, value, parameter.Of, ct);
                if (fault is null && parameter is { Among: { } field, Of: { } view } && !await StandsAsync(view, field, read, ct))
                {
                    fault = $"'{read}' stands in no row of the view {view.Name}.";
                }
                check.That(fault is null, parameter.Name, fault ?? "");
                all.Add(read);
            }
        }
        return string.Join(',', all.Distinct(StringComparer.Ordinal));
    }

    /// <summary>One of the words, whatever the case.</summary>
    internal static (string Read, string? Fault) OneOf(IReadOnlyList<string> words, string typed) =>
        words.FirstOrDefault(w => w.Equals(Typed.Plain(typed), StringComparison.OrdinalIgnoreCase)) is { } word
            ? (word, null)
            : (typed, $"must be one of: {string.Join(", ", words)}{Nearest.Hint(typed, words)}.");

    private async Task<(string Read, string? Fault)> OneAsync(ReadAs kind, string typed, View? of, CancellationToken ct)
    {
        switch (kind)
        {
            case ReadAs.Id: return (Typed.Id(typed), null);
            case ReadAs.Key:
                var key = Typed.Id(typed);
                return (key, await HasAsync(of!, key, ct) ? null : $"'{key}' is no document of the view {of!.Name}.");
            case ReadAs.StandardNumber:
                return StandardNumber.Parse(typed) is { } number ? (number.Normalised, null)
                    : (typed, "is not the number of a standard with its year"
                        + $"{(StandardNumber.Nearest(typed) is { } near ? $"; the nearest is '{near}'" : "")}.");
            case ReadAs.Barcode:
                var (digits, wrong) = Gtin.Read(typed);
                return (digits, wrong is null ? null : $"'{typed}' {wrong}");
            case ReadAs.Code or ReadAs.Enterprise:
                var code = EnterpriseCode.Read(typed);
                if (code.Fault is not null && !code.OnlyIfRegistered || kind == ReadAs.Code && code.Fault is null)
                {
                    return (code.Code, code.Fault);
                }
                return (code.Code, await HasAsync(LeaderViews.Enterprises, code.Code, ct)
                    ? null
                    : code.Fault ?? "is no enterprise that the register knows; it says nothing about it.");
            case ReadAs.Category or ReadAs.Cycle or ReadAs.Body:
                var (view, what) = kind switch
                {
                    ReadAs.Category => ((View)LeaderViews.Categories, "category"),
                    ReadAs.Cycle => (LeaderViews.KeyFields, "cycle"),
                    _ => (LeaderViews.Organisations, "body"),
                };
                var id = Typed.Id(typed);
                return (id, await HasAsync(view, id, ct)
                    || of is not null && (kind == ReadAs.Body ? await StandsAsync(of, "body", id, ct)
                        : int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var year)
                            && await StandsAsync(of, "cycle", year, ct))
                    ? null
                    : $"is no {what} that the register knows{Nearest.Hint(id, await KeysAsync(view, ct))}.");
            default: return (Typed.Plain(typed), null);
        }
    }

    /// <summary>Which of the keys the view has, or ever had, a document of.</summary>
    public async Task<HashSet<string>> WhichAsync(View view, IEnumerable<string> keys, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select k from unnest($1) k where exists (select from {ViewTables.Table(view)} "
            + "where key = k)");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. keys.Distinct(StringComparer.Ordinal)] });
        return [.. await ListAsync(command, ct)];
    }

    /// <summary>Whether the view has, or ever had, a document of that key.</summary>
    public async Task<bool> HasAsync(View view, string key, CancellationToken ct) => (await WhichAsync(view, [key], ct)).Count > 0;

    /// <summary>All keys of a view of few.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync(View view, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select distinct key from {ViewTables.Table(view)}");
        return await ListAsync(command, ct);
    }

    /// <summary>It stands in rows, but is not registered: who acts in them, or a cycle to come.</summary>
    private async Task<bool> StandsAsync<T>(View view, string tag, T value, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select {tag}::text from {ViewTables.Table(view)} where {tag} = $1 limit 1");
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return (await ListAsync(command, ct)).Count > 0;
    }

    /// <summary>A row has, or ever had, such a value. Marks alone are none: every text begins so.</summary>
    private async Task<bool> StandsAsync(View view, Field field, string value, CancellationToken ct)
    {
        if (Typed.Letters(value).Length == 0) return false;
        var asked = new Condition(field.Name, Compare.Is, [value]);
        await using var command = database.CreateCommand(
            $"select key from {ViewTables.Table(view)} where {field.Where(asked.How, "$1")} limit 1");
        command.Parameters.Add(new() { Value = field.Given(asked) });
        return (await ListAsync(command, ct)).Count > 0;
    }

    private async Task<List<string>> ListAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await views.ThereAsync(ct); // or what is registered would be unknown
        var found = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) found.Add(reader.GetString(0));
        return found;
    }
}
