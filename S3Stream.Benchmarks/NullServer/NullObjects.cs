using System.Collections.Concurrent;
using System.Globalization;

namespace S3Stream.Benchmarks.NullServer;

/// <summary>
/// What the server remembers: lengths, never bytes. Besides what was uploaded there is, in every bucket, an object
/// <c>zero/LENGTH</c> of every length. Safe for concurrent use.
/// </summary>
internal sealed class NullObjects
{
    private const string ZeroFolder = "zero/";
    private readonly ConcurrentDictionary<string, NullObject> _objects = new();
    private readonly ConcurrentDictionary<string, NullUpload> _uploads = new();
    private long _lastUpload;

    public void Put(string path, NullObject stored) => _objects[path] = stored;

    public void Delete(string path) => _objects.TryRemove(path, out _);

    public NullObject? Find(string path)
    {
        if (_objects.TryGetValue(path, out NullObject? found))
        {
            return found;
        }

        int folder = path.IndexOf(ZeroFolder, StringComparison.Ordinal);
        return folder >= 0
            && long.TryParse(path.AsSpan(folder + ZeroFolder.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long length)
            ? new NullObject(length, NullObject.NoHeaders)
            : null;
    }

    public string CreateUpload(IReadOnlyDictionary<string, string> headers)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"null-upload-{Interlocked.Increment(ref _lastUpload)}");
        _uploads[id] = new NullUpload(headers);
        return id;
    }

    public bool PutPart(string uploadId, int number, long length)
    {
        if (!_uploads.TryGetValue(uploadId, out NullUpload? upload))
        {
            return false;
        }

        upload.Parts[number] = length;
        return true;
    }

    /// <summary>Makes an object of the parts; null: there is no such upload.</summary>
    public NullObject? Complete(string path, string uploadId, Func<IReadOnlyCollection<long>, string> etag)
    {
        if (!_uploads.TryRemove(uploadId, out NullUpload? upload))
        {
            return null;
        }

        long[] parts = [.. upload.Parts.OrderBy(part => part.Key).Select(part => part.Value)];
        return _objects[path] = new NullObject(parts.Sum(), upload.Headers) { ETag = etag(parts) };
    }

    public void Abort(string uploadId) => _uploads.TryRemove(uploadId, out _);

    private sealed record NullUpload(IReadOnlyDictionary<string, string> Headers)
    {
        public ConcurrentDictionary<int, long> Parts { get; } = new();
    }
}
