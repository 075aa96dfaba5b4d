using System.Security.Cryptography;

namespace S3Stream.Tests.Embedded;

/// <summary>
/// What a disk keeps of a directory when the power goes: of a folder the names of its last flush, of a file its bytes if they were flushed
/// before that, and otherwise none. It is stricter than most file systems and cannot tell what a device does that lies about its cache, a
/// write that is torn in the middle of a flushed block, or names that come back in another order. Hooks of the store tell it of flushes.
/// </summary>
internal sealed class PowerCutDisk
{
    private readonly Dictionary<string, byte[]> _flushed = []; // by their SHA-256: a rename moves bytes, it does not flush them
    private readonly Dictionary<string, Dictionary<string, byte[]?>> _folders = []; // null: a folder

    /// <summary>Guards all this; an answer to a client is noted under it too.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Folders whose flush is lost, as one in the code might be missing.</summary>
    public Func<string, bool> Forgets { get; init; } = static _ => false;

    public void FileFlushed(string path)
    {
        lock (Gate)
        {
            byte[] bytes = Read(path) ?? [];
            _flushed[Name(bytes)] = bytes;
        }
    }

    public void FlushFolder(string folder)
    {
        if (Forgets(folder))
        {
            return;
        }

        lock (Gate)
        {
            var names = new Dictionary<string, byte[]?>();
            foreach (string entry in Directory.GetFileSystemEntries(folder).Where(entry => Path.GetFileName(entry) != "lock"))
            {
                if (Directory.Exists(entry))
                {
                    names[Path.GetFileName(entry)] = null;
                }
                else if (Read(entry) is { } bytes)
                {
                    names[Path.GetFileName(entry)] = _flushed.GetValueOrDefault(Name(bytes)) ?? [];
                }
            }

            _folders[folder] = names;
        }
    }

    /// <summary>The disk as it is now, to be written later. Under <see cref="Gate"/>.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, byte[]?>> Cut() => new Dictionary<string, Dictionary<string, byte[]?>>(_folders);

    /// <summary>Writes what the power cut left of <paramref name="folder"/> to <paramref name="image"/>.</summary>
    public static void Write(IReadOnlyDictionary<string, Dictionary<string, byte[]?>> cut, string folder, string image)
    {
        Directory.CreateDirectory(image);
        foreach ((string name, byte[]? bytes) in cut.GetValueOrDefault(folder) ?? [])
        {
            if (bytes is null)
            {
                Write(cut, Path.Combine(folder, name), Path.Combine(image, name));
            }
            else
            {
                File.WriteAllBytes(Path.Combine(image, name), bytes);
            }
        }
    }

    private static byte[]? Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new MemoryStream();
            file.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (FileNotFoundException)
        {
            return null; // renamed or deleted meanwhile
        }
    }

    private static string Name(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
