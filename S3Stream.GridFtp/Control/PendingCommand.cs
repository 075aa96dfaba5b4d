using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Control;

/// <summary>A command that was read and waits for its turn.</summary>
/// <param name="Line">The command.</param>
/// <param name="Aborted">Cancelled by an ABOR that was read after it, by the end of the connection, or by the server's stop. What only
/// reads or changes the session runs all the same, so that the state is what the client thinks it is.</param>
internal sealed record PendingCommand(CommandLine Line, CancellationToken Aborted)
{
    /// <summary>The reply of the protection layer that refused the line; it is sent in turn, and no command runs.</summary>
    public Reply? Refusal { get; init; }

    /// <summary>No line after this one can be trusted, so the session ends.</summary>
    public bool EndsSession { get; init; }

    /// <summary>Set once it is answered, for commands that hold reading.</summary>
    public TaskCompletionSource? Answered { get; init; }
}
