using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Leader.Projections.Proof;

/// <summary>The newest checkpoint of each log, in a folder, a file a log: on the disk, name and all, before anything else.</summary>
internal sealed class CheckpointFiles(string folder)
{
    private readonly string _folder = Directory.CreateDirectory(folder).FullName;

    /// <returns>Null where there is none.</returns>
    /// <exception cref="InvalidDataException">The file holds no checkpoint.</exception>
    public Note? Read(string origin) => !File.Exists(FileOf(origin)) ? null
        : Notes.TryParse(File.ReadAllBytes(FileOf(origin)), out var note) && Checkpoint.TryParse(note.Text, out _) ? note
        : throw new InvalidDataException($"{FileOf(origin)} holds no checkpoint.");

    public void Write(string origin, Note note)
    {
        var file = FileOf(origin);
        using (var stream = new FileStream(file + ".new", FileMode.Create, FileAccess.Write))
        {
            stream.Write(Encoding.UTF8.GetBytes(note.ToString()));
            stream.Flush(flushToDisk: true);
        }
        File.Move(file + ".new", file, overwrite: true);
        if (!OperatingSystem.IsWindows()) Flush(_folder);
    }

    private string FileOf(string origin) =>
        Path.Combine(_folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin))) + ".checkpoint");

    /// <summary>A file that was given another name has it after a power cut only when its folder was written, too.</summary>
    private static void Flush(string folder)
    {
        var handle = Open(Encoding.UTF8.GetBytes(folder + '\0'), 0);
        if (handle < 0) throw new IOException($"The folder {folder} cannot be opened.");
        try
        {
            if (Fsync(handle) != 0) throw new IOException($"The folder {folder} cannot be written to the disk.");
        }
        finally { _ = Close(handle); }
    }

    [DllImport("libc", EntryPoint = "open"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fsync(int handle);

    [DllImport("libc", EntryPoint = "close"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}
