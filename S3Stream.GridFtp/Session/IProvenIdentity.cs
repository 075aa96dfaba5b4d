using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Session;

/// <summary>Who the peer proved to be in a security exchange (ADAT), before USER and PASS choose the local account.</summary>
internal interface IProvenIdentity
{
    /// <summary>The distinguished name that was proven, escaped so that it cannot forge a log line.</summary>
    string Subject { get; }

    /// <summary>
    /// The account for <paramref name="requestedUser"/> (<c>:globus-mapping:</c> asks for the default one). PASS calls it and ignores its
    /// password.
    /// </summary>
    /// <exception cref="FtpException">530: this identity may not use that account.</exception>
    ValueTask<SessionUser> LoginAsync(string requestedUser, CancellationToken cancellationToken);
}
