using System.Net.Sockets;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Data;

/// <summary>The failures of data connections, as the replies that the client gets. The control session survives all of them.</summary>
internal static class DataFailure
{
    /// <summary>425: no data connection was made.</summary>
    public static FtpException NotOpened(string text, Exception? inner = null) =>
        new(Reply.Of(425, $"Can't open data connection: {text}"), inner);

    /// <summary>426: a connection ended before its end of data.</summary>
    public static FtpException Lost(string text, Exception? inner = null) =>
        new(Reply.Of(426, $"Data connection closed; transfer aborted: {text}"), inner);

    /// <summary>426: nothing moved for the configured time.</summary>
    public static FtpException Stalled(TimeSpan timeout) =>
        Lost(FormattableString.Invariant($"no byte moved for {timeout.TotalSeconds:0} seconds (limit --stall-timeout)."));

    /// <summary>426: the peer broke the rules of MODE E.</summary>
    public static FtpException Protocol(string text) => Lost($"MODE E protocol error: {text}");

    /// <summary>
    /// 536: the session asks for protection that its security context does not offer. The transfer never goes on unprotected.
    /// </summary>
    public static FtpException NoProtection() =>
        new(Reply.Of(
            536, "The session has no security context that could protect or authenticate data connections; use PROT C and DCAU N."));

    /// <summary>Socket errors become 426; replies, storage failures and cancellation stay what they are.</summary>
    public static Exception Classify(Exception exception) => exception switch
    {
        S3StreamException => exception,
        IOException or SocketException => Lost(exception.Message, exception),
        _ => exception,
    };
}
