using System.Net;
using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// What PORT, EPRT and SPOR have in common: the next transfer connects to the endpoints that the client names, if the client may name them.
/// </summary>
internal abstract class ActiveCommand : FtpCommand
{
    public sealed override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        if (context.DataChannel.ExtendedPassiveOnly)
        {
            throw new FtpException(Reply.Of(503, "EPSV ALL is in effect; use EPSV."));
        }

        IReadOnlyList<IPEndPoint> peers = Parse(line.Argument)
            ?? throw new FtpException(Reply.Of(501, $"Illegal {line.Verb} command."));
        if (peers.Count > context.Options.MaxParallelism)
        {
            throw new FtpException(Reply.Of(
                501, $"{line.Verb} names {peers.Count} addresses; at most {context.Options.MaxParallelism} connections serve a transfer."));
        }

        DataChannelTerms terms = DataChannelTerms.Of(context);
        foreach (IPEndPoint peer in peers)
        {
            if (TargetRules.Refusal(peer, terms, context.Options.DataAddress) is { } reason)
            {
                throw new FtpException(Reply.Of(504, $"{line.Verb} to {peer} refused: it names {reason}."));
            }
        }

        context.State.AllowDelayedPassive = false; // as in GCT: a client that uses PORT does not expect a 127 any more
        await context.DataChannel.ConnectToAsync(peers);
        return Reply.Of(200, "PORT Command successful.");
    }

    /// <summary>The endpoints, or <see langword="null"/> when the argument names none.</summary>
    protected abstract IReadOnlyList<IPEndPoint>? Parse(string argument);
}
