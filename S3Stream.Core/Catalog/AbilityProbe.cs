using System.Buffers;
using System.Security.Cryptography;
using S3Stream.Integrity;
using S3Stream.Storage;
using S3Stream.Storage.Bodies;
using S3Stream.Storage.Requests;

namespace S3Stream.Catalog;

/// <summary>
/// Finds out what a store does beyond the operations themselves, with wrong checksums and conditions on objects of its own: a small one
/// that is there already, and one of three parts that is left in its place. Uploads that it began are aborted; the objects are the
/// caller's to remove. Used once.
/// </summary>
internal sealed class AbilityProbe(S3ObjectStore store, ObjectAddress address)
{
    private const int Small = 5 * 1024 * 1024;
    private const int Large = 6 * 1024 * 1024;
    private const int Last = 3;
    private const string NoETag = "00000000000000000000000000000000";
    private const string NoUpload = "s3stream-probe-of-no-upload";

    private static readonly ReadOnlySequence<byte> Body = new("S3Stream looks what works here; this goes at once."u8.ToArray());

    private readonly Dictionary<StoreAbility, bool> _found = [];
    private readonly List<string> _openUploads = [];
    private readonly byte[] _content = new byte[Large];
    private int[] _parts = [];

    /// <summary>What was found out.</summary>
    public IReadOnlyDictionary<StoreAbility, bool> Found => _found;

    /// <summary>Where a copy of the object is made.</summary>
    public ObjectAddress Copy { get; } = address with { Key = address.Key + "-copy" };

    /// <summary>An object whose name not every listing tells.</summary>
    public ObjectAddress Odd { get; } = address with { Key = address.Key + "-odd a b+c%20~;&?#ä" };

    /// <summary>Multipart uploads that are still to be aborted.</summary>
    public IReadOnlyList<string> OpenUploads => _openUploads;

