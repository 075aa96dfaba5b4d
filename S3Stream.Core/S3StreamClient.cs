using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using S3Stream.Addressing;
using S3Stream.Catalog;
using S3Stream.Diagnostics;
using S3Stream.Memory;
using S3Stream.Storage;
using S3Stream.Storage.Requests;
using S3Stream.Upload;

namespace S3Stream;

/// <summary>
/// Opens uploads and downloads and owns what they share: the memory budget, the slab pool, the request slots and the connections to S3.
/// Safe for concurrent use; make one per store and keep it. Dispose it after its transfers.
/// </summary>
public sealed class S3StreamClient : IAsyncDisposable
{
    private readonly TransferServices _services;
    private readonly ILogger _logger;
    private readonly bool _ownsShared;
    private volatile bool _disposed;

    /// <summary>Creates a client. No request is made yet.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it.</exception>
    /// <exception cref="IOException">The spill directory cannot be used.</exception>
    public S3StreamClient(S3StreamOptions options)
        : this(Validated(options), S3ObjectStore.Create(options))
    {
    }

    internal S3StreamClient(S3StreamOptions options, IObjectStore store)
        : this(Share(options, store), ownsShared: true) => S3StreamMetrics.Add(_services.Budget);

    private S3StreamClient(TransferServices services, bool ownsShared)
    {
        _services = services;
        _ownsShared = ownsShared;
        _logger = LoggerOf(services.Options, "S3Stream.Upload");
        Catalog = new ObjectCatalog(services);
    }

    /// <summary>The settings this client was made with.</summary>
    public S3StreamOptions Options => _services.Options;

    /// <summary>Look-ups, listings, deletes, copies and buckets.</summary>
    public ObjectCatalog Catalog { get; }

    /// <summary>Bytes of the memory budget that transfers hold now, reserves included.</summary>
    public long MemoryInUse => _services.Budget.Used;

    /// <summary>For tests and benchmarks.</summary>
    internal TransferServices Services => _services;

