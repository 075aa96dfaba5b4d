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
    IObjectStore Store, MemoryBudget Budget, SlabPool Slabs, RequestSlots RequestSlots, RetryPolicy Retry, S3StreamOptions Options)
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

    /// <summary>The slots as the transfer that has these services takes them.</summary>
    public TransferSlots Slots { get; init; } = RequestSlots.ForTransfer(null);

    /// <summary>What the transfer that has these services asked of S3.</summary>
    public RequestTally Tally { get; init; } = new();

    /// <summary>Notes a multipart upload that was just created or taken over, where there is a journal.</summary>
    public void NoteUpload(ObjectAddress address, string uploadId, UploadHold hold) =>
        Journal?.Note(address, uploadId, Account, hold);

    /// <summary>
    /// Creates a multipart upload so that a crash at any moment leaves a note of it: before its id is known, of its key. The note stays too
    /// where a try may have made one whose id was lost with the answer.
    /// </summary>
    /// <param name="operation">For the log and the messages.</param>
    /// <param name="address">The object.</param>
    /// <param name="create">One try.</param>
    /// <param name="note">Notes what was created.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<T> CreateUploadAsync<T>(
        string operation, ObjectAddress address, Func<CancellationToken, Task<T>> create, Action<T> note,
        CancellationToken cancellationToken)
    {
        string? beginning = Journal?.NoteBeginning(address, Account);
        int attempts = 0;
        try
        {
            T created = await Retry.ExecuteAsync(
                operation,
                (attempt, token) =>
                {
                    attempts = attempt;
                    return create(token);
                },
                cancellationToken).ConfigureAwait(false);
            note(created);
            return created;
        }
        finally
        {
            if (beginning is not null && attempts <= 1)
            {
                Journal!.Forget(address, beginning);
            }
        }
    }

    /// <summary>It was completed or aborted.</summary>
    public void ForgetUpload(ObjectAddress address, string uploadId) => Journal?.Forget(address, uploadId);

    /// <summary>
    /// The services as one transfer uses them: its requests are counted, carry what it says of its object, and take its owner's slots.
    /// </summary>
    /// <param name="terms">What it says of its object.</param>
    /// <param name="owner">Whose transfer it is; <see langword="null"/>: it stands for itself.</param>
    public TransferServices ForOneTransfer(ObjectTerms? terms, object? owner)
    {
        var tally = new RequestTally();
        return this with
        {
            Tally = tally,
            Retry = Retry.CountingInto(tally),
            Slots = RequestSlots.ForTransfer(owner),
            Store = terms is null ? Store : Store.With(terms),
        };
    }
}
