using System.Diagnostics;

namespace Leader.Drills;

/// <summary>A small file system of a drill's own, in memory, that can be filled to the last byte.</summary>
internal sealed class Disk : IDisposable
{
    private readonly string _fill;

    private Disk(string folder) => (Folder, _fill) = (folder, Path.Combine(folder, "fill"));

    public string Folder { get; }

    /// <returns>Null where nothing can be mounted: that takes root on Linux.</returns>
    public static Disk? Mount(string folder, int megabytes) =>
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Directory.CreateDirectory(folder).Exists
            && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0755", "tmpfs", folder) == 0 ? new(folder) : null;

    public void Fill()
    {
        foreach (var size in new[] { "1M", "4k" }) Run("sh", "-c", $"dd if=/dev/zero bs={size} >> '{_fill}'").ShouldNotBe(0, "it is full");
    }

    public void Free() => File.Delete(_fill);

    public void Dispose() => Run("umount", "--lazy", Folder);

    private static int Run(string program, params string[] with)
    {
        using var process = Process.Start(new ProcessStartInfo(program, with) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
