using System.Buffers;
using S3Stream.Storage;

namespace S3Stream.Tests.Fakes;

internal sealed partial class InMemoryObjectStore
{
    public Task<PutReply> PutAsync(
        ObjectAddress address,
        ReadOnlySequence<byte> body,
        ObjectAttributes attributes,
        CompletionConditions conditions,
        CancellationToken cancellationToken) =>
        RunAsync(
            StoreVerb.Put,
            address,
            0,
            new Extent(0, body.Length),
            _ =>
            {
                BucketOf(address.Bucket);
                byte[] bytes = body.ToArray();
                CheckTerms(address, bytes, conditions);
                FakeObject stored = Store(address, bytes, PlainETag(bytes), attributes);
                return new PutReply(stored.ETag, stored.VersionId);
            },
            cancellationToken);

    public Task<RangeReply> GetRangeAsync(ObjectAddress address, Extent range, string? etag, CancellationToken cancellationToken) =>
        RunAsync(StoreVerb.GetRange, address, 0, range, call => ReadRange(call, etag), cancellationToken);

    public Task<ObjectEntry?> HeadAsync(ObjectAddress address, CancellationToken cancellationToken) =>
        RunAsync(
            StoreVerb.Head,
            address,
            0,
            default,
            _ => BucketOf(address.Bucket).GetValueOrDefault(address.Key)?.ToEntry(address.Key, lookedUp: true),
            cancellationToken);

    public Task DeleteAsync(ObjectAddress address, CancellationToken cancellationToken) =>
        RunAsync(StoreVerb.Delete, address, 0, default, _ => BucketOf(address.Bucket).Remove(address.Key), cancellationToken);

    public Task<IReadOnlyList<DeleteFailure>> DeleteManyAsync(
        string bucket, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        RunAsync(
            StoreVerb.DeleteMany,
            new ObjectAddress(bucket, ""),
            keys.Count,
            default,
            _ =>
            {
                if (keys.Count is 0 or > 1000 || !keys.All(KeyText.FitsXml))
                {
                    throw Refuse(FailureReason.Invalid, 400, "MalformedXML", "DeleteObjects takes 1 to 1000 keys that XML can carry.");
                }

                var failures = new List<DeleteFailure>();
                foreach (string key in keys)
                {
                    if (RefuseDelete?.Invoke(key) is { } error)
                    {
                        failures.Add(new DeleteFailure(key, error));
                    }
                    else
                    {
                        BucketOf(bucket).Remove(key);
                    }
                }

                return (IReadOnlyList<DeleteFailure>)failures;
            },
            cancellationToken);

    public Task CopyAsync(ObjectAddress source, string sourceETag, ObjectAddress destination, CancellationToken cancellationToken) =>
        RunAsync(
            StoreVerb.Copy,
            destination,
            0,
            default,
            _ =>
            {
                FakeObject found = Pinned(source, sourceETag);
                return Store(destination, found.Bytes, PlainETag(found.Bytes), found.Attributes);
            },
            cancellationToken);

    public Task<string?> ChangeMetadataAsync(
        ObjectAddress address, IReadOnlyDictionary<string, string> changes, long maxLength, CancellationToken cancellationToken) =>
        RunAsync(
            StoreVerb.Copy,
            address,
            0,
            default,
            _ =>
            {
                if (BucketOf(address.Bucket).GetValueOrDefault(address.Key) is not { } found)
                {
                    return null;
                }

                if (found.Bytes.Length > maxLength)
                {
                    throw Refuse(FailureReason.NotSupported, 0, "TooLarge", $"{address} has more than {maxLength} bytes.");
                }

                Dictionary<string, string> metadata = new(found.Attributes.Metadata, StringComparer.OrdinalIgnoreCase);
                foreach ((string name, string value) in changes)
                {
                    metadata[name] = value;
                }

                return Store(address, found.Bytes, PlainETag(found.Bytes), found.Attributes with { Metadata = metadata }).ETag;
            },
            cancellationToken);

    private FakeObject Pinned(ObjectAddress address, string? etag)
    {
        FakeObject found = ObjectAt(address);
        return etag is null || etag == found.ETag
            ? found
            : throw Refuse(FailureReason.Changed, 412, "PreconditionFailed", $"{address} has changed.");
    }

    private RangeReply ReadRange(StoreCall call, string? etag)
    {
        FakeObject found = Pinned(call.Address, etag);
        ObjectEntry entry = found.ToEntry(call.Address.Key, lookedUp: true);
        if (!TellsChecksumWithRead || !new Extent(0, entry.Length).Equals(call.Range.Intersect(new Extent(0, entry.Length))))
        {
            var none = new ChecksumSet(entry.Length, null, null, null, null);
            entry = entry with { Checksums = none, KeptChecksums = none };
        }

        if (call.Range.IsEmpty)
        {
            throw Refuse(FailureReason.Invalid, 400, "InvalidArgument", "HTTP has no empty range.");
        }

        Extent range = call.Range.Intersect(new Extent(0, found.Bytes.Length));
        if (range.IsEmpty)
        {
            return new RangeReply(new Extent(call.Range.Offset, 0), entry, Body: null);
        }

        Interlocked.Increment(ref _openBodies);
        Func<long, CancellationToken, Task>? delay = BodyDelay is { } hook ? (position, token) => hook(call, position, token) : null;
        ReadOnlyMemory<byte> bytes = found.Bytes.AsMemory((int)range.Offset, (int)range.Length);
        bytes = ChangeBody is { } change ? change(call, bytes) : bytes;
        var body = new FakeBody(bytes, BreakBody?.Invoke(call), MaxBodyRead, delay, () => Interlocked.Decrement(ref _openBodies));
        return new RangeReply(range, entry, body);
    }
}