    /// <summary>
    /// A client for other credentials that shares this one's memory budget, slab pool, request slots and connections. Dispose it before
    /// this one.
    /// </summary>
    /// <param name="credentials">Those to sign with.</param>
    /// <param name="account">
    /// A name for whose they are, where their keys change (a role's): the upload journal tells uploads apart by it. <see langword="null"/>:
    /// the access key, or the credentials' type.
    /// </param>
    public S3StreamClient WithCredentials(AWSCredentials credentials, string? account = null)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(credentials);
        TransferServices services = _services with
        {
            Store = ((S3ObjectStore)_services.Store).WithCredentials(credentials),
            Options = _services.Options with { Credentials = credentials },
            Account = account ?? UploadJournal.AccountOf(credentials),
        };
        return new S3StreamClient(services, ownsShared: false);
    }

    /// <summary>
    /// A client for other settings, with connections of its own, that shares this one's memory budget, slab pool, request slots, upload
    /// journal and spill directory. Dispose it before this one. For programs that read their settings again while transfers run.
    /// </summary>
    /// <param name="options">
    /// <see cref="S3StreamOptions.Endpoint"/>, <see cref="S3StreamOptions.MemoryBudget"/>,
    /// <see cref="S3StreamOptions.MaxConcurrentRequests"/>, <see cref="S3StreamOptions.SpillDirectory"/>,
    /// <see cref="S3StreamOptions.SpillLimit"/>, <see cref="S3StreamOptions.AdmissionTimeout"/> and
    /// <see cref="S3StreamOptions.UploadJournalDirectory"/> as this client has them.
    /// </param>
    /// <exception cref="ArgumentException">A setting is out of its range, or one of those differs; the message names it.</exception>
    public S3StreamClient WithOptions(S3StreamOptions options)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Validated(options);
        RequireShared(nameof(options.Endpoint), options.Endpoint, Options.Endpoint);
        RequireShared(nameof(options.MemoryBudget), options.MemoryBudget, Options.MemoryBudget);
        RequireShared(nameof(options.AdmissionTimeout), options.AdmissionTimeout, Options.AdmissionTimeout);
        RequireShared(nameof(options.MaxConcurrentRequests), options.MaxConcurrentRequests, Options.MaxConcurrentRequests);
        RequireShared(nameof(options.SpillDirectory), options.SpillDirectory, Options.SpillDirectory);
        RequireShared(nameof(options.SpillLimit), options.SpillLimit, Options.SpillLimit);
        RequireShared(nameof(options.UploadJournalDirectory), options.UploadJournalDirectory, Options.UploadJournalDirectory);
        TransferServices services = _services with
        {
            Store = S3ObjectStore.Create(options),
            Retry = RetryOf(options),
            Options = options,
            Account = UploadJournal.AccountOf(options.Credentials),
        };
        return new S3StreamClient(services, ownsShared: false);
    }

    /// <summary>
    /// Starts an upload. If <see cref="UploadOptions.Length"/> declares more than one part, the multipart upload is created now, so that a
    /// refusal comes before the first byte; without it, nothing is created in S3 before the first part is full, and a smaller object is one
    /// PutObject. It holds no memory before its first byte: <see cref="UploadWriter.AcquireAsync"/> waits for that.
    /// </summary>
    /// <exception cref="StorageException">S3 refuses the multipart upload.</exception>
    /// <exception cref="TransferFailedException">
    /// The declared length exceeds what the store can hold (<see cref="FailureReason.NotSupported"/>), or needs parts that the memory
    /// budget cannot hold (<see cref="FailureReason.MemoryBudget"/>).
    /// </exception>
    public async Task<ObjectUpload> CreateUploadAsync(
        ObjectAddress address, UploadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        address.ThrowIfInvalid(nameof(address));
        options = await ForRuleAsync(address, Validated(address, options), cancellationToken).ConfigureAwait(false);
        PartLayout layout = PartSizePolicy.Choose(OptionsFor(address.Bucket, options), options.Length);
        BudgetAccount account = OpenAccount(address, options);
        _logger.UploadBegins(address, options.Length);
        TransferServices services = _services.ForOneTransfer(TransferTerms.Of(address, options, Options.Endpoint), options.Owner);
        UploadRequests requests = new(services, address, options, _logger);
        ObjectUpload upload = new(services, account, layout, options, requests, new UploadManifest(), _logger);
        if (options.Length > layout.FirstPartSize)
        {
            await BeginAsync(upload, requests, cancellationToken).ConfigureAwait(false);
        }

        return upload;
    }

    /// <summary>
    /// Continues the newest open multipart upload of that key, made by this or another process: <see cref="ObjectUpload.StoredExtents"/>
    /// then tells what need not be sent again (S3: ListMultipartUploads, ListParts). <see langword="null"/> when there is none that has
    /// parts, fits these options, and got its newest part within the resume window.
    /// </summary>
    /// <remarks>
    /// <para>Content type and metadata are those the upload was begun with.</para>
    /// <para>
    /// An <see cref="ObjectUpload"/> that still holds the upload is ended first (<see cref="FailureReason.Conflict"/>), where it is this
    /// process's, of the same <see cref="TransferOptions.Owner"/>, and kept for a resume; others are passed over. One in a process that
    /// shares the upload journal ends before the next part it would send. A process that shares neither can go on sending: the same bytes
    /// do no harm, and other bytes fail the completion (<see cref="FailureReason.Corrupt"/>), which then aborts the upload.
    /// </para>
    /// </remarks>
    public async Task<ObjectUpload?> ResumeUploadAsync(
        ObjectAddress address, UploadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        address.ThrowIfInvalid(nameof(address));
        options = await ForRuleAsync(address, Validated(address, options), cancellationToken).ConfigureAwait(false);
        TransferServices services = _services.ForOneTransfer(TransferTerms.Of(address, options, Options.Endpoint), options.Owner);
        var resumption = new UploadResumption(services with { Options = OptionsFor(address.Bucket, options) }, address, options, _logger);
        if (await resumption.FindAsync(cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return null;
        }

        BudgetAccount account = OpenAccount(address, options);
        _logger.UploadResumes(address, found.Plan.Manifest.Parts.Count, found.Plan.Manifest.Length);
        return new ObjectUpload(services, account, found.Plan.Layout, options, found.Requests, found.Plan.Manifest, _logger);
    }

    /// <summary>
    /// Aborts multipart uploads that were begun with this client's credentials and its <see
    /// cref="S3StreamOptions.UploadJournalDirectory"/>, and that nobody has sent a part to for <see cref="S3StreamOptions.ResumeWindow"/>
    /// (S3: ListParts, AbortMultipartUpload). Uploads of others are not touched, not even those of the same S3 user. What cannot be
    /// aborted, or cannot be read from the journal, is logged and stays for the next call.
    /// </summary>
    /// <param name="cancellationToken">Stops between two uploads.</param>
    /// <returns>How many were aborted.</returns>
    public Task<int> AbortStaleUploadsAsync(CancellationToken cancellationToken = default) =>
        _disposed
            ? throw new ObjectDisposedException(nameof(S3StreamClient))
            : new StaleUploads(_services, _logger).AbortAsync(only: null, cancellationToken);

    /// <summary>Opens a download. The first read is under way when this returns.</summary>
    /// <exception cref="StorageException">
    /// There is no such object (<see cref="FailureReason.NotFound"/>), or it may not be read.
    /// </exception>
    public Task<ObjectDownload> OpenDownloadAsync(
        ObjectAddress address, DownloadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        address.ThrowIfInvalid(nameof(address));
        options ??= new DownloadOptions();
        ObjectTerms? terms = TransferTerms.Of(address, options, Options.Endpoint);
        return ObjectDownload.OpenAsync(_services.ForOneTransfer(terms, options.Owner), address, options, cancellationToken);
    }

    /// <summary>
    /// Tries every operation that transfers need on a bucket, and reports which of them work. It writes objects of its own below
    /// <paramref name="prefix"/>, removes them, and skips whatever it could not remove again. The report holds refusals and failures; none
    /// is thrown.
    /// </summary>
    public Task<ProbeReport> ProbeAsync(string bucket, string prefix = "", CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        BucketName.ThrowIfInvalid(bucket, nameof(bucket));
        ArgumentNullException.ThrowIfNull(prefix);
        return new StoreProbe(_services, bucket, prefix).RunAsync(cancellationToken);
    }

    /// <summary>
    /// Closes the connections to S3. Transfers should have ended: what is under way, and every later call, here and on clients made from
    /// this one, fails with <see cref="ObjectDisposedException"/>. Idempotent.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return ValueTask.CompletedTask;
        }

        _disposed = true;
        _services.Store.Dispose();
        if (_ownsShared)
        {
            S3StreamMetrics.Remove(_services.Budget);
        }

        return ValueTask.CompletedTask;
    }

    private static TransferServices Share(S3StreamOptions options, IObjectStore store) => new(
        store,
        new MemoryBudget(options.MemoryBudget, options.TimeProvider, options.AdmissionTimeout),
        new SlabPool((int)Math.Min(int.MaxValue, options.MemoryBudget / SlabPool.SlabSize)),
        new RequestSlots(options.MaxConcurrentRequests),
        RetryOf(options),
        options)
    {
        Journal = options.UploadJournalDirectory is { } journal
            ? new UploadJournal(journal, JournalStoreOf(options), options.TimeProvider, LoggerOf(options, "S3Stream.Upload"))
            : null,
        Spill = options.SpillDirectory is { } directory ? new SpillArea(directory, options.SpillLimit) : null,
    };

    private static string JournalStoreOf(S3StreamOptions options) =>
        options.UploadJournalStore ?? options.Endpoint?.ToString() ?? "aws";

    private static Resilience.RetryPolicy RetryOf(S3StreamOptions options) =>
        new(options.MaxAttempts, options.TimeProvider, LoggerOf(options, "S3Stream.Storage"));

    private static void RequireShared<T>(string name, T wanted, T shared)
    {
        if (!EqualityComparer<T>.Default.Equals(wanted, shared))
        {
            throw new ArgumentException($"{name} is shared with the client that this one is made from, so it must be {shared}");
        }
    }

    private static ILogger LoggerOf(S3StreamOptions options, string category) =>
        (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger(category);

    private static S3StreamOptions Validated(S3StreamOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return options;
    }

    /// <summary>
    /// Creates the multipart upload that is needed in any case now, so that S3 refuses before a byte is sent and not in the middle.
    /// </summary>
    private static async Task BeginAsync(ObjectUpload upload, UploadRequests requests, CancellationToken cancellationToken)
    {
        try
        {
            await requests.GetUploadIdAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await upload.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private UploadOptions Validated(ObjectAddress address, UploadOptions? options)
    {
        options ??= new UploadOptions();
        if (options.Length is { } length)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(options));
        }

        // each refuses what cannot be sent
        _ = ObjectAttributes.From(options);
        _ = TransferTerms.Of(address, options, Options.Endpoint);
        _ = OptionsFor(address.Bucket, options);
        return options;
    }

    /// <summary>What the rule for the object adds. An object that must not be replaced is looked for before a byte of it is sent.</summary>
    private async Task<UploadOptions> ForRuleAsync(ObjectAddress address, UploadOptions options, CancellationToken cancellationToken)
    {
        if (!ObjectRule.For(Options.ObjectRules, address.Bucket, address.Key).NoOverwrite)
        {
            return options;
        }

        await Catalog.RefuseExistingAsync(address, cancellationToken).ConfigureAwait(false);
        return options with { FailIfExists = true };
    }

    /// <summary>The settings with what was learned of the bucket, and with the part size of one upload.</summary>
    /// <exception cref="ArgumentException">The part size is out of its range.</exception>
    private S3StreamOptions OptionsFor(string bucket, UploadOptions upload)
    {
        S3StreamOptions options = upload.PartSize is { } size && size != Options.PartSize
            ? Validated(Options with { PartSize = size })
            : Options;
        return _services.Store.NeedsEqualParts(bucket)
            ? options with { Profile = options.Profile with { UniformParts = true } }
            : options;
    }

    private BudgetAccount OpenAccount(ObjectAddress address, UploadOptions options) =>
        _services.Budget.OpenAccount(options.Owner, $"the upload of {address}", pins: true);
}
