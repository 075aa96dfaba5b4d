using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using S3Stream.Diagnostics;
using S3Stream.Storage.Failures;
using S3Stream.Storage.Requests;

namespace S3Stream.Download;

/// <summary>
/// Compares what a download of a whole object has read with the checksum that the store keeps of it. The fetches sum each slab as it is
/// filled, while the processor's cache has it; the sums are combined in any order. Where the store has no checksum of the whole, or only a
/// part of the object is read, there is nothing to compare. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Stores tell the checksum with a read that is the whole object (AWS), or not with a range at all (RGW); then a look-up runs beside the
/// reads. Until it is answered every algorithm is summed that a store may have.
/// </remarks>
internal sealed class DownloadProof(
    TransferServices services, ObjectAddress address, IReadOnlyList<Extent>? wanted, ILogger logger)
{
    /// <summary>The error code of a download whose bytes are not those that were stored.</summary>
    public const string Mismatch = "ChecksumMismatch";

    private const ObjectChecksums AnyChecksum = ObjectChecksums.Crc64Nvme | ObjectChecksums.Crc32 | ObjectChecksums.Crc32C;

    private Task<ObjectEntry?>? _lookup;
    private Task<ChecksumSet?> _expected = Task.FromResult<ChecksumSet?>(null);
    private readonly ConcurrentDictionary<long, ChecksumSet> _withdrawn = new();
    private ChecksumRuns _runs = new();
    private volatile bool _isOther;
    private volatile ObjectChecksums _wanted;
    private long _length;

    /// <summary>The object's length; the slab that ends there is kept until the download is proven. 0: nothing is compared.</summary>
    public long HeldEnd => _wanted == ObjectChecksums.None ? 0 : _length;

    /// <summary>The whole object lies in one slab, so that nothing of it is delivered before it is proven: it can be read again.</summary>
    public bool IsOneSlab => HeldEnd is > 0 and <= Memory.SlabPool.SlabSize;

    /// <summary>The first request is about to go out.</summary>
    public void OnOpening(CancellationToken cancellationToken)
    {
        if (wanted is null && services.ChecksumLookups.IsBesideRead)
        {
            _lookup = LookUpAsync(cancellationToken);
        }
    }

    /// <summary>The first answer is here; called before any byte of it is read.</summary>
    /// <param name="entry">The version read.</param>
    /// <param name="isWholeRead">The answer has all its bytes.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    public void Begin(ObjectEntry entry, bool isWholeRead, CancellationToken cancellationToken)
    {
        if (entry.Length == 0 || !DownloadPlan.IsWhole(wanted, entry.Length))
        {
            return;
        }

        _length = entry.Length;
        bool isTold = AlgorithmIn(entry.KeptChecksums) != ObjectChecksums.None;
        if (isWholeRead)
        {
            services.ChecksumLookups.OnWholeRead(isTold);
        }

        if (isTold)
        {
            _wanted = AlgorithmIn(entry.KeptChecksums);
            _expected = Task.FromResult<ChecksumSet?>(entry.KeptChecksums);
        }
        else if (_lookup is not null || services.ChecksumLookups.IsWorthIt)
        {
            _wanted = AnyChecksum;
            _expected = Observed(ExpectAsync(_lookup ?? LookUpAsync(cancellationToken), entry));
        }
        else
        {
            services.ChecksumLookups.OnSkipped();
        }
    }

    /// <summary>Sums bytes that were read. Each is added once.</summary>
    public void Add(long offset, ReadOnlyMemory<byte> bytes)
    {
        ObjectChecksums algorithms = _wanted;
        if (algorithms != ObjectChecksums.None && !IsAgain(offset, bytes))
        {
            _runs.Add(offset, ChecksumSet.Of(bytes, algorithms));
        }
    }

    /// <summary>
    /// Bytes that were added are given up, before a consumer had them, and are read again: they have to be the same then, as their sum
    /// counts already.
    /// </summary>
    public void Withdraw(SlabLease slab)
    {
        if (_wanted != ObjectChecksums.None)
        {
            _withdrawn[slab.Bytes.Offset] = ChecksumSet.Of(slab.Memory, ObjectChecksums.Crc64Nvme);
        }
    }

    /// <summary>The object is proven: no more bytes are summed or held back.</summary>
    public void End() => _wanted = ObjectChecksums.None;

    /// <summary>Drops what was added, because the object is read again from its start.</summary>
    public void Restart() => _runs = new ChecksumRuns();

    /// <summary>Compares, once every byte was added.</summary>
    /// <exception cref="StorageException">
    /// <see cref="FailureReason.Corrupt"/>: the bytes are not those stored. <see cref="FailureReason.Changed"/>: the object was replaced
    /// before it could be asked for its checksum. Or the store cannot be asked now.
    /// </exception>
    public async ValueTask CheckAsync()
    {
        if (HeldEnd == 0 || await _expected.ConfigureAwait(false) is not { } expected)
        {
            return;
        }

        if (_isOther)
        {
            throw StoreFailure.Create(
                FailureReason.Corrupt,
                new StoreCall("GetObject", address),
                "two reads of the same bytes of one version differ: bytes were changed in transit or in the store",
                Mismatch);
        }

        ChecksumSet read = _runs.Whole() ?? throw new InvalidOperationException("Nothing was read.");
        if (read.Length != _length)
        {
            throw new InvalidOperationException($"{read.Length} of {_length} bytes were summed.");
        }

        Compare("CRC64NVME", ChecksumText.From, expected.Crc64Nvme, read.Crc64Nvme);
        Compare("CRC32", ChecksumText.From, expected.Crc32, read.Crc32);
        Compare("CRC32C", ChecksumText.From, expected.Crc32C, read.Crc32C);
    }

    // One is enough; that with the fastest sum comes first.
    private static ObjectChecksums AlgorithmIn(ChecksumSet checksums) => checksums switch
    {
        { Crc64Nvme: not null } => ObjectChecksums.Crc64Nvme,
        { Crc32: not null } => ObjectChecksums.Crc32,
        { Crc32C: not null } => ObjectChecksums.Crc32C,
        _ => ObjectChecksums.None,
    };

    private bool IsAgain(long offset, ReadOnlyMemory<byte> bytes)
    {
        if (_withdrawn.IsEmpty || !_withdrawn.TryRemove(offset, out ChecksumSet before))
        {
            return false;
        }

        ChecksumSet again = ChecksumSet.Of(bytes, ObjectChecksums.Crc64Nvme);
        _isOther |= again.Length != before.Length || again.Crc64Nvme != before.Crc64Nvme;
        return true;
    }

    private void Compare<T>(string algorithm, Func<T, string> format, T? expected, T? read)
        where T : struct, IEquatable<T>
    {
        if (expected is { } stored && read is { } value && !stored.Equals(value))
        {
            throw StoreFailure.Create(
                FailureReason.Corrupt,
                new StoreCall("GetObject", address),
                $"the {_length} bytes read have {algorithm} {format(value)}, the store keeps {format(stored)} for the object: "
                    + "bytes were changed in transit or in the store",
                Mismatch);
        }
    }

    private async Task<ChecksumSet?> ExpectAsync(Task<ObjectEntry?> lookup, ObjectEntry read)
    {
        ObjectEntry? found;
        try
        {
            found = await lookup.ConfigureAwait(false);
        }
        catch (StorageException exception) when (!exception.IsTransient)
        {
            // the store allows reads but refuses or does not know look-ups: then there is no checksum
            logger.ChecksumNotTold(address, exception.Message);
            _wanted = ObjectChecksums.None;
            return null;
        }

        if (found?.ETag != read.ETag || found.Length != read.Length)
        {
            throw new StorageException(
                FailureReason.Changed,
                $"The object {address} was replaced while it was read: it is no longer the version {read.ETag}. Read it again.");
        }

        ObjectChecksums algorithm = AlgorithmIn(found.KeptChecksums);
        services.ChecksumLookups.OnAnswer(told: algorithm != ObjectChecksums.None);
        _wanted = algorithm;
        return algorithm == ObjectChecksums.None ? null : found.KeptChecksums;
    }

    private Task<ObjectEntry?> LookUpAsync(CancellationToken cancellationToken) => Observed(services.Retry.ExecuteAsync(
        $"HeadObject {address}", (_, token) => services.Store.HeadAsync(address, token), cancellationToken));

    // a download that failed for another reason does not await it
    private static Task<T> Observed<T>(Task<T> task)
    {
        _ = task.ContinueWith(
            static ended => ended.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return task;
    }
}
