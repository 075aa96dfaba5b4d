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
/// </summary>
internal sealed class StoreLayout
{
    private const string FormatText = "s3stream-store 1\n";
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly bool _flush;

    private StoreLayout(string root, bool flush)
    {
        Root = root;
        _flush = flush;
    }

    public string Root { get; }

    public string CredentialFile => Path.Combine(Root, "credentials");

    public string LockFile => Path.Combine(Root, "lock");

    public string Blobs => Path.Combine(Root, "blobs");

    public string Buckets => Path.Combine(Root, "buckets");

    public string Damaged => Path.Combine(Root, "damaged");

    public bool FlushToDisk => _flush;

    private string Temporary => Path.Combine(Root, "tmp");

    /// <summary>Opens or makes a store's directory; one that holds other things is refused.</summary>
    public static StoreLayout Open(string directory, bool flush)
    {
        string root = Path.GetFullPath(directory);
        var layout = new StoreLayout(root, flush);
        CreatePrivate(root);
        string format = Path.Combine(root, "format");
        if (!File.Exists(format))
        {
            if (Directory.EnumerateFileSystemEntries(root).Any(entry => Path.GetFileName(entry) != "tmp"))
            {
                throw new IOException(
                    $"{root} is not empty and is not a store of this program. Name an empty or a new directory for the embedded store.");
            }

            Directory.CreateDirectory(layout.Temporary);
            layout.Publish(layout.WriteTemporary(Encoding.ASCII.GetBytes(FormatText)), format);
        }
        else if (File.ReadAllText(format) != FormatText)
        {
            throw new InvalidDataException(
                $"{format} does not say '{FormatText.TrimEnd()}': the store was made by another version of this program.");
        }

        foreach (string folder in new[] { layout.Temporary, layout.Blobs, layout.Buckets })
        {
            Directory.CreateDirectory(folder);
        }

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
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = PrivateFile;
        }

        using var file = new FileStream(path, create);
        file.Write(record);
        if (_flush)
        {
            file.Flush(flushToDisk: true);
        }

        return path;
    }

    /// <summary>Puts a record in place, over an older one, in one step.</summary>
    public void Publish(string temporary, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Removes a folder so that a kill on the way leaves it whole or gone.</summary>
    public void RemoveFolder(string path)
    {
        string grave = Path.Combine(Temporary, Guid.NewGuid().ToString("N"));
        Directory.Move(path, grave);
        Directory.Delete(grave, recursive: true);
    }

    private static void CreatePrivate(string root)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(root);
        }
        else
        {
            Directory.CreateDirectory(root, PrivateFile | UnixFileMode.UserExecute);
        }
    }
}
