using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using S3Stream.Storage;

namespace S3Stream.Tests.Fakes;

internal sealed partial class InMemoryObjectStore
{
    public Task<string> CreateMultipartAsync(ObjectAddress address, ObjectAttributes attributes, CancellationToken cancellationToken) =>
        RunAsync(
            StoreVerb.CreateMultipart,
            address,
            0,
            default,
            _ =>
            {
                BucketOf(address.Bucket);
                long order = ++_counter;
                string id = "upload-" + order.ToString(CultureInfo.InvariantCulture);
                _uploads.Add(id, new FakeMultipart(address, _time.GetUtcNow(), order, attributes));
                return id;
            },
            cancellationToken);

    public Task<RewriteStart?> BeginRewriteAsync(
        ObjectAddress address, IReadOnlyDictionary<string, string> changes, CancellationToken cancellationToken) =>
        RunAsync(
            StoreVerb.CreateMultipart,
            address,
            0,
            default,
            _ =>
            {
                if (BucketOf(address.Bucket).GetValueOrDefault(address.Key) is not { } found)
                {
                    return null;
                }

                Dictionary<string, string> metadata = new(found.Attributes.Metadata, StringComparer.OrdinalIgnoreCase);
                foreach ((string name, string value) in changes)
                {
                    metadata[name] = value;
                }

                long order = ++_counter;
                string id = "upload-" + order.ToString(CultureInfo.InvariantCulture);
                _uploads.Add(id, new FakeMultipart(address, _time.GetUtcNow(), order, found.Attributes with { Metadata = metadata }));
                return new RewriteStart(found.ToEntry(address.Key, lookedUp: true), id);
            },
            cancellationToken);

    public Task<string> UploadPartAsync(
        ObjectAddress address, string uploadId, int partNumber, ReadOnlySequence<byte> body, ChecksumSet checksums,
        CancellationToken cancellationToken) =>
        RunAsync(
            StoreVerb.UploadPart,
            address,
            partNumber,
            new Extent(0, body.Length),
            _ =>
            {
                Verify(body, checksums, $"Part {partNumber} of {address}");
                return AddPart(UploadOf(address, uploadId), partNumber, body.ToArray());
            },
            cancellationToken);

    public Md5Use Md5UseOf(ObjectAddress address) => Md5Use;

    public Task<string> UploadPartUncomparedAsync(
        ObjectAddress address, string uploadId, int partNumber, ReadOnlySequence<byte> body, CancellationToken cancellationToken) =>
        RunAsync(
            StoreVerb.UploadPart,
            address,
            partNumber,
            new Extent(0, body.Length),
            _ => AddPart(UploadOf(address, uploadId), partNumber, OnTheWay(partNumber, body.ToArray())),
            cancellationToken);

    public Task<StoredPart> CopyPartAsync(
        ObjectAddress source,
        string sourceETag,
        Extent range,
        ObjectAddress destination,
        string uploadId,
        int partNumber,
        CancellationToken cancellationToken) =>
        RunAsync(
            StoreVerb.CopyPart,
            destination,
            partNumber,
            range,
            _ =>
            {
                FakeObject found = Pinned(source, sourceETag);
                if (range.IsEmpty || range.End > found.Bytes.Length)
                {
                    throw Refuse(FailureReason.Invalid, 400, "InvalidArgument", $"The range {range} lies outside {source}.");
                }

                byte[] bytes = found.Bytes.AsSpan((int)range.Offset, (int)range.Length).ToArray();
                string etag = AddPart(UploadOf(destination, uploadId), partNumber, bytes);
                ulong? crc = TellsCopiedChecksums ? Crc64Of(new ReadOnlySequence<byte>(bytes)) : null;
                return new StoredPart(partNumber, bytes.Length, etag, new ChecksumSet(bytes.Length, crc, null, null, null));
            },
            cancellationToken);

    public Task<PutReply> CompleteMultipartAsync(
        ObjectAddress address, string uploadId, IReadOnlyList<StoredPart> parts, CompletionConditions conditions,
        CancellationToken cancellationToken) =>
        RunAsync(
            StoreVerb.CompleteMultipart,
            address,
            0,
            new Extent(0, conditions.Length),
            _ =>
            {
                FakeMultipart upload = UploadOf(address, uploadId);
                byte[] bytes = Assemble(upload, parts, out string etag);
                CheckTerms(address, bytes, conditions);
                FakeObject stored = Store(address, bytes, etag, upload.Attributes);
                _uploads.Remove(uploadId);
                return new PutReply(stored.ETag, stored.VersionId);
            },
            cancellationToken);

    public Task AbortMultipartAsync(ObjectAddress address, string uploadId, CancellationToken cancellationToken) =>
        RunAsync(StoreVerb.AbortMultipart, address, 0, default, _ => _uploads.Remove(uploadId), cancellationToken);

