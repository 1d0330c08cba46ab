namespace Leader.Api.Http;

/// <summary>
/// Room on disk for a file that is too large for memory: readable by nobody else, and gone with its handle, however the process ends.
/// </summary>
internal static class NamelessFile
{
    public static FileStream Open()
    {
        var path = Path.Combine(Path.GetTempPath(), $"leader-file-{Guid.NewGuid():N}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        File.Delete(path);
        return file;
    }
}
