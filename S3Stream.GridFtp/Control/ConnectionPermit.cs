using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace S3Stream.GridFtp.Control;

/// <summary>One session's place among <see cref="ConnectionLimits"/>, which guards what changes in it.</summary>
[SuppressMessage(
    "Usage",
    "CA2213",
    Justification = "The token source has neither timer nor links, so nothing to dispose; a session may be dismissed while it ends.")]
internal sealed class ConnectionPermit : IDisposable
{
    private readonly ConnectionLimits _limits;
    private readonly CancellationTokenSource _dismissed = new();

    public ConnectionPermit(ConnectionLimits limits, IPAddress prefix, long since)
    {
        _limits = limits;
        Prefix = prefix;
        Since = since;
        Place = new LinkedListNode<ConnectionPermit>(this);
    }

    /// <summary>The client it counts for.</summary>
    public IPAddress Prefix { get; }

    /// <summary>When it entered, as the clock's timestamp.</summary>
    public long Since { get; }

    /// <summary>Its place among its client's sessions that have not logged in.</summary>
    public LinkedListNode<ConnectionPermit> Place { get; }

    /// <summary>Who has logged in; <see langword="null"/> until then.</summary>
    public string? User { get; set; }

    /// <summary>The permit no longer counts, because the session has ended or must end.</summary>
    public bool HasLeft { get; set; }

    /// <summary>Cancelled when another session has taken the place of this one.</summary>
    public CancellationToken Dismissed => _dismissed.Token;

    /// <summary>Admits a session that is about to log in. Returns <see langword="null"/>, or the limit that forbids it.</summary>
    public string? TryLogIn(string user) => _limits.TryLogIn(this, user);

    /// <summary>Ends the session, which has already left the limits.</summary>
    public void Dismiss() => _dismissed.Cancel();

    public void Dispose() => _limits.Left(this);
}
