using System.Globalization;
using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Npgsql;

namespace Leader.Benchmarks;

/// <summary>
/// What a purchaser asks: the standing of an enterprise for the barcode of a product, one by one and a thousand at once, beside the bare
/// SQL that reads the same rows, in turn. Every enterprise has one product, every second one leads with it; the rows are those that the
/// views make of the facts, written straight into their tables.
/// </summary>
internal static class Standings
{
    private const int Batch = 1000, Rounds = 20, Pages = 10_000;
    private static readonly DateTimeOffset Begin = new(2024, 1, 2, 1, 0, 0, TimeSpan.Zero);

    public static async Task<int> RunAsync(int enterprises, int questions)
    {
        await using var register = await Register.CreateAsync(1_000, 1);
        for (var first = 0; first < enterprises; first += Pages) await WriteAsync(register, first, Math.Min(Pages, enterprises - first));
        foreach (var view in new View[] { LeaderViews.Enterprises, LeaderViews.Products })
        {
            await Seeding.ExecuteAsync(register.Database, $"vacuum analyze {ViewTables.Table(view)}");
        }
        await using var host = register.Host(b =>
        {
            b.Configuration["RateLimit:PerMinute"] = "100000000";
            b.Configuration["Check:FirstAfterSeconds"] = "86400"; // what no fact of the log gives would be found
        });
        await host.StartAsync();
        using var http = new HttpClient { BaseAddress = new(host.Urls.First()) };
        var random = new Random(1);
        var (one, bare) = (new Timings(), new Timings());
        for (var i = -100; i < questions; i++) // the first hundred warm up
        {
            var n = random.Next(enterprises);
            var (asked, read) = (i < 0 ? new Timings() : one, i < 0 ? new Timings() : bare);
            await asked.OfAsync(async () =>
            {
                var answer = await http.GetFromJsonAsync<JsonElement>($"/v1/enterprises/{Code(n)}/standing?gtin={Barcode(n)}");
                if (answer.GetProperty("mayClaimBenefits").GetBoolean() != Leads(n)) throw new InvalidOperationException($"{answer}");
            });
            await read.OfAsync(async () => Found(await SqlAsync(register.Database, [Code(n)], [Barcode(n)]), 1, 1));
        }
        var (many, bareMany) = (new Timings(), new Timings());
        for (var round = -2; round < Rounds; round++)
        {
            int[] of = [.. Enumerable.Range(0, Batch).Select(_ => random.Next(enterprises))];
            var (asked, read) = (round < 0 ? new Timings() : many, round < 0 ? new Timings() : bareMany);
            await asked.OfAsync(async () =>
            {
                using var answer = await http.PostAsJsonAsync(
                    "/v1/standings", new { items = of.Select(n => new { creditCode = Code(n), gtin = Barcode(n) }) });
                var items = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items");
                if (items.EnumerateArray().Where((a, i) => a.GetProperty("mayClaimBenefits").GetBoolean() != Leads(of[i])).Any())
                {
                    throw new InvalidOperationException("An answer is wrong.");
                }
            });
            var distinct = of.Distinct().Count();
            await read.OfAsync(async () => Found(
                await SqlAsync(register.Database, [.. of.Select(Code)], [.. of.Select(Barcode)]), distinct, distinct));
        }
        Console.WriteLine($"\n{enterprises:N0} enterprises, as many products; {questions:N0} questions, {Rounds} batches of {Batch}\n\n"
            + "| question | p50 ms | p99 ms | bare SQL p50 | p99 | of bare |\n| --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (name, ours, sql) in new[] { ("one standing by barcode", one, bare), ("a thousand at once", many, bareMany) })
        {
            Console.WriteLine($"| {name} | {ours.P50:0.00} | {ours.P99:0.00} | {sql.P50:0.00} | {sql.P99:0.00} | "
                + $"{ours.P50 / sql.P50:0.0} |");
        }
        await host.StopAsync();
        return 0;

        static void Found((int, int) rows, int files, int products)
        {
            if (rows != (files, products)) throw new InvalidOperationException($"{rows} rows for {files} and {products}.");
        }
    }

    private static async Task<(int Files, int Products)> SqlAsync(NpgsqlDataSource database, string[] codes, string[] gtins)
    {
        const string known = "in_force_from <= current_date and in_force_to > current_date and known_to = 9223372036854775807";
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new($"select payload from {ViewTables.Table(LeaderViews.Enterprises)} where key = any($1) and {known}")
        {
            Parameters = { new NpgsqlParameter<string[]> { TypedValue = codes } },
        });
        batch.BatchCommands.Add(new($"select payload from {ViewTables.Table(LeaderViews.Products)} where "
            + $"{LeaderViews.Products.Fields[0].Value} = any($1) and {known}")
        {
            Parameters = { new NpgsqlParameter<string[]> { TypedValue = gtins } },
        });
        await using var reader = await batch.ExecuteReaderAsync();
        var (files, products) = (await CountAsync(), await reader.NextResultAsync() ? await CountAsync() : 0);
        return (files, products);

        async Task<int> CountAsync()
        {
            var rows = 0;
            for (; await reader.ReadAsync(); rows++) reader.GetFieldValue<byte[]>(0);
            return rows;
        }
    }

    private static bool Leads(int n) => n % 2 == 0;

    private static string Code(int n)
    {
        var first = string.Create(CultureInfo.InvariantCulture, $"91110000TY{n:D7}");
        return first + CreditCode.CheckCharacter(first);
    }

    private static string Barcode(int n)
    {
        var digits = string.Create(CultureInfo.InvariantCulture, $"952{n:D9}");
        return digits + Gtin.CheckDigit(digits);
    }

    private static async Task WriteAsync(Register register, int first, int count)
    {
        foreach (var view in new View[] { LeaderViews.Enterprises, LeaderViews.Products })
        {
            var fold = new ViewFold(view);
            foreach (var fact in Enumerable.Range(first, count).SelectMany(Facts))
            {
                fold.Apply(new Recorded(1, fact.Stream(), 1, Begin, fact));
            }
            fold.Finish();
            await using var connection = await register.Database.OpenConnectionAsync();
            var (opened, closed) = fold.Take();
            await ViewTables.CopyAsync(connection, view, [.. opened.Where(r => r.KnownTo == long.MaxValue)], closed, "", default);
        }
    }

    private static IEnumerable<Fact> Facts(int n)
    {
        var (code, on) = (Code(n), new DateOnly(2024, 1, 2));
        var declaration = StandardNumber.DeclarationId(code, StandardNumber.Parse("Q/TY 001-2024")!);
        yield return new EnterpriseRegistered(code, IdentifierKind.CreditCode, $"示例企业 {n}", "北京", null, on);
        if (Leads(n))
        {
            yield return new TitleAwarded(
                Ids.Title("2024-air-purifier", code), code, $"示例企业 {n}", declaration, 1, "Q/TY 001-2024", "2024-air-purifier", 2024,
                "air-purifier", "Air purifiers", GoalSector.ConsumerGoods, "caq", 1, ["Air purifier"], new(2099, 12, 31), new(2099, 12, 31),
                "policy-defaults", on);
        }
        yield return new ProductDeclared(declaration, 1, code, 1, new("示例", $"KJ{n}", null, Barcode(n), "air-purifier"), on);
    }
}
