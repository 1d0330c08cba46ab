using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

/// <summary>
/// Runs in the register before its program (DOTNET_STARTUP_HOOKS): gives its host a clock that others set, as the tests give theirs. The
/// program has no such door; a life of a title takes eight months of public notices and hearings.
/// </summary>
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = "The runtime looks for it by this name.")]
internal static class StartupHook
{
    /// <summary>Names the file that has the instant which it is.</summary>
    private const string Setting = "LEADER_TEST_CLOCK";

    public static void Initialize()
    {
        var file = Environment.GetEnvironmentVariable(Setting) ?? throw new InvalidOperationException($"{Setting} names no file.");
        DiagnosticListener.AllListeners.Subscribe(new To<DiagnosticListener>(listener =>
        {
            if (listener.Name != "Microsoft.Extensions.Hosting") return;
            listener.Subscribe(new To<KeyValuePair<string, object?>>(said =>
            {
                if (said is { Key: "HostBuilding", Value: IHostBuilder host })
                {
                    host.ConfigureServices(services => services.AddSingleton<TimeProvider>(new SetByFile(file)));
                }
            }));
        }));
    }

    /// <summary>Time stands still until the file says another.</summary>
    private sealed class SetByFile(string file) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() =>
            DateTimeOffset.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture).ToUniversalTime();
    }

    private sealed class To<T>(Action<T> next) : IObserver<T>
    {
        public void OnNext(T value) => next(value);
        public void OnCompleted() { }
        public void OnError(Exception error) { }
    }
}