    /// <summary>The object is of several parts now.</summary>
    public bool HasParts => _parts.Length > 0;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Random.Shared.NextBytes(_content);
        await FindAsync(StoreAbility.TellsGoneUploads, GoneUploadAsync, cancellationToken).ConfigureAwait(false);
        await FindAsync(StoreAbility.ListsOddKeys, OddKeyAsync, cancellationToken).ConfigureAwait(false);
        await FindAsync(StoreAbility.ComparesContentMd5, WrongMd5Async, cancellationToken).ConfigureAwait(false);
        await FindAsync(StoreAbility.ComparesCrc64Nvme, WrongCrcAsync, cancellationToken).ConfigureAwait(false);
        await FindAsync(
            StoreAbility.PutsOnlyNew, token => IsRefusedAsync(() => store.ProbePutNewAsync(address, Body, token)),
            cancellationToken).ConfigureAwait(false);
        await FindAsync(
            StoreAbility.CompletesOnlyNew, token => CompleteAsync(length: null, "*", ifMatch: null, token),
            cancellationToken).ConfigureAwait(false);
        await FindAsync(StoreAbility.ReplacesOnlyOneVersion, WrongVersionAsync, cancellationToken).ConfigureAwait(false);
        await FindAsync(
            StoreAbility.ComparesObjectSize, token => CompleteAsync(Body.Length + 1, ifNoneMatch: null, ifMatch: null, token),
            cancellationToken).ConfigureAwait(false);
        await FindAsync(StoreAbility.TakesUnequalParts, UnequalPartsAsync, cancellationToken).ConfigureAwait(false);
        await FindAsync(StoreAbility.PinsReads, PinnedReadAsync, cancellationToken).ConfigureAwait(false);
        await FindAsync(StoreAbility.PinsCopies, PinnedCopyAsync, cancellationToken).ConfigureAwait(false);
        await FindAsync(StoreAbility.PinsPartCopies, PinnedPartCopyAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads bytes of two parts, and those at the end.</summary>
    /// <exception cref="StorageException">They are not those that were sent.</exception>
    public async Task ReadAcrossPartsAsync(CancellationToken cancellationToken)
    {
        long length = _parts.Sum();
        await ReadAsync(new Extent(_parts[0] - 7, 20), cancellationToken).ConfigureAwait(false);
        await ReadAsync(new Extent(length - 5, 5), cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadAsync(Extent range, CancellationToken cancellationToken)
    {
        using RangeReply reply = await store.GetRangeAsync(address, range, etag: null, cancellationToken).ConfigureAwait(false);
        byte[] bytes = new byte[range.Length];
        int read = await (reply.Body ?? Stream.Null).ReadAtLeastAsync(
            bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (read < bytes.Length || !Enumerable.Range(0, read).All(i => bytes[i] == ByteAt(range.Offset + i)))
        {
            throw new StorageException(FailureReason.Corrupt, $"GetObject {address} gave other bytes than were sent at {range}.");
        }
    }

    /// <summary>Each part is the beginning of the same bytes.</summary>
    private byte ByteAt(long offset)
    {
        foreach (int part in _parts)
        {
            if (offset < part)
            {
                return _content[offset];
            }

            offset -= part;
        }

        throw new ArgumentOutOfRangeException(nameof(offset));
    }

    /// <summary>What fails for another reason stays unknown: it is a step's to tell.</summary>
    private async Task FindAsync(
        StoreAbility ability, Func<CancellationToken, Task<bool>> find, CancellationToken cancellationToken)
    {
        try
        {
            _found[ability] = await find(cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException exception) when (exception.StatusCode is 400 or 405 or 501)
        {
            _found[ability] = false;
        }
        catch (StorageException)
        {
            // neither yes nor no
        }
    }

    /// <summary>Whether the condition or the checksum of a request is refused. A header that is not known is not honoured either.</summary>
    private static async Task<bool> IsRefusedAsync(Func<Task> request, params int[] statuses)
    {
        try
        {
            await request().ConfigureAwait(false);
            return false;
        }
        catch (StorageException exception)
            when (statuses.Length == 0 ? exception.StatusCode is 409 or 412 : statuses.Contains(exception.StatusCode))
        {
            return true;
        }
    }

    private async Task<bool> GoneUploadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.ListPartsAsync(address, NoUpload, cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (StorageException exception) when (exception.Reason == FailureReason.NotFound)
        {
            return true;
        }
    }

    private async Task<bool> OddKeyAsync(CancellationToken cancellationToken)
    {
        var conditions = new CompletionConditions(
            Body.Length, PartChecksum.Compute(Body, ObjectChecksums.Crc64Nvme), FailIfExists: false);
        await store.PutAsync(Odd, Body, ObjectAttributes.None, conditions, cancellationToken).ConfigureAwait(false);
        ListPage page = await store.ListAsync(
            address.Bucket, address.Key + "-odd", delimiter: null, startAfter: null, continuation: null, limit: 10,
            cancellationToken).ConfigureAwait(false);
        return page.Entries.Count == 1 && page.Entries[0].Key == Odd.Key;
    }

    private async Task<bool> WrongMd5Async(CancellationToken cancellationToken)
    {
        string id = await CreateAsync(withChecksum: false, cancellationToken).ConfigureAwait(false);
        string wrong = Convert.ToBase64String(MD5.HashData("other bytes"u8));
        return await IsRefusedAsync(
            () => store.ProbePartAsync(address, id, 1, Body, crc64Nvme: null, wrong, cancellationToken), 400).ConfigureAwait(false);
    }

    private async Task<bool> WrongCrcAsync(CancellationToken cancellationToken)
    {
        string id = await CreateAsync(withChecksum: true, cancellationToken).ConfigureAwait(false);
        ulong right = PartChecksum.Compute(Body, ObjectChecksums.Crc64Nvme).Crc64Nvme!.Value;

        // whoever refuses the right one as well does not know the header
        await store.ProbePartAsync(address, id, 1, Body, right, md5: null, cancellationToken).ConfigureAwait(false);
        return await IsRefusedAsync(
            () => store.ProbePartAsync(address, id, 1, Body, ~right, md5: null, cancellationToken), 400).ConfigureAwait(false);
    }

    private async Task<bool> WrongVersionAsync(CancellationToken cancellationToken)
    {
        if (!await CompleteAsync(length: null, ifNoneMatch: null, NoETag, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        string etag = await ETagAsync(cancellationToken).ConfigureAwait(false);
        return !await CompleteAsync(length: null, ifNoneMatch: null, etag, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether an upload of one small part is not completed under these conditions.</summary>
    private async Task<bool> CompleteAsync(
        long? length, string? ifNoneMatch, string? ifMatch, CancellationToken cancellationToken)
    {
        string id = await CreateAsync(withChecksum: false, cancellationToken).ConfigureAwait(false);
        BodyReply reply = await store.ProbePartAsync(
            address, id, 1, Body, crc64Nvme: null, md5: null, cancellationToken).ConfigureAwait(false);
        StoredPart[] parts = [new(1, Body.Length, KeyText.Unquote(reply.ETag), default)];
        int[] refusals = length is null ? [409, 412] : [400];
        bool isRefused = await IsRefusedAsync(
            () => store.ProbeCompleteAsync(address, id, parts, length, ifNoneMatch, ifMatch, cancellationToken),
            refusals).ConfigureAwait(false);
        if (!isRefused)
        {
            _openUploads.Remove(id);
        }

        return isRefused;
    }

    private async Task<bool> UnequalPartsAsync(CancellationToken cancellationToken)
    {
        bool isTaken = !await IsRefusedAsync(() => MakeAsync([Small, Large, Last], cancellationToken), 400).ConfigureAwait(false);
        if (!isTaken)
        {
            await MakeAsync([Small, Small, Last], cancellationToken).ConfigureAwait(false);
        }

        ObjectEntry? entry = await store.HeadAsync(address, cancellationToken).ConfigureAwait(false);
        if (_found.GetValueOrDefault(StoreAbility.ComparesCrc64Nvme))
        {
            _found[StoreAbility.KeepsCrc64Nvme] = entry?.KeptChecksums.Crc64Nvme is not null;
        }

        return isTaken;
    }

    private async Task MakeAsync(int[] lengths, CancellationToken cancellationToken)
    {
        bool withChecksum = _found.GetValueOrDefault(StoreAbility.ComparesCrc64Nvme);
        string id = await CreateAsync(withChecksum, cancellationToken).ConfigureAwait(false);
        var parts = new List<StoredPart>();
        foreach (int length in lengths)
        {
            var body = new ReadOnlySequence<byte>(_content.AsMemory(0, length));
            ulong? crc64 = withChecksum ? PartChecksum.Compute(body, ObjectChecksums.Crc64Nvme).Crc64Nvme : null;
            BodyReply reply = await store.ProbePartAsync(
                address, id, parts.Count + 1, body, crc64, md5: null, cancellationToken).ConfigureAwait(false);
            parts.Add(new StoredPart(parts.Count + 1, length, KeyText.Unquote(reply.ETag), default));
        }

        await store.ProbeCompleteAsync(
            address, id, parts, length: null, ifNoneMatch: null, ifMatch: null, cancellationToken).ConfigureAwait(false);
        _openUploads.Remove(id);
        _parts = lengths;
    }

    private async Task<bool> PinnedReadAsync(CancellationToken cancellationToken)
    {
        string etag = await ETagAsync(cancellationToken).ConfigureAwait(false);
        return !await IsRefusedAsync(() => store.ProbeReadAsync(address, etag, cancellationToken)).ConfigureAwait(false)
            && await IsRefusedAsync(() => store.ProbeReadAsync(address, NoETag, cancellationToken)).ConfigureAwait(false);
    }

    private async Task<bool> PinnedCopyAsync(CancellationToken cancellationToken)
    {
        string etag = await ETagAsync(cancellationToken).ConfigureAwait(false);
        return !await IsRefusedAsync(() => store.ProbeCopyAsync(address, etag, Copy, cancellationToken)).ConfigureAwait(false)
            && await IsRefusedAsync(() => store.ProbeCopyAsync(address, NoETag, Copy, cancellationToken)).ConfigureAwait(false);
    }

    private async Task<bool> PinnedPartCopyAsync(CancellationToken cancellationToken)
    {
        string etag = await ETagAsync(cancellationToken).ConfigureAwait(false);
        string id = await CreateAsync(withChecksum: false, cancellationToken).ConfigureAwait(false);
        var range = new Extent(0, Small);
        return !await IsRefusedAsync(
            () => store.ProbeCopyPartAsync(address, etag, range, address, id, cancellationToken)).ConfigureAwait(false)
            && await IsRefusedAsync(
                () => store.ProbeCopyPartAsync(address, NoETag, range, address, id, cancellationToken)).ConfigureAwait(false);
    }

    private async Task<string> CreateAsync(bool withChecksum, CancellationToken cancellationToken)
    {
        string id = await store.ProbeCreateAsync(address, withChecksum, cancellationToken).ConfigureAwait(false);
        _openUploads.Add(id);
        return id;
    }

    private async Task<string> ETagAsync(CancellationToken cancellationToken) =>
        (await store.HeadAsync(address, cancellationToken).ConfigureAwait(false))?.ETag
            ?? throw new StorageException(FailureReason.NotFound, $"HeadObject {address}: the object is gone.");
}
