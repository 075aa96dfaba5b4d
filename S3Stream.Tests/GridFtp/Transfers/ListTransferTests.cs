using System.Net.Sockets;
using System.Text;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Transfers;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Transfers;

public sealed class ListTransferTests : IAsyncDisposable
{
    private readonly TransferRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_line_ends_with_exactly_one_CRLF_in_both_types(bool ascii)
    {
        _rig.State.IsAscii = ascii;
        Assert.Equal("one\r\ntwo two\r\nö\r\n", Encoding.UTF8.GetString(await ListAsync(["one", "two two", "ö"])));
    }

    [Fact]
    public async Task An_empty_listing_is_an_empty_stream() => Assert.Empty(await ListAsync([]));

    [Fact]
    public async Task The_log_names_the_path_that_was_listed_and_not_where_the_session_stands()
    {
        _rig.State.Directory = VirtualPath.Root.Combine("/elsewhere");
        await ListAsync(["one"], VirtualPath.Root.Combine("/bucket/dir"));
        Assert.Contains(_rig.Logger.Entries, entry => entry.StartsWith("Transfer LIST /bucket/dir by alice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_lines_arrive_whole_and_in_order()
    {
        string[] lines = [.. Enumerable.Range(0, 50_000).Select(number => $"Type=file;Size={number}; name {number}")];
        Assert.Equal(string.Concat(lines.Select(line => line + "\r\n")), Encoding.UTF8.GetString(await ListAsync(lines)));
    }

    [Fact]
    public async Task A_listing_that_fails_at_once_fails_before_150()
    {
        await _rig.PassiveAsync();
        await Assert.ThrowsAsync<FtpException>(() => ListTransfer.RunAsync(_rig.Context, VirtualPath.Root, FailAfter(0), CancellationToken.None));
        Assert.Empty(_rig.Replies.All);
    }

    [Fact]
    public async Task A_listing_that_fails_later_resets_the_connection()
    {
        using Socket socket = await TransferRig.ConnectAsync(await _rig.PassiveAsync());
        await Assert.ThrowsAsync<FtpException>(() => ListTransfer.RunAsync(_rig.Context, VirtualPath.Root, FailAfter(1), CancellationToken.None));
        await _rig.Context.DataChannel.ResetAbandonedAsync();
        await Assert.ThrowsAsync<SocketException>(async () => await socket.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task In_MODE_E_all_connections_get_their_end_and_lines_come_in_blocks()
    {
        _rig.State.IsExtendedBlockMode = true;
        _rig.State.Parallelism = 3;
        await using var receiver = new ModeEReceiver();
        await _rig.PortAsync(receiver.Local);
        string[] lines = [.. Enumerable.Range(0, 20_000).Select(number => $"name {number}")];
        for (int transfer = 0; transfer < 2; transfer++)
        {
            Task<Reply> running = ListTransfer.RunAsync(_rig.Context, VirtualPath.Root, lines.ToAsyncEnumerable(), CancellationToken.None);
            await receiver.AcceptAsync(transfer == 0 ? 3 : 0);
            ReceivedBlocks received = await receiver.ReceiveAsync();
            Assert.Equal(226, (await running).Code);
            Assert.Equal(string.Concat(lines.Select(line => line + "\r\n")), Encoding.UTF8.GetString(received.Assemble()));
            Assert.Equal(3, received.EndsOfData);
            Assert.Equal([3ul], received.Announced);
        }

        Assert.Equal([150, 125], _rig.Replies.All.Select(reply => reply.Code));
    }

    private static async IAsyncEnumerable<string> FailAfter(int lines)
    {
        for (int i = 0; i < lines; i++)
        {
            yield return "line";
        }

        await Task.Yield();
        throw new FtpException(GlobusError.NotFound("no such directory"));
    }

    private async Task<byte[]> ListAsync(string[] lines, VirtualPath? path = null)
    {
        using Socket socket = await TransferRig.ConnectAsync(await _rig.PassiveAsync());
        Task<Reply> running = ListTransfer.RunAsync(
            _rig.Context, path ?? VirtualPath.Root, lines.ToAsyncEnumerable(), CancellationToken.None);
        byte[] bytes = await TransferRig.ReadAllAsync(socket);
        Assert.Equal(226, (await running).Code);
        return bytes;
    }
}
