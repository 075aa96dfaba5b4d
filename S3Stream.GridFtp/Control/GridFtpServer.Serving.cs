using System.Net;
using System.Net.Sockets;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Control;

/// <content>From an accepted connection to a session, or to the reason why there is none.</content>
internal sealed partial class GridFtpServer
{
    private void Serve(Socket socket)
    {
        long id = Interlocked.Increment(ref _lastSession);
        ControlConnection connection;
        try
        {
            connection = ControlConnection.Over(socket);
        }
        catch (SocketException)
        {
            socket.Dispose(); // gone before it was served
            return;
        }

        if (Refuse(connection.Remote.Address, out ConnectionPermit? permit, out string reason) is { } refusal)
        {
            GridFtpMetrics.SessionRefused();
            _logger.ConnectionRefused(connection.Remote.ToString(), reason);
            _ = RefuseAsync(connection, refusal);
            return;
        }

        ServerTerms terms = _terms;
        var session = new ControlSession(id, connection, terms.Table, terms.Options, _logger, _time, _checksums, TransferLog)
        {
            OnLogin = permit!.LoggedIn,
        };
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sessions[id] = (session, RunAsync(id, session, permit!, started.Task));
        started.SetResult();
    }

    private async Task RunAsync(long id, ControlSession session, ConnectionPermit permit, Task started)
    {
        await started;
        using (session)
        using (permit)
        {
            GridFtpMetrics.SessionOpened();
            if (_isDraining)
            {
                await session.DrainAsync();
            }

            await session.RunAsync(_stop.Token);
        }

        GridFtpMetrics.SessionClosed();
        _sessions.TryRemove(id, out _);
    }

    /// <summary>
    /// One line of answer, as far as the peer takes it at once: nothing is kept waiting for a connection that was refused.
    /// </summary>
    private async Task RefuseAsync(ControlConnection connection, Reply refusal)
    {
        await using (connection)
        {
            try
            {
                using var replies = new ReplyWriter(connection, _time);
                await replies.WriteAsync(refusal, CancellationToken.None);
            }
            catch (IOException)
            {
                // gone already
            }
        }
    }

    /// <summary>The answer to a connection that is not served, or <see langword="null"/> with a permit for one that is.</summary>
    private Reply? Refuse(IPAddress address, out ConnectionPermit? permit, out string reason)
    {
        permit = null;
        GridFtpOptions options = _terms.Options;
        if (!options.Admission.Admit(address))
        {
            reason = "its address is not allowed";
            return Reply.Of(421, "Connections from your address are not accepted.");
        }

        if (options.IsOffline)
        {
            reason = "the service is offline";
            return Reply.Text(421, options.OfflineText);
        }

        reason = "too many failed logins";
        permit = _failedLogins.IsBanned(address) ? null : _limits.TryEnter(address, out reason);
        return permit is null ? Reply.Of(421, "Too many connections; try again later.") : null;
    }
}
