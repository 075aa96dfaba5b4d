namespace S3Stream.GridFtp.Protocol;

/// <summary>Ends a command with a reply: thrown anywhere below a command, written to the client by the session, and nowhere else.</summary>
internal sealed class FtpException : Exception
{
    public FtpException(Reply reply, Exception? inner = null)
        : base(reply.ToString(), inner) => Reply = reply;

    public Reply Reply { get; }
}
