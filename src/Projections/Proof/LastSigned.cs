namespace Leader.Projections.Proof;

/// <summary>
/// What the register itself signed of a log last: nothing is signed that does not continue it, whatever the database says. In memory, and
/// beside the key, where a restored database does not reach.
/// </summary>
public sealed class LastSigned
{
    private readonly CheckpointFiles? _files;
    private readonly VerifierKey _key;

    /// <param name="folder">Where it is kept over a restart; null: in memory only.</param>
    /// <exception cref="IOException">What is kept is no checkpoint of the log that the key signed.</exception>
    public LastSigned(VerifierKey key, string? folder = null)
    {
        (_key, _files) = (key, folder is null ? null : new(folder));
        Note? note;
        try { note = _files?.Read(key.Name); }
        catch (InvalidDataException e) { throw new IOException(e.Message, e); }
        if (note is null) return;
        Checkpoint = note.VerifiedBy(key) is not null && Proof.Checkpoint.TryParse(note.Text, out var known) && known.Origin == key.Name
            ? known
            : throw new IOException($"What is kept in {folder} as the last checkpoint of {key.Name} was not signed by its key.");
    }

    /// <summary>Null where nothing was signed yet.</summary>
    public Checkpoint? Checkpoint { get; private set; }

    /// <param name="note">Signed, and saved with its tree.</param>
    public void Keep(Checkpoint checkpoint, Note note)
    {
        Checkpoint = checkpoint;
        _files?.Write(_key.Name, note);
    }
}

/// <summary>The log in the database does not continue what the register signed of it.</summary>
public sealed class LogForkException(string message) : Exception(message);
