using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Transfers;

/// <summary>
/// Decides how an upload is opened: new, continued, or built on the existing object. What cannot be done is refused here, before 150. A
/// restart marker is always checked, because a wrong one would leave a hole.
/// </summary>
internal sealed class UploadOpening
{
    private readonly S3StreamClient _client;
    private readonly ObjectAddress _address;
    private readonly UploadRequest _request;
    private readonly bool _isExtendedBlockMode;
    private readonly ObjectChecksums _checksums;
    private readonly IReadOnlyList<Extent> _claims;
    private readonly long? _declared;
    private readonly ChecksumSet? _expected;
    private readonly DateTimeOffset? _time;
    private readonly TransferOwner _owner;

    /// <summary>Takes REST, ALLO, SCKS and STORATTR from the session, as they count for this transfer only.</summary>
    public UploadOpening(TransferRun run, UploadRequest request)
    {
        NextTransfer next = run.Context.State.Next.TakeForUpload();
        _client = run.Context.User.ClientFor(request.Path, PathAccess.Write);
        _address = request.Path.Address;
        _request = request;
        _owner = run.Context.Owner;
        _isExtendedBlockMode = run.IsExtendedBlockMode;
        _checksums = run.Context.Options.UploadChecksums;
        _claims = next.Restart;
        // ALLO counts bytes of the object, which those of TYPE A on the wire are not; ALLO 0 is what clients send that do not know.
        _declared = next.Allocated > 0 && (run.IsExtendedBlockMode || !run.IsAscii) ? next.Allocated : null;
        IsAnnouncedEmpty = next.Allocated == 0;
        _expected = next.ExpectedChecksums;
        _time = next.ModificationTime;
        if (_declared > UploadTarget.MaxObjectBytes)
        {
            throw new FtpException(
                Reply.Of(552, $"ALLO declared {_declared} bytes; an S3 object holds at most {UploadTarget.MaxObjectBytes}."));
        }
    }

    /// <summary>The client sent ALLO 0: the file is empty, or the client does not know its size.</summary>
    public bool IsAnnouncedEmpty { get; }

    /// <summary>The bytes the client said it will send, or <see langword="null"/>.</summary>
    public long? DeclaredBytes =>
        _request.Kind == UploadKind.Adjust || (_request.Kind == UploadKind.Replace && _claims.Count == 0) ? _declared : null;

    public Task<OpenedUpload> OpenAsync(CancellationToken cancellationToken) => _request.Kind switch
    {
        UploadKind.Append => AppendAsync(cancellationToken),
        UploadKind.Adjust => AdjustAsync(cancellationToken),
        _ when _claims.Count == 0 => CreateAsync(cancellationToken),
        _ when _isExtendedBlockMode => ResumeBlocksAsync(cancellationToken),
        _ => ContinueStreamAsync(cancellationToken),
    };

    private async Task<OpenedUpload> CreateAsync(CancellationToken cancellationToken)
    {
        ObjectUpload upload = await _client.CreateUploadAsync(_address, Options(_declared, keepForResume: true), cancellationToken);
        var target = new UploadTarget(upload, 0, _declared ?? UploadTarget.MaxObjectBytes, new ExtentSet());
        return new OpenedUpload(_client, upload, target, null, []);
    }

    /// <summary>MODE E, REST a-b,c-d: everything claimed must be stored in the open multipart upload.</summary>
    private async Task<OpenedUpload> ResumeBlocksAsync(CancellationToken cancellationToken) =>
        await ResumeAsync(_declared, wireBase: 0, cancellationToken)
        ?? throw new FtpException(GlobusError.AppendNotSupported(
            $"Bad restart marker found: the store does not hold all of {string.Join(',', _claims)} "
                + $"of an unfinished upload of {_request.Path}; send everything again."));

