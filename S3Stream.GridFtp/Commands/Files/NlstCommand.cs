using System.Runtime.CompilerServices;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Transfers;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// NLST: names, over the data channel. RFC 1123 4.1.2.7 wants names that RETR takes as they are, so each begins with the directory as the
/// client wrote it: what comes for <c>NLST dir</c> is <c>dir/name</c>.
/// </summary>
internal sealed class NlstCommand : FtpCommand
{
    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        ListTarget target = await ListTarget.FindAsync(context, ListCommand.WithoutOptions(line.Argument), cancellationToken);
        return await ListTransfer.RunAsync(context, target.Path, NamesAsync(context, target, cancellationToken), cancellationToken);
    }

    private static async IAsyncEnumerable<string> NamesAsync(
        CommandContext context, ListTarget target, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string above = context.State.ExpectsBareNames ? "" : target.Above;
        await foreach (Paths.PathEntry entry in target.EntriesAsync(context, cancellationToken))
        {
            yield return above + entry.Path.Name;
        }
    }
}
