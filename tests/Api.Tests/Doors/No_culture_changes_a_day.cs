using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Leader.Api.Tests.Doors;

/// <summary>
/// The program itself in a process whose language counts years from the death of the Buddha, without the setting of our build that knows no
/// languages.
/// </summary>
public class No_culture_changes_a_day
{
    [Fact]
    public async Task Not_the_Thai_one()
    {
        var database = await TestDatabase.CreateAsync();
        var program = typeof(LeaderApi).Assembly.Location;
        var config = JsonNode.Parse(await File.ReadAllTextAsync(Path.ChangeExtension(program, ".runtimeconfig.json")))!;
        config["runtimeOptions"]!["configProperties"]!["System.Globalization.Invariant"] = false;
        config["runtimeOptions"]!["configProperties"]!["System.Globalization.PredefinedCulturesOnly"] = false;
        var cultured = Path.Combine(Path.GetTempPath(), $"leader-culture-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(cultured, config.ToJsonString());
        try
        {
            var start = new ProcessStartInfo("dotnet",
            [
                "exec", "--runtimeconfig", cultured, program, "replay", "bans", "--as-of", "2026-05-10",
            ])
            { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var name in new[] { "LC_ALL", "LANG" }) start.Environment[name] = "th_TH.UTF-8";
            start.Environment["ConnectionStrings__Leader"] = database;
            start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "0";
            using var process = Process.Start(start)!;
            var (said, wrong) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();

            (await said).ShouldContain("bans in force on 2026-05-10", Shouldly.Case.Sensitive, await wrong);
        }
        finally { File.Delete(cultured); }
    }
}
