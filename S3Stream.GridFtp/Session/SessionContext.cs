using System.Net;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Session;

/// <summary>One session, as all stages see it. Transfers and commands add what they work with.</summary>
internal abstract class SessionContext
{
    /// <summary>The session's number in the server's log.</summary>
    public long Id { get; init; }

    public required SessionState State { get; init; }

    public required GridFtpOptions Options { get; init; }

    /// <summary>
    /// Writes preliminary and final replies, in order, protected as the session is. Safe for concurrent use (markers come from timers).
    /// </summary>
    public required IReplySink Replies { get; init; }

    /// <summary>Checksums the server has computed; shared by its sessions.</summary>
    public ChecksumCache Checksums { get; init; } = new();

    public required ILogger Logger { get; init; }

    /// <summary>Takes a record of each transfer, or <see langword="null"/>.</summary>
    public TransferLog? TransferLog { get; init; }

    /// <summary>The control connection's ends.</summary>
    public required IPEndPoint Local { get; init; }

    public required IPEndPoint Remote { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>The path that an argument names in this session.</summary>
    /// <exception cref="FtpException">As <see cref="VirtualPath.Combine"/>.</exception>
    public VirtualPath PathOf(string argument) => State.Directory.Combine(argument, State.Home);

    /// <summary>Whose share of memory the session's transfers count to.</summary>
    public TransferOwner Owner => TransferOwner.Of(User, Remote.Address);

    /// <summary>The logged-in user. Only for commands whose row requires <see cref="SessionPhase.LoggedIn"/>.</summary>
    public SessionUser User => State.User ?? throw new InvalidOperationException("The command table let a command run before login.");
}
