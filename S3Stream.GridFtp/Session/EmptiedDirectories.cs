using S3Stream.GridFtp.Paths;

namespace S3Stream.GridFtp.Session;

/// <summary>
/// In S3 a directory disappears with its last object. A client that removes a tree deletes the files first and then expects RMD of the
/// directory to work, so a session remembers, within bounds, which directories it took objects from.
/// </summary>
internal sealed class EmptiedDirectories
{
    private const int Capacity = 4_096;

    private readonly HashSet<VirtualPath> _paths = [];

    /// <summary>An object or directory was removed at <paramref name="path"/>: any directory above it may have gone with it.</summary>
    public void Removed(VirtualPath path)
    {
        if (_paths.Count >= Capacity)
        {
            _paths.Clear();
        }

        VirtualPath directory = path.Parent;
        while (!directory.IsRoot && !directory.IsBucket && _paths.Add(directory))
        {
            directory = directory.Parent;
        }
    }

    /// <summary>True once for a directory that disappeared that way.</summary>
    public bool Take(VirtualPath path) => _paths.Remove(path.AsDirectory);
}
