using System.Net;
using System.Text;
using S3Stream.GridFtp.Control;
using S3Stream.GridFtp.Protocol;
using Xunit;

namespace S3Stream.Tests.GridFtp.Control;

public sealed class ReplyWriterTests
{
    private static readonly IPEndPoint Nowhere = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task A_reply_that_another_follows_goes_out_with_it_in_one_piece()
    {
        var wire = new Wire();
        await using var connection = new ControlConnection(wire, Nowhere, Nowhere);
        using var replies = new ReplyWriter(connection, TimeProvider.System);

        await replies.WriteAsync(Reply.Of(150, "Beginning."), TestContext.Current.CancellationToken);
        await replies.WriteWithNextAsync(Reply.Of(112, "Marker."), TestContext.Current.CancellationToken);
        Assert.Equal(["150 Beginning.\r\n"], wire.Pieces);
        await replies.WriteAsync(Reply.Of(226, "Done."), TestContext.Current.CancellationToken);

        Assert.Equal(["150 Beginning.\r\n", "112 Marker.\r\n226 Done.\r\n"], wire.Pieces);
    }

    private sealed class Wire : MemoryStream
    {
        public List<string> Pieces { get; } = [];

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Pieces.Add(Encoding.ASCII.GetString(buffer.Span));
            return ValueTask.CompletedTask;
        }
    }
}
