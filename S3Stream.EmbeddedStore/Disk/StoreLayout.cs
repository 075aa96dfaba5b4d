using System.Security.Cryptography;
using System.Text;

namespace S3Stream.Embedded;

/// <summary>
/// Where things are in the store's directory:
///   format                                 marks the directory as a store
///   credentials                            the account's keys, mode 0600
///   lock                                   held while a server runs on the directory
///   blobs/XX/ID                            bytes, under random names; never changed once written
///   buckets/NAME/bucket                    record of a bucket (its name is safe as a file name by S3's rules)
///   buckets/NAME/objects/XX/HASH           record of an object; HASH is the SHA-256 of its key, which stands in the record
///   buckets/NAME/uploads/ID/upload, NNNNN  records of an open multipart upload and its parts
///   tmp                                    records being written and buckets being removed; emptied at start
///   damaged                                records that could not be read at start
/// No name given by a client becomes a file name, so no key can lead out of the directory.
/// A record is written to tmp and renamed into place: it is there whole or not at all. Blobs no record names are removed at start.
/// Folders have mode 0700 and files 0600: a user who can look into the directory still reads no object and no name of a bucket.
/// </summary>
internal sealed class StoreLayout
{
    private const string FormatText = "s3stream-store 1\n";
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateFolder = PrivateFile | UnixFileMode.UserExecute;
    private readonly Action<string>? _flush;
    private readonly Action<string>? _fileFlushed;

    private StoreLayout(string root, Action<string>? flush, Action<string>? fileFlushed)
    {
        Root = root;
        _flush = flush;
        _fileFlushed = fileFlushed;
    }

    public string Root { get; }

    public string CredentialFile => Path.Combine(Root, "credentials");

    public string LockFile => Path.Combine(Root, "lock");

    public string Blobs => Path.Combine(Root, "blobs");

    public string Buckets => Path.Combine(Root, "buckets");

    public string Damaged => Path.Combine(Root, "damaged");

    public bool FlushToDisk => _flush is not null;

    /// <summary>Whether users other than the owner may look into the directory.</summary>
    public bool IsOpenToOthers => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(Root) & ~PrivateFolder) != 0;

    private string Temporary => Path.Combine(Root, "tmp");

    /// <summary>
    /// Opens or makes a store's directory; a directory that holds other things, or that any user may write into, is refused.
    /// </summary>
    /// <param name="directory">The directory.</param>
    /// <param name="flush">Makes a directory's entries durable; null: nothing is flushed, files neither.</param>
    /// <param name="fileFlushed">Told of each file that was flushed.</param>
    public static StoreLayout Open(string directory, Action<string>? flush, Action<string>? fileFlushed = null)
    {
        string root = Path.GetFullPath(directory);
        var layout = new StoreLayout(root, flush, fileFlushed);
        CreatePrivate(root);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(root) & UnixFileMode.OtherWrite) != 0)
        {
            throw new IOException($"Any user can write into {root} and replace the store's keys. Set its mode to 0700.");
        }

        string format = Path.Combine(root, "format");
        if (!File.Exists(format))
        {
            if (Directory.EnumerateFileSystemEntries(root).Any(entry => Path.GetFileName(entry) != "tmp"))
            {
                throw new IOException(
                    $"{root} is neither empty nor a store of this program. Name an empty or a new directory for the embedded store.");
            }

            CreatePrivate(layout.Temporary);
            layout.Publish(layout.WriteTemporary(Encoding.ASCII.GetBytes(FormatText)), format);
            layout.Flush(format);
        }
        else if (File.ReadAllText(format) != FormatText)
        {
            throw new InvalidDataException(
                $"{format} does not say '{FormatText.TrimEnd()}': the store was made by another version of this program.");
        }

        foreach (string folder in new[] { layout.Temporary, layout.Blobs, layout.Buckets })
        {
            CreatePrivate(folder);
        }

        layout.Flush(layout.Buckets);
        return layout;
    }

    /// <summary>Removes what a killed server left half-written. Only under the lock.</summary>
    public void EmptyTemporary()
    {
        foreach (string file in Directory.EnumerateFiles(Temporary))
        {
            File.Delete(file);
        }

        foreach (string folder in Directory.EnumerateDirectories(Temporary))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public string Bucket(string name) => Path.Combine(Buckets, name);

    public string BucketRecord(string name) => Path.Combine(Bucket(name), "bucket");

    public string Objects(string bucket) => Path.Combine(Bucket(bucket), "objects");

    public string ObjectRecord(string bucket, string key)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        return Path.Combine(Objects(bucket), hash[..2], hash);
    }

    public string Uploads(string bucket) => Path.Combine(Bucket(bucket), "uploads");

    public string Upload(string bucket, string uploadId) => Path.Combine(Uploads(bucket), uploadId);

    /// <summary>Writes a record where a kill leaves no trace; <see cref="Publish"/> puts it in place.</summary>
    public string WriteTemporary(ReadOnlySpan<byte> record)
    {
        string path = Path.Combine(Temporary, Guid.NewGuid().ToString("N"));
        using FileStream file = CreateFile(path, FileMode.CreateNew, share: FileShare.Read);
        file.Write(record);
        FlushFile(file);
        return path;
    }

    /// <summary>
    /// Puts a record in place, over an older one, in one step. Durable only after <see cref="Flush"/>, which waits for the disk and is
    /// therefore called when no lock is held, before the request is answered and before anything the older record needs is deleted.
    /// </summary>
    public void Publish(string temporary, string path)
    {
        EnsureFolder(Path.GetDirectoryName(path)!);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Makes the bytes of a file durable, where anything is.</summary>
    public void FlushFile(FileStream file)
    {
        if (FlushToDisk)
        {
            RandomAccess.FlushToDisk(file.SafeFileHandle);
            _fileFlushed?.Invoke(file.Name);
        }
    }

    /// <summary>Makes it durable that <paramref name="path"/> was made, renamed or deleted.</summary>
    public void Flush(string path) => _flush?.Invoke(Path.GetDirectoryName(path)!);

    /// <summary>Removes a folder so that a kill on the way leaves it whole or gone.</summary>
    public void RemoveFolder(string path)
    {
        string grave = Path.Combine(Temporary, Guid.NewGuid().ToString("N"));
        Directory.Move(path, grave);
        Flush(path); // or a power cut brings the records back, and the blobs they name are gone
        Directory.Delete(grave, recursive: true);
    }

    /// <summary>A new file of the store's own, mode 0600, written without a buffer of .NET's.</summary>
    public static FileStream CreateFile(
        string path, FileMode mode, FileOptions options = FileOptions.None, FileShare share = FileShare.None)
    {
        var create = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = share, Options = options, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = PrivateFile;
        }

        return new FileStream(path, create);
    }

    /// <summary>A folder of the store's own, mode 0700, and those above it, each of them durable.</summary>
    public void EnsureFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        EnsureFolder(Path.GetDirectoryName(path)!); // CreateDirectory gives its mode to the last of several only
        CreatePrivate(path);
        Flush(path);
    }

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        bool existed = Directory.Exists(path);
        Directory.CreateDirectory(path, PrivateFolder);
        if (existed && Path.GetFileName(path) is "tmp" or "blobs" or "buckets")
        {
            File.SetUnixFileMode(path, PrivateFolder); // earlier versions left it to the umask
        }
    }
}
