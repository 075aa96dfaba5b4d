namespace S3Stream.GridFtp.Protocol;

/// <summary>Maps failures to replies: the one place where an exception becomes a reply.</summary>
internal static class FailureReplies
{
    /// <summary>
    /// The reply, or <see langword="null"/> for an unexpected failure, which is logged and answered with <see cref="Unforeseen"/>.
    /// </summary>
    public static Reply? For(Exception failure, CancellationToken aborted) => failure switch
    {
        FtpException ftp => ftp.Reply,
        OperationCanceledException when aborted.IsCancellationRequested => Replies.Aborted,
        TransferFailedException transfer => ForTransfer(transfer),
        StorageException { Reason: FailureReason.Corrupt } wrong => GlobusError.WrongBytes(Explain(wrong)),
        S3StreamException store => ForReason(store.Reason, Explain(store)),
        OperationCanceledException or TimeoutException => GlobusError.Failed("the operation took too long"),
        _ => null,
    };

    /// <summary>Reveals nothing about the server; the log has the details.</summary>
    public static Reply Unforeseen { get; } = GlobusError.Failed("internal error; the server's log has the details");

    private static Reply ForTransfer(TransferFailedException failure)
    {
        string where = failure.At is { } extent ? $"bytes {extent} : " : "";
        return ForReason(failure.Reason, where + Explain(failure));
    }

    private static Reply ForReason(FailureReason reason, string text) => reason switch
    {
        FailureReason.NotFound => GlobusError.NotFound(text),
        FailureReason.AccessDenied => GlobusError.PermissionDenied(text),
        FailureReason.AlreadyExists => GlobusError.Exists(text),
        FailureReason.NotEmpty => GlobusError.NotEmpty(text),
        FailureReason.NoSpace => GlobusError.NoSpace(text),
        FailureReason.MemoryBudget => GlobusError.NoMemory(text),
        FailureReason.Throttled or FailureReason.Unavailable or FailureReason.Conflict => GlobusError.Busy(text),
        FailureReason.Unreachable => GlobusError.Unreachable(text),
        FailureReason.TooLarge => GlobusError.TooLarge(text),
        FailureReason.Changed => GlobusError.Changed(text),
        FailureReason.Invalid => GlobusError.InvalidName(text),
        FailureReason.NotSupported => GlobusError.NotSupported(text),
        FailureReason.Corrupt => GlobusError.BadChecksum(text),
        _ => GlobusError.Failed(text),
    };

    /// <summary>
    /// The library's message. A 550 or 451 whose text names another class would be misread (gfal2 searches the whole reply), so words it
    /// decides by are only left where they fit the reason.
    /// </summary>
    private static string Explain(S3StreamException failure)
    {
        string text = failure.Message;
        if (failure.Reason != FailureReason.NotFound)
        {
            text = text
                .Replace("No such file", "missing file", StringComparison.OrdinalIgnoreCase)
                .Replace("not found", "missing", StringComparison.OrdinalIgnoreCase);
        }

        if (failure.Reason != FailureReason.AlreadyExists)
        {
            text = text.Replace("exists", "is there", StringComparison.OrdinalIgnoreCase);
        }

        return failure.Reason == FailureReason.AccessDenied
            ? text
            : text
                .Replace("Permission denied", "not permitted", StringComparison.OrdinalIgnoreCase)
                .Replace("credential", "key", StringComparison.OrdinalIgnoreCase);
    }
}
