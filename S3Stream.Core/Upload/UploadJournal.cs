using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using S3Stream.Diagnostics;

namespace S3Stream.Upload;

/// <summary>
/// The multipart uploads this installation has begun and not ended, a file each (docs/decisions/0005). Several processes may share the directory. Safe for
/// concurrent use. A journal that cannot be written is logged and does not fail a transfer: the upload is then not cleaned up from here.
/// </summary>
internal sealed class UploadJournal
{
    private const string Suffix = ".upload";
    private readonly string _directory;
    private readonly string _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <exception cref="IOException">The directory cannot be made.</exception>
    public UploadJournal(string directory, Uri? endpoint, TimeProvider time, ILogger logger)
    {
        _directory = Directory.CreateDirectory(directory).FullName;
        _store = endpoint?.ToString() ?? "aws";
        _time = time;
        _logger = logger;
    }

    public async Task NoteAsync(ObjectAddress address, string uploadId, AWSCredentials? credentials)
    {
        var entry = new JournalEntry(_store, AccountOf(credentials), address.Bucket, address.Key, uploadId, _time.GetUtcNow());
        string path = PathOf(address, uploadId);
        try
        {
            string unfinished = path + ".new";
            await File.WriteAllBytesAsync(unfinished, JsonSerializer.SerializeToUtf8Bytes(entry, JournalJson.Default.JournalEntry)).ConfigureAwait(false);
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.JournalNotWritten(_logger, address, exception.Message);
        }
    }

    public void Forget(ObjectAddress address, string uploadId)
    {
        try
        {
            File.Delete(PathOf(address, uploadId));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.JournalNotWritten(_logger, address, exception.Message);
        }
    }

    /// <summary>What these credentials have begun at this store before <paramref name="before"/>. What is not an entry is left alone.</summary>
    public IReadOnlyList<JournalEntry> Find(AWSCredentials? credentials, DateTimeOffset before)
    {
        string account = AccountOf(credentials);
        var found = new List<JournalEntry>();
        foreach (string path in Directory.EnumerateFiles(_directory, "*" + Suffix))
        {
            if (Read(path) is { } entry && entry.Store == _store && entry.Account == account && entry.Begun < before)
            {
                found.Add(entry);
            }
        }

        return found;
    }

    private JournalEntry? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), JournalJson.Default.JournalEntry);
        }
        catch (FileNotFoundException)
        {
            return null; // another process was faster
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            Log.JournalNotRead(_logger, path, exception.Message);
            return null;
        }
    }

    private string PathOf(ObjectAddress address, string uploadId) =>
        Path.Combine(_directory, Fingerprint($"{_store}\n{address.Bucket}\n{address.Key}\n{uploadId}") + Suffix);

    private static string AccountOf(AWSCredentials? credentials) => credentials switch
    {
        null => "default",
        BasicAWSCredentials basic => Fingerprint(basic.GetCredentials().AccessKey),
        _ => credentials.GetType().Name,
    };

    private static string Fingerprint(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
