using System.Globalization;
using FsCheck;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using S3Stream.GridFtp.Transfers;
using Xunit;

namespace S3Stream.Tests.GridFtp.Transfers;

public sealed class TransferMarkersTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_795_465_660_400));
    private readonly RecordingReplies _replies = new();
    private long _moved;
    private IReadOnlyList<Extent> _stored = [];

    [Fact]
    public async Task The_first_performance_marker_comes_at_once_byte_for_byte_as_GCT_writes_it()
    {
        await using TransferMarkers markers = await StartAsync([]);
        Assert.Equal(
            ["112-Perf Marker", " Timestamp:  1795465660.4", " Stripe Index: 0", " Stripe Bytes Transferred: 0", " Total Stripe Count: 1", "112 End."],
            Assert.Single(_replies.All).Lines);
    }

    [Fact]
    public async Task Performance_markers_come_every_five_seconds()
    {
        await using TransferMarkers markers = await StartAsync([]);
        for (int i = 1; i <= 3; i++)
        {
            _moved = 1000 * i;
            _time.Advance(TimeSpan.FromSeconds(5));
            Assert.Contains($"{_moved}", (await _replies.WaitForAsync(112, 1 + i)).Lines[3], StringComparison.Ordinal);
        }

        Assert.Empty(_replies.Of(111)); // nothing is stored
    }

    [Fact] // scenario 21
    public async Task Restart_markers_name_only_what_was_stored_since_the_last_one()
    {
        await using TransferMarkers markers = await StartAsync([]);
        _stored = [new(0, 3000), new(4000, 6000), new(40000, 1000)];
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["111 Range Marker 0-3000,4000-10000,40000-41000"], (await _replies.WaitForAsync(111)).Lines);

        _stored = [new(0, 10000), new(20000, 4000), new(40000, 1000)];
        await markers.FinishAsync(CancellationToken.None);
        Assert.Equal(["111 Range Marker 3000-4000,20000-24000"], (await _replies.WaitForAsync(111, 2)).Lines);
    }

    [Fact]
    public async Task The_last_markers_have_the_total_and_a_restart_marker_only_with_something_new()
    {
        await using TransferMarkers markers = await StartAsync([new(0, 500)]);
        _moved = 700;
        _stored = [new(0, 500)];
        await markers.FinishAsync(CancellationToken.None);
        Assert.Equal(" Stripe Bytes Transferred: 700", _replies.Of(112)[^1].Lines[3]);
        Assert.Empty(_replies.Of(111)); // the client named these bytes itself, by REST
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(2, _replies.All.Count);
    }

    [Property]
    public async Task Together_the_markers_name_each_stored_byte_once_but_for_those_the_client_named(
        PositiveInt[] known, PositiveInt[] soon, PositiveInt[] late)
    {
        var replies = new RecordingReplies();
        ExtentSet named = SetOf(known);
        IReadOnlyList<Extent> stored = SetOf([.. known, .. soon]).Extents;
        await using TransferMarkers markers = await TransferMarkers.StartAsync(
            replies, _time, () => 0, Hour, () => stored, named.Extents, TimeSpan.FromSeconds(5), CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(5));
        stored = SetOf([.. known, .. soon, .. late]).Extents;
        await markers.FinishAsync(CancellationToken.None);

        foreach (Extent extent in replies.Of(111).SelectMany(marker => ExtentsOf(marker.Lines[0])))
        {
            Assert.Equal(extent.Length, named.Add(extent));
        }

        Assert.Equal(stored, named.Extents);
    }

    private static IEnumerable<Extent> ExtentsOf(string marker) =>
        from range in marker["111 Range Marker ".Length..].Split(',')
        let ends = range.Split('-')
        select Extent.Between(long.Parse(ends[0], CultureInfo.InvariantCulture), long.Parse(ends[1], CultureInfo.InvariantCulture));

    private static ExtentSet SetOf(PositiveInt[] numbers)
    {
        var set = new ExtentSet();
        foreach (PositiveInt number in numbers)
        {
            set.Add(new Extent(number.Get % 97 * 7, 1 + (number.Get % 11)));
        }

        return set;
    }

    private Task<TransferMarkers> StartAsync(IReadOnlyList<Extent> known) => TransferMarkers.StartAsync(
        _replies, _time, () => _moved, TimeSpan.FromSeconds(5), () => _stored, known, TimeSpan.FromSeconds(5), CancellationToken.None);
}
