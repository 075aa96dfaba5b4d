using System.Net.Sockets;

namespace S3Stream.GridFtp.Data;

/// <summary>
/// How many bytes a wait for a connection ends with (SO_RCVLOWAT): the more, the fewer times a receiver and its sender wake each other.
/// Grows while waits are short, so that a slow connection is heard of at every byte, and never exceeds what is bound to come. The end of
/// the connection ends a wait in any case, and the system itself ends one when its own buffers are short. Used by one receiver at a time;
/// <see cref="WakeForAny"/> from anywhere.
/// </summary>
internal sealed class WakeThreshold(Socket socket, TimeProvider time)
{
    private const int Least = 64 * 1024;
    private const int Most = 1024 * 1024;

    // A wait this short is no delay to anyone; one this long is.
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    private int _wanted = 1;
    private int _set = 1;
    private long _began;

    /// <summary>A wait for bytes begins.</summary>
    /// <param name="expected">Bytes that the peer will send without being answered; at least 1.</param>
    /// <exception cref="SocketException">The connection is lost.</exception>
    public void BeginWait(int expected)
    {
        int bytes = Math.Min(_wanted, expected);
        if (bytes != _set)
        {
            Set(socket, bytes);
            _set = bytes;
        }

        _began = time.GetTimestamp();
    }

    /// <summary>The wait has ended with bytes.</summary>
    public void EndWait()
    {
        TimeSpan waited = time.GetElapsedTime(_began);
        if (waited < Short)
        {
            _wanted = Math.Clamp(_wanted * 2, Least, Most);
        }
        else if (waited > Long)
        {
            _wanted = 1;
        }
    }

    /// <summary>Ends a wait for many bytes if there are any: for a peer that was fast and has become slow.</summary>
    public static void WakeForAny(Socket socket) => Set(socket, 1);

    private static void Set(Socket socket, int bytes) =>
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveLowWater, bytes);
}
