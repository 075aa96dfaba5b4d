namespace S3Stream.GridFtp.Protocol;

/// <summary>The replies more than one command gives.</summary>
internal static class Replies
{
    public static Reply Ok { get; } = Reply.Of(250, "OK.");

    public static Reply Syntax { get; } = Reply.Of(501, "Syntax error in parameters or arguments.");

    public static Reply Login { get; } = Reply.Of(530, "Please login with USER and PASS.");

    public static Reply LoginIncorrect { get; } = Reply.Of(530, "Login incorrect.");

    public static Reply AlreadyLoggedIn { get; } = Reply.Of(503, "You are already logged in.");

    public static Reply UnknownCommand { get; } = Reply.Of(500, "Command not supported.");

    /// <summary>A command that ABOR, or the end of the session, stopped.</summary>
    public static Reply Aborted { get; } = Reply.Of(426, "The operation was aborted.");

    public static Reply Closing { get; } = Reply.Of(421, "Service closing control connection.");

    public static FtpException SyntaxError() => new(Syntax);
}
