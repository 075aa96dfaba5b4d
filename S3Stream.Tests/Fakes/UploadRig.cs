using Microsoft.Extensions.Logging.Abstractions;
using S3Stream.Addressing;
using S3Stream.Memory;
using S3Stream.Storage;
using S3Stream.Upload;

namespace S3Stream.Tests.Fakes;

/// <summary>
/// Uploads with parts of any size, small ones included, into an <see cref="InMemoryObjectStore"/>, on one budget; and the check that
/// nothing leaks.
/// </summary>
internal sealed class UploadRig : IDisposable
{
    public const int Slab = SlabPool.SlabSize;

    public UploadRig(int budgetSlabs = 8, SpillArea? spill = null, TimeProvider? time = null, int requests = 4)
    {
        Store.MinPartSize = 1;
        S3StreamOptions options = new()
        {
            TimeProvider = time ?? TimeProvider.System,
            MaxRequestsPerTransfer = requests,
            MaxConcurrentRequests = requests,
            MaxAttempts = 4,
        };
        Services = new TransferServices(
            Store,
            new MemoryBudget((long)budgetSlabs * Slab, options.TimeProvider, options.AdmissionTimeout),
            new SlabPool(),
            new RequestSlots(requests),
            new S3Stream.Resilience.RetryPolicy(options.MaxAttempts, new InstantTime(options.TimeProvider), NullLogger.Instance),
            options)
        { Spill = spill };
    }

    public static ObjectAddress Address { get; } = new("bucket", "folder/object.bin");

    public InMemoryObjectStore Store { get; } = new();

    public TransferServices Services { get; }

    /// <summary>An upload with parts of <paramref name="partSize"/> bytes.</summary>
    public Task<ObjectUpload> OpenAsync(
        long partSize, UploadOptions? options = null, PartLayout? layout = null, ObjectAddress? address = null)
    {
        options ??= new UploadOptions();
        layout ??= PartLayout.Uniform(partSize);
        BudgetAccount account = Services.Budget.OpenAccount(options.Owner, "an upload", pins: true);
        UploadRequests requests = new(Services, address ?? Address, options, NullLogger.Instance);
        return Task.FromResult(new ObjectUpload(Services, account, layout, options, requests, new UploadManifest(), NullLogger.Instance));
    }

    /// <summary>An upload that goes on where the newest open one of that key stopped.</summary>
    public async Task<ObjectUpload> ResumeAsync(PartLayout layout, UploadOptions options)
    {
        OpenMultipart open = (await Services.Store.ListMultipartsAsync(Address, CancellationToken.None))[0];
        UploadManifest manifest = new();
        foreach (StoredPart part in await Services.Store.ListPartsAsync(Address, open.UploadId, CancellationToken.None))
        {
            manifest.Add(part, layout.ExtentOf(part.Number));
        }

        BudgetAccount account = Services.Budget.OpenAccount(options.Owner, "an upload", pins: true);
        var hold = new UploadHold(options.Owner, options.KeepForResume);
        UploadRequests requests = new(Services, Address, open.UploadId, hold, NullLogger.Instance);
        return new ObjectUpload(Services, account, layout, options, requests, manifest, NullLogger.Instance);
    }

    /// <summary>Writes bytes of <paramref name="source"/> through a writer, as one sender would.</summary>
    public static async Task WriteAsync(UploadWriter writer, byte[] source, Extent extent, CancellationToken cancellationToken = default)
    {
        for (long offset = extent.Offset; offset < extent.End;)
        {
            Memory<byte> memory = await writer.AcquireAsync(offset, (int)(extent.End - offset), cancellationToken);
            source.AsMemory((int)offset, memory.Length).CopyTo(memory);
            writer.Commit(memory.Length);
            offset += memory.Length;
        }
    }

    public static async Task WriteAsync(ObjectUpload upload, byte[] source, Extent extent)
    {
        using UploadWriter writer = upload.OpenWriter();
        await WriteAsync(writer, source, extent);
    }

    public static byte[] RandomBytes(int length, int seed = 1)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Fails when memory is still held or was ever over the budget.</summary>
    public void AssertClean()
    {
        Xunit.Assert.Equal(0, Services.Budget.Used);
        Xunit.Assert.Equal(0, Services.Slabs.Rented);
        Xunit.Assert.InRange(Services.Budget.Peak, 0, Services.Budget.Limit);
        Xunit.Assert.Equal(0, Services.Spill?.Used ?? 0);
    }

    public void Dispose() => Store.Dispose();

    /// <summary>Delays of the retry policy pass at once; everything else is the given clock.</summary>
    private sealed class InstantTime(TimeProvider inner) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            inner.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
    }
}
