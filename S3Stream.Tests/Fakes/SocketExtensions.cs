using System.Net.Sockets;

namespace S3Stream.Tests.Fakes;

/// <summary>What tests do with sockets.</summary>
internal static class SocketExtensions
{
    /// <summary>Sends all bytes, in as many calls as it takes.</summary>
    /// <exception cref="OperationCanceledException">The other side had not taken them within a minute.</exception>
    public static async Task SendAllAsync(this Socket socket, ReadOnlyMemory<byte> bytes)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, patience.Token)..];
        }
    }
}
