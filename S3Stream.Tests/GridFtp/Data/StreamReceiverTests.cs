using System.Net.Sockets;
using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Protocol;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Data;

public sealed class StreamReceiverTests : IDisposable
{
    private readonly UploadRig _rig = new();
    private readonly TransferTally _progress = new();

    public void Dispose()
    {
        _rig.AssertClean();
        _rig.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000_000)]
    public async Task Bytes_up_to_the_end_of_the_connection_are_the_object(int length)
    {
        byte[] content = UploadRig.RandomBytes(length);
        Assert.Equal(content, await ReceiveAsync(content, null, text: false));
        Assert.Equal(length, _progress.BytesMoved);
    }

    [Fact] // scenario 11
    public async Task The_declared_size_is_just_right() =>
        Assert.Equal(2_000, (await ReceiveAsync(UploadRig.RandomBytes(2_000), 2_000, text: false))!.Length);

    [Fact] // scenario 11
    public async Task More_than_the_declared_size_is_426()
    {
        FtpException more = await Assert.ThrowsAsync<FtpException>(() => ReceiveAsync(UploadRig.RandomBytes(2_001), 2_000, text: false));
        Assert.Equal(426, more.Reply.Code);
    }

    [Fact] // scenario 11
    public async Task Less_than_the_declared_size_makes_no_object()
    {
        await Assert.ThrowsAsync<TransferFailedException>(() => ReceiveAsync(UploadRig.RandomBytes(1_999), 2_000, text: false));
        Assert.Null(_rig.Store.Find(UploadRig.Address));
    }

    [Fact]
    public async Task TYPE_A_stores_lines_that_end_with_LF() =>
        Assert.Equal("one\ntwo\r\r\n\nend\r"u8.ToArray(), await ReceiveAsync("one\r\ntwo\r\r\r\n\nend\r"u8.ToArray(), null, text: true));

    [Fact]
    public async Task A_reset_is_no_end_of_file()
    {
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        await using ObjectUpload upload = await _rig.OpenAsync(UploadRig.Slab);
        await pair.Far.SendAsync(new byte[100]);
        Task receiving = ReceiveAsync(pair.Near, upload, null, text: false);
        await Eventually.TrueAsync(() => _progress.BytesMoved >= 100);

        pair.Far.Close(0);
        await Assert.ThrowsAsync<IOException>(() => receiving);
    }

    private async Task<byte[]?> ReceiveAsync(byte[] content, long? declared, bool text)
    {
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        await using ObjectUpload upload = await _rig.OpenAsync(UploadRig.Slab, new UploadOptions { Length = declared });
        Task receiving = ReceiveAsync(pair.Near, upload, declared, text);
        await pair.Far.SendAllAsync(content);
        pair.Far.Shutdown(SocketShutdown.Send);
        await receiving;
        await upload.CompleteAsync(_progress.HighestEnd);
        return _rig.Store.Find(UploadRig.Address);
    }

    private async Task ReceiveAsync(Socket socket, ObjectUpload upload, long? declared, bool text)
    {
        await using var connection = new DataConnection(new ClearDataStream(socket), socket, socket.RemoteEndPoint!);
        using UploadWriter writer = upload.OpenWriter();
        var target = new UploadTarget(upload, 0, declared ?? UploadTarget.MaxObjectBytes, new ExtentSet());
        var receiver = new StreamReceiver(connection, writer, target, _progress);
        await (text ? receiver.ReceiveTextAsync(CancellationToken.None) : receiver.ReceiveAsync(CancellationToken.None));
    }
}
