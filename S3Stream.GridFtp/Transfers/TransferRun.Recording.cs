using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Transfers;

/// <content>What is told of a transfer once it has ended.</content>
internal sealed partial class TransferRun
{
    /// <summary>What the transfer asked of S3 so far; set once its upload or download is open.</summary>
    public Func<TransferCounts> Counts { get; set; } = static () => default;

    /// <summary>The object an upload made.</summary>
    public StoredObject? Stored { get; set; }

    private void Record(string verb, VirtualPath path, Exception? failure, CancellationToken aborted)
    {
        TimeSpan duration = Context.Time.GetElapsedTime(_started);
        char mode = IsExtendedBlockMode ? 'E' : 'S';
        int code = failure is null ? 226 : (FailureReplies.For(failure, aborted) ?? FailureReplies.Unforeseen).Code;
        string? problem = failure is null ? null : Describe(failure);
        GridFtpMetrics.TransferEnded(Progress, verb, mode, code, duration);
        Log.TransferEnded(
            Context.Logger, verb, LogText.Clean(path.Text), Context.User.Name, LogText.Clean(problem ?? "226"), Progress.BytesMoved,
            duration.TotalSeconds, Progress.Streams, mode, Context.Remote, LogText.Clean(Context.State.TaskId ?? "none"));
        Context.TransferLog?.Write(new TransferRecord
        {
            Start = Context.Time.GetUtcNow() - duration,
            Duration = duration,
            Verb = verb,
            Path = path,
            Session = Context.Id,
            User = Context.User.Name,
            Subject = Context.State.Identity?.Subject,
            Code = code,
            Failure = problem,
            HasBegun = HasBegun,
            Bytes = Progress.BytesMoved,
            Streams = Progress.Streams,
            Mode = mode,
            SocketBuffer = Terms.SocketBuffer,
            BlockSize = Context.Options.BlockSize,
            Client = Context.Remote,
            DataPeer = Group.FirstPeer?.Address,
            TaskId = Context.State.TaskId,
            Counts = Counts(),
            Stored = Stored,
        });
    }

    private static string Describe(Exception failure) => failure switch
    {
        FtpException reply => reply.Message,
        OperationCanceledException => "aborted",
        _ => failure.Message,
    };
}
