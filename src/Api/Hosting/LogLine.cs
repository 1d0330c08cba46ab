using System.Globalization;
using Leader.Projections.Log;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Leader.Api.Hosting;

/// <summary>
/// The lines of the program on the console: time (UTC), level, who, what, and the trace of the request that it belongs to. A database
/// that is away fails every request and every loop, each
/// with a stack trace of its own: of these, one line a minute and kind is written, whoever logs it, with the number of those left out. So
/// is of what a loop of the libraries meets, or says with other numbers, again and again. Every failure of ours is written.
/// </summary>
internal sealed class LogLine : ConsoleFormatter
{
    public const string Formatter = "leader";
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);
    private static readonly string[] Loops = ["JasperFx", "Marten", "Wolverine"];

    private readonly TimeProvider _time;
    private readonly Dictionary<object, (long Written, int LeftOut)> _kinds = [];

    public LogLine() : this(TimeProvider.System) { } // never the register's: lines are of the machine's time

    internal LogLine(TimeProvider time) : base(Formatter) => _time = time;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var (who, text, failure) = (logEntry.Category, logEntry.Formatter(logEntry.State, logEntry.Exception), logEntry.Exception);
        var trouble = DatabaseTrouble.Of(failure);
        object? kind = trouble is not null
            ? trouble
            : Loops.Any(l => who.StartsWith(l, StringComparison.Ordinal))
                ? (who, failure?.GetBaseException().Message ?? string.Concat(text.Where(c => !char.IsAsciiDigit(c))))
            : null;
        var left = 0;
        if (kind is not null && IsTold(kind, out left)) return;
        if (trouble is not null) text = $"{trouble.Title} {failure!.GetBaseException().Message}";
        var of = System.Diagnostics.Activity.Current is { IdFormat: System.Diagnostics.ActivityIdFormat.W3C } activity
            ? $" trace={activity.TraceId.ToHexString()}" // as the problem tells it that is answered
            : "";
        var more = left > 0 ? $" ({left.ToString(CultureInfo.InvariantCulture)} more of this kind since the line before)" : "";
        textWriter.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {Level(logEntry.LogLevel)} {who}: {text}{more}{of}"));
        if (failure is not null && trouble is null) textWriter.WriteLine(failure);
    }

    private bool IsTold(object kind, out int left)
    {
        lock (_kinds)
        {
            var known = _kinds.TryGetValue(kind, out var last);
            left = last.LeftOut;
            if (known && _time.GetElapsedTime(last.Written) < Between)
            {
                _kinds[kind] = last with { LeftOut = last.LeftOut + 1 };
                return true;
            }
            if (_kinds.Count >= 1000) _kinds.Clear(); // messages with numbers in them
            _kinds[kind] = (_time.GetTimestamp(), 0);
            return false;
        }
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Critical => "crit",
        LogLevel.Error => "fail",
        LogLevel.Warning => "warn",
        LogLevel.Information => "info",
        _ => "dbug",
    };
}
