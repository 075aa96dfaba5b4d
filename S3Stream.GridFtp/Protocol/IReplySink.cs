namespace S3Stream.GridFtp.Protocol;

/// <summary>Sends replies to the client.</summary>
internal interface IReplySink
{
    /// <summary>Writes and flushes one reply. Replies of concurrent callers do not mix.</summary>
    ValueTask WriteAsync(Reply reply, CancellationToken cancellationToken);

    /// <summary>
    /// Writes one reply that another follows at once: both go out in one piece, which wakes the client once. Nothing goes out before that.
    /// </summary>
    ValueTask WriteWithNextAsync(Reply reply, CancellationToken cancellationToken);
}
