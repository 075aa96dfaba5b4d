using System.Net.Sockets;
using S3Stream.GridFtp.Commands;
using S3Stream.GridFtp.Protocol;
using S3Stream.Storage;
using Xunit;

namespace S3Stream.Tests.GridFtp.Transfers;

/// <summary>Scenario 39: a listing is as long as the bucket, and the endpoint holds a page of it.</summary>
public sealed class LongListingTests : IAsyncDisposable
{
    private const int Keys = 200_000;
    private const int PageSize = 1_000;

    private readonly TransferRig _rig = new();
    private int _pages;

    public LongListingTests() => _rig.Store.Pages = Page;

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task MLSD_asks_for_pages_only_as_the_client_reads()
    {
        using Socket socket = await TransferRig.ConnectAsync(await _rig.PassiveAsync());
        Task<Reply> running = new MlsdCommand(recursive: false).ExecuteAsync(
            _rig.Context, CommandLine.Parse("MLSD /bucket"), CancellationToken.None);
        await _rig.Replies.WaitForAsync(150);

        // the client reads nothing: the endpoint stops when the sockets are full
        int seen;
        do
        {
            seen = Volatile.Read(ref _pages);
            await Task.Delay(200);
        }
        while (seen != Volatile.Read(ref _pages));
        Assert.InRange(seen, 1, Keys / PageSize / 2);

        byte[] listing = await TransferRig.ReadAllAsync(socket);
        Assert.Equal(226, (await running).Code);
        Assert.Equal(Keys + 2, listing.AsSpan().Count((byte)'\n')); // "." and ".." too
        Assert.Equal(Keys / PageSize, _pages);
    }

    private ListPage Page(string prefix, string? continuation, int limit)
    {
        Interlocked.Increment(ref _pages);
        int first = int.Parse(continuation ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        int end = Math.Min(first + limit, Keys);

        // long names, so that the listing is much longer than what sockets buffer
        string padding = new('n', 500);
        List<ObjectEntry> entries = [.. Enumerable.Range(first, end - first).Select(
            number => new ObjectEntry { Key = $"{prefix}{number:D9}-{padding}", ETag = "e" })];
        return new ListPage(entries, end < Keys ? end.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
    }
}
