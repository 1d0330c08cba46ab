using System.Globalization;
using System.Text.Json;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Benchmarks;

/// <summary>
/// What people type into the search box, over HTTP, among many enterprises. Their names are made as names of companies are: a place, two
/// or three characters, a trade, a form. The rows are those that the views make of the facts, written straight into their tables.
/// </summary>
internal static class Searches
{
    private const int Pages = 20_000;
    private static readonly DateTimeOffset Begin = new(2024, 1, 2, 1, 0, 0, TimeSpan.Zero);

    private static readonly string[] Places = "北京 上海 深圳 广州 杭州 宁波 苏州 无锡 青岛 济南 合肥 福州 厦门 武汉 长沙 成都 重庆 西安 郑州 天津".Split(' ');
    private static readonly string[] Trades = "电器 家电 环境科技 空气净化 制冷设备 厨卫 照明 机电 新能源 智能装备 家居 服饰 纺织 食品机械 医疗器械 物流".Split(' ');
    private const string Characters = "晴岚昊朗清宁泽润恒远博雅瑞康嘉和安泰正源新华东方海川星辰光明德信诚达美佳华盛鼎丰利民惠通伟业永固金石玉林云峰天成";

    public static async Task<int> RunAsync(int enterprises, int questions)
    {
        await using var register = await Register.CreateAsync(1_000, 1);
        for (var first = 0; first < enterprises; first += Pages) await WriteAsync(register, first, Math.Min(Pages, enterprises - first));
        await Seeding.ExecuteAsync(register.Database, $"vacuum analyze {ViewTables.Table(LeaderViews.Names)}");
        await using var host = register.Host(b =>
        {
            b.Configuration["RateLimit:PerMinute"] = "100000000";
            b.Configuration["Check:FirstAfterSeconds"] = "86400";
        });
        await host.StartAsync();
        using var http = new HttpClient { BaseAddress = new(host.Urls.First()) };
        Console.WriteLine($"\n{enterprises:N0} enterprises, {questions} questions of each sort\n\n"
            + "| typed | p50 ms | p90 ms | longest ms |\n| --- | ---: | ---: | ---: |");
        foreach (var (sort, typed, sure) in new (string, Func<int, string>, bool)[]
        {
            ("the whole name", Name, true),
            ("its two or three characters", Own, false),
            ("place and characters, with a blank", n => $"{Places[n % Places.Length]} {Own(n)}", false),
            ("the characters in pinyin", n => Pinyin.Of(Own(n)).First(), false),
            ("first letters of place and characters", n => Pinyin.Of(Places[n % Places.Length] + Own(n)).Skip(1).First(), false),
            ("the credit code", Code, true),
            ("ten characters of it", n => Code(n)[8..], true),
            ("a trade, which many have", n => Trades[n % Trades.Length], false),
            ("有限公司, which all have", _ => "有限公司", false),
            ("nothing that is there", n => $"無此{n % 10}企业", false),
        })
        {
            var (random, times) = (new Random(7), new Timings());
            for (var i = -5; i < questions; i++)
            {
                var n = random.Next(enterprises);
                await (i < 0 ? new Timings() : times).OfAsync(async () =>
                {
                    var answer = await http.GetFromJsonAsync<JsonElement>($"/v1/search?q={Uri.EscapeDataString(typed(n))}");
                    if (sure && answer.GetProperty("items").EnumerateArray().All(h => h.GetProperty("id").GetString() != Code(n)))
                    {
                        throw new InvalidOperationException($"{typed(n)} is not found.");
                    }
                });
            }
            Console.WriteLine($"| {sort} | {times.P50:0.0} | {times.At(0.9):0.0} | {times.At(1):0.0} |");
        }
        await host.StopAsync();
        return 0;
    }

    private static async Task WriteAsync(Register register, int first, int count)
    {
        var fold = new ViewFold(LeaderViews.Names);
        foreach (var n in Enumerable.Range(first, count))
        {
            var fact = new EnterpriseRegistered(
                Code(n), IdentifierKind.CreditCode, Name(n), Places[n % Places.Length], null, new(2024, 1, 2));
            fold.Apply(new Recorded(1, fact.Stream(), 1, Begin, fact));
        }
        fold.Finish();
        await using var connection = await register.Database.OpenConnectionAsync();
        var (opened, closed) = fold.Take();
        await ViewTables.CopyAsync(connection, LeaderViews.Names, [.. opened.Where(r => r.KnownTo == long.MaxValue)], closed, "", default);
    }

    private static string Name(int n) => $"{Places[n % Places.Length]}{Own(n)}{Trades[n / 20 % Trades.Length]}有限公司";

    private static string Own(int n)
    {
        var random = new Random(n);
        return string.Concat(Enumerable.Range(0, 2 + n % 2).Select(_ => Characters[random.Next(Characters.Length)]));
    }

    private static string Code(int n)
    {
        var first = string.Create(CultureInfo.InvariantCulture, $"91110000TX{n:D7}");
        return first + CreditCode.CheckCharacter(first);
    }
}
