using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>A command that waits for nothing: it only reads or changes the session.</summary>
internal abstract class ImmediateCommand : FtpCommand
{
    public sealed override Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken) =>
        Task.FromResult(Execute(context, line));

    protected abstract Reply Execute(CommandContext context, CommandLine line);
}
