using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>PROT: the protection of data connections. A level that cannot be provided is refused, never lowered.</summary>
internal sealed class ProtCommand : FtpCommand
{
    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        string level = line.Argument.Trim().ToUpperInvariant();
        bool supported = level == "C" || (level is "S" or "P" && context.User.Security is not null);
        if (!supported)
        {
            return level is "S" or "P" or "E"
                ? Reply.Of(536, $"{level} protection level not supported.")
                : Reply.Of(504, "Protection levels are C, S and P.");
        }

        await context.DataChannel.DropAsync();
        context.State.Protection = level[0];
        return Reply.Of(200, $"Protection level set to {level}.");
    }
}
