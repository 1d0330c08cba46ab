using Leader.Api.Hosting.Postgres;
using Leader.Api.Proof;

namespace Leader.Api.CommandLine;

/// <summary>The log as the operator of this machine has it: never as a database says.</summary>
internal static class KnownLog
{
    /// <summary>As it is set in the environment, or made in the data folder.</summary>
    /// <returns>Null where there is neither.</returns>
    /// <exception cref="Http.SettingException">A setting cannot be read; the message names it.</exception>
    public static LogSettings? Read()
    {
        var set = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        if (string.IsNullOrEmpty(set["Log:Key"])) set["Log:Key"] = DataFolder.KnownLogKey();
        return LogSettings.Of(set);
    }
}
