using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Session;
using S3Stream.Tests.Fakes;

namespace S3Stream.Tests.GridFtp.Data;

/// <summary>MODE E receptions on one data channel into objects of one store, with a scripted sender at the other end.</summary>
internal sealed class ReceptionRig : IAsyncDisposable
{
    private readonly CancellationTokenSource _session = new();

    public ReceptionRig(int budgetSlabs = 8) => Uploads = new UploadRig(budgetSlabs);

    public UploadRig Uploads { get; }

    public FakeTimeProvider Time { get; } = new();

    public GridFtpOptions Options { get; init; } = new() { StallTimeout = TimeSpan.FromSeconds(30), MaxParallelism = 64 };

    public TransferTally Progress { get; private set; } = new();

    public DataChannel Channel => field ??= new DataChannel(Options, NullLogger.Instance, Time);

    public async Task<ScriptedModeESender> ListenAsync(byte[] content) => new(await Channel.ListenAsync(IPAddress.Loopback, 0), content);

    /// <summary>Receives one transfer and returns the object; a failure is thrown, as a transfer does it.</summary>
    public async Task<byte[]?> ReceiveAsync(
        int partSize = UploadRig.Slab,
        long? declared = null,
        long wireBase = 0,
        IReadOnlyList<Extent>? held = null,
        ObjectUpload? resumed = null,
        DataChannelTerms? terms = null)
    {
        Progress = new TransferTally();
        await using ObjectUpload upload = resumed ?? await Uploads.OpenAsync(partSize, new UploadOptions { Length = declared });
        using var group = new ConnectionGroup(_session.Token);
        var target = new UploadTarget(upload, wireBase, declared ?? UploadTarget.MaxObjectBytes, new ExtentSet(held ?? []));
        var reception = new BlockReception(
            Channel, terms ?? DataChannelTests.Terms, target, group, Progress, Options, NullLogger.Instance, Time);
        try
        {
            using var watch = new StallWatch(group, Progress, () => upload.BytesStored, Options.StallTimeout, Time);
            List<DataConnection> kept = await Channel.TakeKeptAsync();
            kept.ForEach(group.Add);
            await reception.RunAsync(kept);
        }
        catch
        {
            Channel.Abandon(group.Connections, withEndpoint: true);
            await Channel.ResetAbandonedAsync(); // the reply would go before
            throw;
        }

        await upload.CompleteAsync(wireBase + Progress.HighestEnd);
        return Uploads.Store.Find(UploadRig.Address);
    }

    /// <summary>ABOR, or the control connection is lost.</summary>
    public void Abort() => _session.Cancel();

    public async ValueTask DisposeAsync()
    {
        await Channel.DisposeAsync();
        Uploads.AssertClean();
        Uploads.Dispose();
        _session.Dispose();
    }
}
