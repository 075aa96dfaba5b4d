using S3Stream.Download;
using S3Stream.Memory;
using S3Stream.Resilience;
using S3Stream.Storage;
using S3Stream.Upload;

namespace S3Stream;

/// <summary>What every transfer of a client shares. Owned by <see cref="S3StreamClient"/>.</summary>
/// <param name="Store">The S3 requests.</param>
/// <param name="Budget">The count of part memory.</param>
/// <param name="Slabs">The part memory.</param>
/// <param name="RequestSlots">One slot per request that carries object bytes.</param>
/// <param name="Retry">Decides retries.</param>
/// <param name="Options">The settings.</param>
internal sealed record TransferServices(
    IObjectStore Store, MemoryBudget Budget, SlabPool Slabs, SemaphoreSlim RequestSlots, RetryPolicy Retry, S3StreamOptions Options)
{
    /// <summary>Which multipart uploads were begun here, or <see langword="null"/>.</summary>
    public UploadJournal? Journal { get; init; }

    /// <summary>Which transfers of this process hold which multipart uploads.</summary>
    public UploadHolds Holds { get; init; } = new();

    /// <summary>Whether objects' checksums are worth asking for.</summary>
    public ChecksumLookups ChecksumLookups { get; init; } = new(Options.Profile);

    /// <summary>The account of these requests as the journal names it, without a key.</summary>
    public string Account { get; init; } = UploadJournal.AccountOf(Options.Credentials);

    /// <summary>Where half-filled parts may go, or <see langword="null"/>.</summary>
    public SpillArea? Spill { get; init; }

    /// <summary>What the transfer that has these services asked of S3.</summary>
    public RequestTally Tally { get; init; } = new();

    /// <summary>Notes a multipart upload that was just created or taken over, where there is a journal.</summary>
    public void NoteUpload(ObjectAddress address, string uploadId, UploadHold hold) =>
        Journal?.Note(address, uploadId, Account, hold);

    /// <summary>It was completed or aborted.</summary>
    public void ForgetUpload(ObjectAddress address, string uploadId) => Journal?.Forget(address, uploadId);

    /// <summary>The services as one transfer uses them: its requests are counted, and carry what it says of its object.</summary>
    public TransferServices ForOneTransfer(ObjectTerms? terms)
    {
        var tally = new RequestTally();
        return this with { Tally = tally, Retry = Retry.CountingInto(tally), Store = terms is null ? Store : Store.With(terms) };
    }
}
