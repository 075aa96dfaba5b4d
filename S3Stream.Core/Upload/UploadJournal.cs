using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using S3Stream.Diagnostics;

namespace S3Stream.Upload;

/// <summary>
/// The multipart uploads this installation has begun and not ended, a file each (docs/decisions/0005). Several processes may share the
/// directory. Safe for concurrent use. A directory that cannot be used (full, gone, not ours) is logged and fails no transfer: entries that
/// could not be written stay in memory and are written with the next one. No more of them than there are open uploads.
/// </summary>
internal sealed class UploadJournal
{
    private const string Suffix = ".upload";
    private const string Unfinished = ".new";
    private readonly ConcurrentDictionary<string, JournalEntry> _unwritten = [];
    private readonly Lock _writing = new();
    private readonly string _directory;
    private readonly string _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <exception cref="IOException">The directory cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public UploadJournal(string directory, string store, TimeProvider time, ILogger logger)
    {
        _directory = Directory.CreateDirectory(directory).FullName;
        _store = store;
        _time = time;
        _logger = logger;
    }

    /// <summary>Whose an upload is, without a key.</summary>
    public static string AccountOf(AWSCredentials? credentials) => credentials switch
    {
        null => "default",
        BasicAWSCredentials basic => Fingerprint(basic.GetCredentials().AccessKey),
        _ => credentials.GetType().Name,
    };

    public void Note(ObjectAddress address, string uploadId, string account, UploadHold hold)
    {
        string path = PathOf(address, uploadId);
        _unwritten[path] = new JournalEntry(
            _store, account, address.Bucket, address.Key, uploadId, _time.GetUtcNow(), hold.Name, hold.IsResumable);
        Write();
    }

    /// <summary>An upload of that object is about to be created; its id is not known yet.</summary>
    /// <returns>What <see cref="Forget"/> takes for it instead of the id.</returns>
    public string NoteBeginning(ObjectAddress address, string account)
    {
        string name = Guid.NewGuid().ToString("N");
        _unwritten[PathOf(address, name)] = new JournalEntry(_store, account, address.Bucket, address.Key, "", _time.GetUtcNow(), name);
        Write();
        return name;
    }

    /// <summary>
    /// What is known of an upload, here or in a process that shares the directory: which transfer holds it, and whether others may.
    /// </summary>
    public JournalEntry? Find(ObjectAddress address, string uploadId)
    {
        string path = PathOf(address, uploadId);
        return _unwritten.TryGetValue(path, out JournalEntry? entry) ? entry : Read(path);
    }

    public void Forget(ObjectAddress address, string uploadId)
    {
        string path = PathOf(address, uploadId);
        _unwritten.TryRemove(path, out _);
        try
        {
            File.Delete(path);
            File.Delete(path + Unfinished);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _logger.JournalNotWritten(address, uploadId, exception.Message);
        }
    }

    /// <summary>What this account has begun at this store before <paramref name="before"/>. What is not an entry is left alone.</summary>
    /// <param name="account">The account.</param>
    /// <param name="before">The moment.</param>
    /// <param name="only">Uploads of this object; <see langword="null"/>: of all.</param>
    public IReadOnlyList<JournalEntry> Find(string account, DateTimeOffset before, ObjectAddress? only)
    {
        Write();
        var found = new Dictionary<string, JournalEntry>(_unwritten);
        try
        {
            foreach (string path in Directory.EnumerateFiles(_directory, (only is { } one ? NameOf(one) : "") + "*" + Suffix))
            {
                if (Read(path) is { } entry)
                {
                    found[path] = entry;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _logger.JournalNotRead(_directory, exception.Message);
        }

        return
        [
            .. found.Values.Where(entry => entry.Store == _store && entry.Account == account && entry.Begun < before
                && (only is null || only == new ObjectAddress(entry.Bucket, entry.Key))),
        ];
    }

    /// <summary>Writes what is not written yet, up to the first that cannot be.</summary>
    private void Write()
    {
        lock (_writing)
        {
            foreach ((string path, JournalEntry entry) in _unwritten)
            {
                if (!TryWrite(path, entry))
                {
                    return;
                }

                _unwritten.TryRemove(path, out _);
            }
        }
    }

    private bool TryWrite(string path, JournalEntry entry)
    {
        try
        {
            Directory.CreateDirectory(_directory);
            using (var file = new FileStream(path + Unfinished, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(JsonSerializer.SerializeToUtf8Bytes(entry, JournalJson.Default.JournalEntry));
                file.Flush(flushToDisk: true);
            }

            File.Move(path + Unfinished, path, overwrite: true);
            DirectoryFlush.Run(_directory); // without the entry, the parts cost money until an operator finds them
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _logger.JournalNotWritten(new ObjectAddress(entry.Bucket, entry.Key), entry.UploadId, exception.Message);
            return false;
        }
    }

    private JournalEntry? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), JournalJson.Default.JournalEntry);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // another process was faster
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            _logger.JournalNotRead(path, exception.Message);
            return null;
        }
    }

    private string PathOf(ObjectAddress address, string uploadId) =>
        Path.Combine(_directory, $"{NameOf(address)}-{Fingerprint(uploadId)}{Suffix}");

    /// <summary>What the names of an object's entries begin with.</summary>
    private string NameOf(ObjectAddress address) => Fingerprint($"{_store}\n{address.Bucket}\n{address.Key}");

    private static string Fingerprint(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
