using System.Net;

namespace S3Stream.GridFtp.Accounts;

/// <summary>A login by password under way. Used by one session; ends with <see cref="Fail"/> or by being disposed.</summary>
internal sealed class LoginAttempt(FailedLogins failures, IPAddress prefix) : IDisposable
{
    private bool _isOver;

    /// <summary>Marks the attempt as failed; returns how long to wait before it is answered.</summary>
    public TimeSpan Fail()
    {
        _isOver = true;
        return failures.End(prefix, failed: true);
    }

    public void Dispose()
    {
        if (!_isOver)
        {
            _isOver = true;
            failures.End(prefix, failed: false);
        }
    }
}
