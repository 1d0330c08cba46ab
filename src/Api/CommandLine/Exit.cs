namespace Leader.Api.CommandLine;

/// <summary>How a command ends: 0 done and in order, 1 could not be done, 2 wrongly called, 3 differences were found.</summary>
internal static class Exit
{
    public const int Done = 0, NotDone = 1, WronglyCalled = 2, Differing = 3;

    /// <param name="help">The call that tells more.</param>
    public static int Wrong(string why, string? help = null)
    {
        Console.Error.WriteLine(help is null ? why : $"{why}\n{help} tells more.");
        return WronglyCalled;
    }

    public static int Failed(string why)
    {
        Console.Error.WriteLine(why);
        return NotDone;
    }
}
