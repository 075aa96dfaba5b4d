using System.Net.Sockets;

namespace S3Stream.Tests.Fakes;

/// <summary>What tests do with sockets.</summary>
internal static class SocketExtensions
{
    /// <summary>Sends all bytes, in as many calls as it takes.</summary>
    public static async Task SendAllAsync(this Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes)..];
        }
    }
}
