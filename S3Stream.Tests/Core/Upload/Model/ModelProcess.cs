using Microsoft.Extensions.Logging.Abstractions;
using S3Stream.Addressing;
using S3Stream.Memory;
using S3Stream.Upload;

namespace S3Stream.Tests.Core.Upload.Model;

/// <summary>One process: memory, journal and sessions of its own, on the store that all share.</summary>
internal sealed class ModelProcess
{
    public const int PartSize = 16;
    public static readonly ObjectAddress Address = new("bucket", "key");

    private static SlabPool _slabs = new(64);

    public ModelProcess(ModelWorld world, int budgetSlabs, SpillArea? spill, string? journal)
    {
        var options = new S3StreamOptions
        {
            TimeProvider = world.Time,
            PartSize = PartSize,
            MemoryBudget = (long)budgetSlabs * SlabPool.SlabSize,
            MaxRequestsPerTransfer = 2,
            MaxConcurrentRequests = 3,
            MaxAttempts = 3,
        };
        Services = new TransferServices(
            world.Store,
            new MemoryBudget(options.MemoryBudget, world.Time, options.AdmissionTimeout),
            _slabs,
            new RequestSlots(options.MaxConcurrentRequests),
            new S3Stream.Resilience.RetryPolicy(options.MaxAttempts, world.Time, NullLogger.Instance, () => 0.5),
            options)
        {
            Spill = spill,
            Account = "model",
            Journal = journal is null ? null : new UploadJournal(journal, "aws", world.Time, NullLogger.Instance),
        };
    }

    public TransferServices Services { get; private set; }

    public bool IsDead { get; private set; }

    /// <summary>The process is gone, with all that it has in its hands.</summary>
    public void Die()
    {
        IsDead = true;
        _slabs = new SlabPool(64); // the schedules to come have one from which nothing is missing
    }

    public ObjectUpload Create(UploadOptions options)
    {
        TransferServices services = Services.ForOneTransfer(terms: null, owner: null);
        return new ObjectUpload(
            services, Account(services, options), PartSizePolicy.Choose(services.Options, options.Length), options,
            new UploadRequests(services, Address, options, NullLogger.Instance), new UploadManifest(), NullLogger.Instance);
    }

    /// <summary>Continues an upload, and tells which.</summary>
    public async Task<(ObjectUpload Upload, string Id)?> ResumeAsync(UploadOptions options)
    {
        TransferServices services = Services.ForOneTransfer(terms: null, owner: null);
        var resumption = new UploadResumption(services, Address, options, NullLogger.Instance);
        if (await resumption.FindAsync(CancellationToken.None) is not { } found)
        {
            return null;
        }

        var upload = new ObjectUpload(
            services, Account(services, options), found.Plan.Layout, options, found.Requests, found.Plan.Manifest, NullLogger.Instance);
        return (upload, await found.Requests.GetUploadIdAsync(CancellationToken.None));
    }

    public Task<int> AbortStaleAsync() => new StaleUploads(Services, NullLogger.Instance).AbortAsync(only: null, CancellationToken.None);

    /// <summary>What is left when every session has ended; null: nothing.</summary>
    public string? FindLeak() =>
        IsDead ? null
        : Services.Budget.Used != 0 ? $"{Services.Budget.Used} bytes of the budget are still held"
        : Services.Budget.Peak > Services.Budget.Limit ? $"{Services.Budget.Peak} bytes were held, over the budget"
        : Services.Slabs.Rented != 0 && ReferenceEquals(Services.Slabs, _slabs) ? $"{Services.Slabs.Rented} slabs are still rented"
        : Services.Spill is { Used: > 0 } spill ? $"{spill.Used} bytes are still spilled"
        : null;

    private static BudgetAccount Account(TransferServices services, UploadOptions options) =>
        services.Budget.OpenAccount(options.Owner, "an upload", pins: true);
}
