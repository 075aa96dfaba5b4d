using S3Stream.Storage;

namespace S3Stream.Tests.Fakes;

internal sealed partial class InMemoryObjectStore
{
    public Task<ListPage> ListAsync(
        string bucket,
        string prefix,
        string? delimiter,
        string? startAfter,
        string? continuation,
        int limit,
        CancellationToken cancellationToken) =>
        RunAsync(
            StoreVerb.List,
            new ObjectAddress(bucket, prefix),
            0,
            default,
            _ => Pages is { } pages
                ? pages(prefix, continuation, Math.Min(limit, 1000))
                : ListPage(BucketOf(bucket), prefix, delimiter, startAfter, continuation, Math.Min(limit, 1000)),
            cancellationToken);

    public Task<IReadOnlyList<BucketEntry>> ListBucketsAsync(CancellationToken cancellationToken) =>
        RunAsync(
            StoreVerb.ListBuckets,
            default,
            0,
            default,
            _ => (IReadOnlyList<BucketEntry>)[.. _buckets.Keys.Select(name => new BucketEntry(name, _bucketTimes[name]))],
            cancellationToken);

    public Task<bool> BucketExistsAsync(string bucket, CancellationToken cancellationToken) =>
        RunAsync(StoreVerb.BucketExists, new ObjectAddress(bucket, ""), 0, default, _ => _buckets.ContainsKey(bucket), cancellationToken);

    public Task<string> GetBucketLocationAsync(string bucket, CancellationToken cancellationToken) => RunAsync(
        StoreVerb.GetBucketLocation,
        new ObjectAddress(bucket, ""),
        0,
        default,
        _ =>
        {
            BucketOf(bucket);
            return "us-east-1";
        },
        cancellationToken);

    public Task CreateBucketAsync(string bucket, CancellationToken cancellationToken) =>
        RunAsync(
            StoreVerb.CreateBucket,
            new ObjectAddress(bucket, ""),
            0,
            default,
            _ =>
            {
                if (_buckets.ContainsKey(bucket))
                {
                    throw Refuse(FailureReason.AlreadyExists, 409, "BucketAlreadyExists", $"There is a bucket '{bucket}' already.");
                }

                AddBucket(bucket);
                return true;
            },
            cancellationToken);

    public Task DeleteBucketAsync(string bucket, CancellationToken cancellationToken) =>
        RunAsync(
            StoreVerb.DeleteBucket,
            new ObjectAddress(bucket, ""),
            0,
            default,
            _ =>
            {
                if (BucketOf(bucket).Count > 0)
                {
                    throw Refuse(FailureReason.NotEmpty, 409, "BucketNotEmpty", $"The bucket '{bucket}' still holds objects.");
                }

                return _buckets.Remove(bucket) && _bucketTimes.Remove(bucket);
            },
            cancellationToken);

    private static ListPage ListPage(
        SortedDictionary<string, FakeObject> objects, string prefix, string? delimiter, string? startAfter, string? continuation, int limit)
    {
        var entries = new List<ObjectEntry>();
        string? last = continuation;
        foreach ((string key, FakeObject found) in objects)
        {
            ObjectEntry entry = EntryOf(key, found, prefix, delimiter);
            bool listed = key.StartsWith(prefix, StringComparison.Ordinal)
                && (startAfter is null || KeyOrder.Instance.Compare(key, startAfter) > 0)
                && (last is null || KeyOrder.Instance.Compare(entry.Key, last) > 0);
            if (!listed)
            {
                continue;
            }

            if (entries.Count == limit)
            {
                return new ListPage(entries, last);
            }

            entries.Add(entry);
            last = entry.Key;
        }

        return new ListPage(entries, Continuation: null);
    }

    private static ObjectEntry EntryOf(string key, FakeObject found, string prefix, string? delimiter)
    {
        int at = string.IsNullOrEmpty(delimiter) || key.Length < prefix.Length
            ? -1
            : key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
        return at < 0 ? found.ToEntry(key, lookedUp: false) : new ObjectEntry { Key = key[..(at + delimiter!.Length)], IsPrefix = true };
    }
}
