using S3Stream.GridFtp.Commands;

namespace S3Stream.GridFtp.Transfers;

/// <summary>Sends the lines of LIST, NLST, MLSD and MLSR over the data channel, each followed by exactly one CRLF, whatever the TYPE.</summary>
internal static class ListTransfer
{
    public static Task<Reply> RunAsync(CommandContext context, IAsyncEnumerable<string> lines, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
