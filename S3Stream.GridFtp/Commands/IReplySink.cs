namespace S3Stream.GridFtp.Commands;

/// <summary>Where replies go.</summary>
internal interface IReplySink
{
    /// <summary>Writes and flushes one reply. Replies of concurrent callers do not mix.</summary>
    ValueTask WriteAsync(Reply reply, CancellationToken cancellationToken);
}