    public Task<IReadOnlyList<OpenMultipart>> ListMultipartsAsync(ObjectAddress address, CancellationToken cancellationToken) =>
        RunAsync(
            StoreVerb.ListMultiparts,
            address,
            0,
            default,
            _ =>
            {
                BucketOf(address.Bucket);
                return (IReadOnlyList<OpenMultipart>)[.. _uploads
                    .Where(upload => upload.Value.Address == address)
                    .OrderByDescending(upload => upload.Value.Order)
                    .Select(upload => new OpenMultipart(upload.Key, upload.Value.Initiated))];
            },
            cancellationToken);

    public Task<IReadOnlyList<StoredPart>> ListPartsAsync(ObjectAddress address, string uploadId, CancellationToken cancellationToken) =>
        RunAsync(
            StoreVerb.ListParts,
            address,
            0,
            default,
            _ => (IReadOnlyList<StoredPart>)[.. UploadOf(address, uploadId).Parts
                .Select(part => Listed(part.Key, part.Value.Bytes, part.Value.ETag, UploadOf(address, uploadId).LastStored))],
            cancellationToken);

    private StoredPart Listed(int number, byte[] bytes, string etag, DateTimeOffset stored)
    {
        ulong? crc = ListsPartChecksums ? Crc64Of(new ReadOnlySequence<byte>(bytes)) : null;
        var checksums = crc is null ? default : new ChecksumSet(bytes.Length, crc, null, null, null);
        return new StoredPart(number, bytes.Length, etag, checksums) { Stored = stored };
    }

    private string AddPart(FakeMultipart upload, int number, byte[] bytes)
    {
        if (number is < 1 or > 10_000)
        {
            throw Refuse(FailureReason.Invalid, 400, "InvalidArgument", $"The part number {number} is not one of 1 to 10000.");
        }

        string etag = ChangesPartETags ? PlainETag([.. bytes, .. BitConverter.GetBytes(++_counter)]) : PlainETag(bytes);
        upload.Parts[number] = (bytes, etag);
        upload.LastStored = _time.GetUtcNow();
        return etag;
    }

    private FakeMultipart UploadOf(ObjectAddress address, string uploadId)
    {
        BucketOf(address.Bucket);
        return _uploads.TryGetValue(uploadId, out FakeMultipart? upload) && upload.Address == address
            ? upload
            : throw Refuse(FailureReason.NotFound, 404, "NoSuchUpload", $"There is no upload {uploadId} of {address}.");
    }

    private byte[] Assemble(FakeMultipart upload, IReadOnlyList<StoredPart> parts, out string etag)
    {
        if (parts.Count == 0)
        {
            throw Refuse(FailureReason.Invalid, 400, "MalformedXML", "The list of parts is empty.");
        }

        using var whole = new MemoryStream();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        for (int i = 0; i < parts.Count; i++)
        {
            if (i > 0 && parts[i].Number <= parts[i - 1].Number)
            {
                throw Refuse(FailureReason.Invalid, 400, "InvalidPartOrder", "The list of parts does not ascend.");
            }

            if (!upload.Parts.TryGetValue(parts[i].Number, out (byte[] Bytes, string ETag) part) || part.ETag != parts[i].ETag)
            {
                throw Refuse(FailureReason.Invalid, 400, "InvalidPart", $"Part {parts[i].Number} was not uploaded or has another ETag.");
            }

            if (NeedsEqualPartLengths && i < parts.Count - 1 && part.Bytes.Length != upload.Parts[parts[0].Number].Bytes.Length)
            {
                throw Refuse(FailureReason.Invalid, 400, "InvalidPart", "All non-trailing parts must have the same length.");
            }

            if (i < parts.Count - 1 && part.Bytes.Length < MinPartSize)
            {
                throw Refuse(FailureReason.Invalid, 400, "EntityTooSmall", $"Part {parts[i].Number} has only {part.Bytes.Length} bytes.");
            }

            whole.Write(part.Bytes);
            hash.AppendData(Convert.FromHexString(part.ETag));
        }

        etag = string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(hash.GetHashAndReset())}-{parts.Count}");
        return whole.ToArray();
    }

    private void CheckTerms(ObjectAddress address, byte[] bytes, CompletionConditions conditions)
    {
        if (conditions.FailIfExists && BucketOf(address.Bucket).ContainsKey(address.Key))
        {
            throw Refuse(FailureReason.AlreadyExists, 412, "PreconditionFailed", $"There is an object {address} already.");
        }

        if (conditions.ReplacesOnly is { } version)
        {
            Pinned(address, version);
        }

        if (conditions.Length != bytes.Length)
        {
            throw Refuse(FailureReason.Invalid, 400, "InvalidRequest", $"{address} has {bytes.Length} bytes, not {conditions.Length}.");
        }

        Verify(new ReadOnlySequence<byte>(bytes), conditions.Checksums, address.ToString());
    }
}
