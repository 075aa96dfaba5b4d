using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Protocol;
using S3Stream.Tests.Fakes;

namespace S3Stream.Tests.Fuzzing;

/// <summary>
/// A MODE E connection into an upload: the first byte is the size of reads, the rest the wire. An object that is made has the bytes that a
/// reader of its own finds in the same wire.
/// </summary>
internal sealed class ExtendedBlocksTarget : FuzzTarget
{
    private const int PartSize = 4096;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public override string Name => "extended-blocks";

    public override IReadOnlyList<string> Words { get; } =
    [
        Header(0, 4, 0) + "abcd", Header(0, 4, 4) + "efgh", Header(8, 0, 0), Header(64, 0, 1), Header(72, 0, 1), Header(76, 0, 1),
        Header(4, 0, 0),
        Header(0, 0, 0), Header(64, 0, 0), Header(0, 5000, 0), Header(16, 1, 0), Header(0, 1, long.MaxValue),
    ];

    public override async Task RunAsync(byte[] input)
    {
        if (input.Length == 0)
        {
            return;
        }

        byte[] wire = input[1..];
        using var rig = new UploadRig();
        var progress = new TransferTally();
        var counter = new EndOfDataCounter();
        await using ObjectUpload upload = await rig.OpenAsync(PartSize);
        try
        {
            using (UploadWriter writer = upload.OpenWriter())
            {
                var connection = new DataConnection(new WireBytes(wire, input[0] + 1), _socket, new IPEndPoint(IPAddress.Loopback, 1));
                var target = new UploadTarget(upload, 0, UploadTarget.MaxObjectBytes, new ExtentSet());
                await new BlockReceiver(connection, isProven: true, writer, target, counter, progress)
                    .RunAsync(CancellationToken.None, CancellationToken.None);
            }

            if (!counter.Completed.IsCompleted)
            {
                return;
            }

            await upload.CompleteAsync(progress.HighestEnd);
        }
        catch (Exception exception) when (exception is FtpException or S3StreamException)
        {
            if (rig.Store.Find(UploadRig.Address) is not null)
            {
                throw new InvalidDataException("an upload that failed left an object", exception);
            }

            return;
        }

        if (!rig.Store.Find(UploadRig.Address)!.AsSpan().SequenceEqual(Expected(wire)))
        {
            throw new InvalidDataException("the object has other bytes than the blocks");
        }
    }

    public override ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return base.DisposeAsync();
    }

    /// <summary>What GFD.020 says of the wire up to the connection's end of data, read in the simplest way.</summary>
    private static byte[] Expected(byte[] wire)
    {
        byte[] content = [];
        for (int at = 0; ;)
        {
            byte descriptors = wire[at];
            int count = (int)BinaryPrimitives.ReadUInt64BigEndian(wire.AsSpan(at + 1));
            ulong offset = BinaryPrimitives.ReadUInt64BigEndian(wire.AsSpan(at + 9));
            at += 17;
            if ((descriptors & 64) == 0 && count > 0)
            {
                Array.Resize(ref content, Math.Max(content.Length, (int)offset + count));
                wire.AsSpan(at, count).CopyTo(content.AsSpan((int)offset));
                at += count;
            }

            if ((descriptors & (8 | 4)) != 0)
            {
                return content;
            }
        }
    }

    // as text, since words are; all bytes are below 128 but those of the largest offset
    private static string Header(byte descriptors, long count, long offset)
    {
        byte[] header = new byte[17];
        header[0] = descriptors;
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(1), count);
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(9), offset);
        return string.Concat(header.Select(value => (char)Math.Min(value, (byte)127)));
    }
}
