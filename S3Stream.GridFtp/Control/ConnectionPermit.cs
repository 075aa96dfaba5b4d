using System.Net;

namespace S3Stream.GridFtp.Control;

/// <summary>One session's place among <see cref="ConnectionLimits"/>. Used by one session at a time.</summary>
internal sealed class ConnectionPermit(ConnectionLimits limits, IPAddress address) : IDisposable
{
    private bool _isLoggedIn;
    private bool _isDisposed;

    /// <summary>The session counts no longer among those of its address. Idempotent.</summary>
    public void LoggedIn()
    {
        if (!_isLoggedIn)
        {
            _isLoggedIn = true;
            limits.LoggedIn(address);
        }
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            LoggedIn();
            limits.Left();
        }
    }
}
