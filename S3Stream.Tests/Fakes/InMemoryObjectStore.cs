using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using S3Stream.Storage;

namespace S3Stream.Tests.Fakes;

/// <summary>
/// An S3 store in memory with S3's rules, a log of its requests, and hooks that fail, delay and break requests off. Safe for concurrent
/// use.
/// </summary>
internal sealed partial class InMemoryObjectStore : IObjectStore
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly SortedDictionary<string, SortedDictionary<string, FakeObject>> _buckets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _bucketTimes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FakeMultipart> _uploads = new(StringComparer.Ordinal);
    private readonly List<StoreCall> _calls = [];
    private long _counter;
    private int _activeCalls;
    private int _openBodies;

    public InMemoryObjectStore(params string[] buckets)
        : this(TimeProvider.System, buckets)
    {
    }

    public InMemoryObjectStore(TimeProvider time, params string[] buckets)
    {
        _time = time;
        foreach (string bucket in buckets.Length == 0 ? ["bucket"] : buckets)
        {
            AddBucket(bucket);
        }
    }

    public IObjectStore With(Storage.ObjectTerms terms) => this;

    /// <summary>Least bytes of every part but the last. S3: 5 MiB.</summary>
    public int MinPartSize { get; set; } = 5 * 1024 * 1024;

    /// <summary>All parts but the last must have one length, as those of R2.</summary>
    public bool NeedsEqualPartLengths { get; set; }

    /// <summary>The answer to UploadPartCopy tells the part's CRC64NVME, as that of AWS does.</summary>
    public bool TellsCopiedChecksums { get; set; }

    /// <summary>A read that is the whole object tells its checksum, as that of AWS does and that of RGW does not.</summary>
    public bool TellsChecksumWithRead { get; set; } = true;

    /// <summary>Makes other bytes of the body of a ranged read, or leaves them.</summary>
    public Func<StoreCall, ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? ChangeBody { get; set; }

    /// <summary>Most bytes that one read of a body returns.</summary>
    public int MaxBodyRead { get; set; } = int.MaxValue;

    /// <summary>Runs before and after each request's effect; what it returns is thrown.</summary>
    public Func<StoreCall, Exception?>? Fault { get; set; }

    /// <summary>Makes the pages of listings up, instead of the objects there are, from prefix, continuation and limit.</summary>
    public Func<string, string?, int, ListPage>? Pages { get; set; }

    /// <summary>Why DeleteObjects does not delete a key, if it does not.</summary>
    public Func<string, StorageException?>? RefuseDelete { get; set; }

    /// <summary>Runs before and after each request's effect, ahead of <see cref="Fault"/>; the request waits for it.</summary>
    public Func<StoreCall, CancellationToken, Task>? Delay { get; set; }

    /// <summary>Where the body of a ranged read breaks off, if it does.</summary>
    public Func<StoreCall, BodyFault?>? BreakBody { get; set; }

    /// <summary>Each read of a body waits for it. Gets the request and the position in the body.</summary>
    public Func<StoreCall, long, CancellationToken, Task>? BodyDelay { get; set; }

    /// <summary>All requests so far, in the order they came in.</summary>
    public IReadOnlyList<StoreCall> Calls => Locked(() => _calls.ToArray());

    /// <summary>Requests under way, bodies not counted.</summary>
    public int ActiveCalls => Volatile.Read(ref _activeCalls);

    /// <summary>Bodies of ranged reads that are not disposed.</summary>
    public int OpenBodies => Volatile.Read(ref _openBodies);

    /// <summary>Completions compare the checksum of the whole.</summary>
    public bool ComparesWholeObjects { get; set; } = true;

    /// <summary>Buckets of which it was learned that their parts must have one length.</summary>
    public HashSet<string> EqualPartsLearned { get; } = new(StringComparer.Ordinal);

    public bool VerifiesWholeObjects(string bucket) => ComparesWholeObjects;

    public bool NeedsEqualParts(string bucket) => EqualPartsLearned.Contains(bucket);

    public void LearnEqualParts(string bucket) => EqualPartsLearned.Add(bucket);

    /// <summary>ListParts tells the parts' CRC64NVME, as that of AWS does.</summary>
    public bool ListsPartChecksums { get; set; }

    /// <summary>Each sending of a part gets another ETag, as where it is encrypted.</summary>
    public bool ChangesPartETags { get; set; }

    /// <summary>What the MD5s of parts are used for.</summary>
    public Md5Use Md5Use { get; set; }

    /// <summary>What becomes of a part's bytes that nothing protects on their way: its number, and the bytes.</summary>
    public Func<int, byte[], byte[]> OnTheWay { get; set; } = (_, bytes) => bytes;

    /// <summary>Ids of the multipart uploads that are open.</summary>
    public IReadOnlyList<string> OpenUploads => Locked(() => _uploads.Keys.ToArray());

    public bool IsDisposed { get; private set; }

    /// <summary>The requests of one kind so far.</summary>
    public IReadOnlyList<StoreCall> CallsOf(StoreVerb verb) => [.. Calls.Where(call => call.Verb == verb)];

    /// <summary>The bytes of an object, or <see langword="null"/>.</summary>
    public byte[]? Find(ObjectAddress address) =>
        Locked(() => _buckets.GetValueOrDefault(address.Bucket)?.GetValueOrDefault(address.Key)?.Bytes);

    /// <summary>An object as HEAD tells it, without a logged request.</summary>
    public ObjectEntry? FindEntry(ObjectAddress address) =>
        Locked(() => _buckets.GetValueOrDefault(address.Bucket)?.GetValueOrDefault(address.Key)?.ToEntry(address.Key, lookedUp: true));

    /// <summary>Puts an object there without a logged request.</summary>
    public string Seed(ObjectAddress address, byte[] bytes, ObjectAttributes? attributes = null, ChecksumSet? keptChecksums = null) =>
        Locked(() =>
        {
            FakeObject stored = Store(address, bytes, PlainETag(bytes), attributes ?? ObjectAttributes.None);
            BucketOf(address.Bucket)[address.Key] = stored with { Checksums = keptChecksums ?? stored.Checksums };
            return stored.ETag;
        });

    /// <summary>The parts of an open upload by their numbers, without a logged request.</summary>
    public SortedDictionary<int, byte[]> PartsOf(string uploadId) => Locked(
        () => new SortedDictionary<int, byte[]>(_uploads[uploadId].Parts.ToDictionary(part => part.Key, part => part.Value.Bytes)));

    /// <summary>Ends a multipart upload without a logged request, and tells what its object would have had.</summary>
    public ObjectAttributes Forget(string uploadId) => Locked(() => _uploads.Remove(uploadId, out FakeMultipart? upload)
        ? upload.Attributes
        : throw new InvalidOperationException($"There is no upload {uploadId}."));

    public void Dispose() => IsDisposed = true;

    /// <summary>The CRC-64/NVME of some bytes, as S3 computes it.</summary>
    public static ulong Crc64Of(ReadOnlySequence<byte> bytes)
    {
        var hash = new System.IO.Hashing.Crc64(System.IO.Hashing.Crc64ParameterSet.Nvme);
        foreach (ReadOnlyMemory<byte> piece in bytes)
        {
            hash.Append(piece.Span);
        }

        return hash.GetCurrentHashAsUInt64();
    }

    private static string PlainETag(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));

    private static StorageException Refuse(FailureReason reason, int status, string code, string message) =>
        new(reason, message, status, code);

    private static void Verify(ReadOnlySequence<byte> body, ChecksumSet checksums, string what)
    {
        if (checksums.Crc64Nvme is { } wanted && wanted != Crc64Of(body))
        {
            throw Refuse(FailureReason.Corrupt, 400, "BadDigest", $"{what}: the CRC64NVME sent does not match the bytes.");
        }
    }

    private async Task<T> RunAsync<T>(
        StoreVerb verb, ObjectAddress address, int part, Extent range, Func<StoreCall, T> effect, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        var call = new StoreCall(0, verb, address, part, range, StoreMoment.Before);
        lock (_gate)
        {
            call = call with { Number = _calls.Count + 1 };
            _calls.Add(call);
        }

        Interlocked.Increment(ref _activeCalls);
        T? result = default;
        bool done = false;
        try
        {
            await RunHooksAsync(call, cancellationToken);
            lock (_gate)
            {
                result = effect(call);
                done = true;
            }

            await RunHooksAsync(call with { Moment = StoreMoment.After }, cancellationToken);
            return result;
        }
        catch when (done && result is IDisposable)
        {
            ((IDisposable)result).Dispose();
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _activeCalls);
        }
    }

    private async Task RunHooksAsync(StoreCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Delay is { } delay)
        {
            await delay(call, cancellationToken);
        }

        if (Fault?.Invoke(call) is { } error)
        {
            throw error;
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    private void AddBucket(string bucket)
    {
        _buckets.Add(bucket, new SortedDictionary<string, FakeObject>(KeyOrder.Instance));
        _bucketTimes.Add(bucket, _time.GetUtcNow());
    }

    private SortedDictionary<string, FakeObject> BucketOf(string bucket) => _buckets.TryGetValue(bucket, out var objects)
        ? objects
        : throw Refuse(FailureReason.NotFound, 404, "NoSuchBucket", $"There is no bucket '{bucket}'.");

    private FakeObject ObjectAt(ObjectAddress address) => BucketOf(address.Bucket).TryGetValue(address.Key, out FakeObject? found)
        ? found
        : throw Refuse(FailureReason.NotFound, 404, "NoSuchKey", $"There is no object {address}.");

    private FakeObject Store(ObjectAddress address, byte[] bytes, string etag, ObjectAttributes attributes)
    {
        string version = (++_counter).ToString(CultureInfo.InvariantCulture);
        var stored = new FakeObject(bytes, etag, _time.GetUtcNow(), attributes, Crc64Of(new ReadOnlySequence<byte>(bytes)), version);
        BucketOf(address.Bucket)[address.Key] = stored;
        return stored;
    }
}