    private async Task<OpenedUpload?> ResumeAsync(long? length, long wireBase, CancellationToken cancellationToken)
    {
        RefuseExpectedMd5("an upload that is continued");
        ObjectUpload? upload = await _client.ResumeUploadAsync(_address, Options(length, keepForResume: true), cancellationToken);
        if (upload is null)
        {
            return null;
        }

        var stored = new ExtentSet(upload.StoredExtents);
        if (!_claims.All(stored.Covers))
        {
            await upload.DisposeAsync();
            return null;
        }

        // The object's end counts on the wire from wireBase on.
        long limit = (length ?? UploadTarget.MaxObjectBytes) - wireBase;
        return new OpenedUpload(_client, upload, new UploadTarget(upload, wireBase, limit, stored), null, _claims);
    }

    /// <summary>
    /// MODE S, REST n. The client has its n from SIZE, so an object of just that length is what it means. Otherwise n may come from its own
    /// count of an attempt that was cut off.
    /// </summary>
    private async Task<OpenedUpload> ContinueStreamAsync(CancellationToken cancellationToken)
    {
        if (_claims is not [{ Offset: 0, End: var offset }])
        {
            throw new FtpException(Reply.Of(501, "In MODE S a restart marker is one offset: REST n."));
        }

        ObjectEntry? entry = await _client.Catalog.FindAsync(_address, cancellationToken);
        if (entry?.Length == offset)
        {
            return await OverlayAsync(entry, offset, null, cancellationToken);
        }

        return await ResumeAsync(null, offset, cancellationToken) ?? await OverlayAsync(entry, offset, null, cancellationToken);
    }

    private async Task<OpenedUpload> AppendAsync(CancellationToken cancellationToken)
    {
        if (_claims.Count > 0)
        {
            throw new FtpException(Reply.Of(503, "REST before APPE has no meaning; use REST with STOR."));
        }

        ObjectEntry? entry = await _client.Catalog.FindAsync(_address, cancellationToken);
        return await OverlayAsync(entry, entry?.Length ?? 0, null, cancellationToken);
    }

    private async Task<OpenedUpload> AdjustAsync(CancellationToken cancellationToken)
    {
        ObjectEntry? entry = await _client.Catalog.FindAsync(_address, cancellationToken);
        if (entry is null && _request.Offset == 0)
        {
            return _claims.Count == 0 ? await CreateAsync(cancellationToken) : await ResumeBlocksAsync(cancellationToken);
        }

        return _claims.Count == 0
            ? await OverlayAsync(entry, _request.Offset, _declared, cancellationToken)
            : throw new FtpException(GlobusError.AppendNotSupported(
                $"Bad restart marker found: a transfer into the existing object {_request.Path} cannot be continued; "
                    + "send everything again."));
    }

    /// <summary>A new upload that keeps the bytes of <paramref name="entry"/> where the client sends none.</summary>
    private async Task<OpenedUpload> OverlayAsync(ObjectEntry? entry, long offset, long? declared, CancellationToken cancellationToken)
    {
        if (entry is { Length: > 0 })
        {
            RefuseExpectedMd5("an object that keeps bytes it has");
        }

        long existingLength = entry?.Length ?? 0;
        if (offset > existingLength)
        {
            throw new FtpException(GlobusError.AppendNotSupported(
                $"{_request.Path} has {existingLength} bytes; bytes from {offset} on would leave a hole."));
        }

        long? length = declared is { } count ? Math.Max(existingLength, offset + count) : null;
        ObjectUpload upload = await _client.CreateUploadAsync(_address, Options(length, keepForResume: false), cancellationToken);
        var target = new UploadTarget(upload, offset, declared ?? (UploadTarget.MaxObjectBytes - offset), new ExtentSet());
        return new OpenedUpload(_client, upload, target, entry, []);
    }

    /// <summary>An MD5 is only known of bytes that all come here. That is told before they come and not after.</summary>
    private void RefuseExpectedMd5(string what)
    {
        if (_expected?.Md5 is not null)
        {
            throw new FtpException(Reply.Of(504, $"SCKS MD5 cannot be compared for {what}; use ADLER32, or CKSM MD5 after the transfer."));
        }
    }

    private UploadOptions Options(long? length, bool keepForResume) => new()
    {
        Length = length,
        KeepForResume = keepForResume,
        Owner = _owner,
        Checksums = _checksums,
        ExpectedChecksums = _expected,
        Metadata = _time is { } time ? KeptTime.Metadata(time) : null,
    };
}
