using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// The changes that AUTH, ADAT and CCC may make to the control connection. Only for commands whose row holds reading
/// (<see cref="CommandRow.HoldsReading"/>): both changes take effect after the command's final reply has been sent, before the next line is
/// read.
/// </summary>
internal interface IControlChannel
{
    /// <summary>True once lines are protected, by messages (GSI) or by the stream (TLS).</summary>
    bool IsProtected { get; }

    /// <summary>Admits a user who is about to log in. Returns <see langword="null"/>, or the limit that forbids it.</summary>
    string? Admit(string user);

    /// <summary>Sends lines and replies through <paramref name="protection"/>, from the next one on.</summary>
    void ProtectAfterReply(IControlProtection protection);

    /// <summary>
    /// Replaces the byte stream itself (AUTH TLS: the delegate runs the handshake and returns the protected stream, which owns the given
    /// one). Bytes that the client sent behind the command in the clear close the connection; none of them is executed.
    /// </summary>
    void ReplaceStreamAfterReply(Func<Stream, CancellationToken, Task<Stream>> secure);
}
