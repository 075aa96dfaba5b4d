using FsCheck;
using FsCheck.Xunit;
using S3Stream.GridFtp.Data;
using S3Stream.Tests.Fakes;
using Xunit;
using static S3Stream.Tests.Fakes.TransferRig;

namespace S3Stream.Tests.GridFtp.Data;

public sealed class PieceSourceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_sender_gets_some_of_a_small_object()
    {
        var rig = new TransferRig();
        byte[] expected = rig.Seed(MiB);
        await using (ObjectDownload download = await rig.OpenAsync())
        {
            using var source = new PieceSource(download, senders: 4);
            var pieces = new List<Piece>();
            while (pieces.Count < 4)
            {
                pieces.Add(await source.TakeAsync(Token));
            }

            Assert.Equal([0, MiB / 4, MiB / 2, MiB * 3 / 4], pieces.Select(piece => piece.Offset));
            Assert.Equal(expected, pieces.SelectMany(piece => piece.Memory.ToArray()));
            Assert.True((await source.TakeAsync(Token)).IsEnd);
            Assert.True((await source.TakeAsync(Token)).IsEnd);
            pieces.ForEach(piece => piece.Dispose());
        }

        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task A_large_object_is_handed_out_as_it_comes()
    {
        var rig = new TransferRig();
        rig.Seed(5 * MiB);
        await using ObjectDownload download = await rig.OpenAsync();
        using var source = new PieceSource(download, senders: 4);

        using Piece piece = await source.TakeAsync(Token);

        Assert.Equal(MiB, piece.Memory.Length);
    }

    [Fact]
    public async Task What_no_sender_took_goes_back()
    {
        var rig = new TransferRig();
        rig.Seed(MiB);
        await using (ObjectDownload download = await rig.OpenAsync())
        {
            using var source = new PieceSource(download, senders: 3);
            using Piece piece = await source.TakeAsync(Token);
        }

        rig.AssertNothingLeaks();
    }

    [Property(MaxTest = 60)]
    public async Task Senders_at_once_get_every_byte_once(NonNegativeInt length, PositiveInt senders, NonNegativeInt seed)
    {
        var rig = new TransferRig();
        byte[] expected = rig.Seed(length.Get * 98_765L % (6 * MiB), seed.Get);
        byte[] target = new byte[expected.Length];
        int arrived = 0;
        await using (ObjectDownload download = await rig.OpenAsync())
        {
            int count = 1 + (senders.Get % 16);
            using var source = new PieceSource(download, count);
            await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(SendAsync)));

            async Task SendAsync()
            {
                while (true)
                {
                    using Piece piece = await source.TakeAsync(default);
                    if (piece.IsEnd)
                    {
                        return;
                    }

                    piece.Memory.CopyTo(target.AsMemory((int)piece.Offset));
                    Interlocked.Add(ref arrived, piece.Memory.Length);
                }
            }
        }

        Assert.Equal(expected.Length, arrived);
        Assert.Equal(expected, target);
        rig.AssertNothingLeaks();
    }
}
