using System.Net;

namespace S3Stream.GridFtp.Diagnostics;

/// <summary>Data channel events: 6xxx.</summary>
internal static partial class Log
{
    /// <summary>The one line per transfer that monitoring reads.</summary>
    [LoggerMessage(
        6001,
        LogLevel.Information,
        "Transfer {Verb} {Path} by {User}: {Outcome}, {Bytes} bytes in {Seconds:F3} s over {Streams} streams, mode "
            + "{Mode}, peer {Peer}, task {TaskId}")]
    public static partial void TransferEnded(
        this ILogger logger,
        string verb,
        string path,
        string user,
        string outcome,
        long bytes,
        double seconds,
        int streams,
        char mode,
        IPEndPoint peer,
        string taskId);

    [LoggerMessage(
        6002,
        LogLevel.Warning,
        "Reset a data connection from {Peer}: the session's client is {ControlPeer}, and it may not make third-party transfers")]
    public static partial void ForeignDataPeer(this ILogger logger, EndPoint? peer, IPAddress controlPeer);

    [LoggerMessage(6004, LogLevel.Warning, "Ignored a data connection from {Peer}, which closed without a byte")]
    public static partial void DataPeerSilent(this ILogger logger, EndPoint peer);

    [LoggerMessage(6003, LogLevel.Warning, "Dropped a data connection from {Peer}, which did not prove who it is: {Reason}")]
    public static partial void DataPeerNotProven(this ILogger logger, EndPoint peer, string reason);
}
