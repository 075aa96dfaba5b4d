using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using S3Stream.Memory;
using S3Stream.Storage;
using S3Stream.Upload;

namespace S3Stream;

/// <content>How a client is made: from settings, and from another client with which it shares memory and requests.</content>
public sealed partial class S3StreamClient
{
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
    /// <see cref="S3StreamOptions.SpillLimit"/> and <see cref="S3StreamOptions.UploadJournalDirectory"/> as this client has them.
    /// </param>
    /// <exception cref="ArgumentException">A setting is out of its range, or one of those differs; the message names it.</exception>
    public S3StreamClient WithOptions(S3StreamOptions options)
    {
        Validated(options);
        RequireShared(nameof(options.Endpoint), options.Endpoint, Options.Endpoint);
        RequireShared(nameof(options.MemoryBudget), options.MemoryBudget, Options.MemoryBudget);
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

    private static TransferServices Share(S3StreamOptions options, IObjectStore store) => new(
        store,
        new MemoryBudget(options.MemoryBudget),
        new SlabPool((int)Math.Min(int.MaxValue, options.MemoryBudget / SlabPool.SlabSize)),
        new SemaphoreSlim(options.MaxConcurrentRequests),
        RetryOf(options),
        options)
    {
        Journal = options.UploadJournalDirectory is { } journal
            ? new UploadJournal(journal, options.Endpoint, options.TimeProvider, LoggerOf(options, "S3Stream.Upload"))
            : null,
        Spill = options.SpillDirectory is { } directory ? new SpillArea(directory, options.SpillLimit) : null,
    };

    private static Resilience.RetryPolicy RetryOf(S3StreamOptions options) =>
        new(options.MaxAttempts, options.TimeProvider, LoggerOf(options, "S3Stream.Storage"));

    private static void RequireShared<T>(string name, T wanted, T shared)
    {
        if (!EqualityComparer<T>.Default.Equals(wanted, shared))
        {
            throw new ArgumentException($"{name} is shared with the client this one is made from and cannot be another: {shared}");
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
}
