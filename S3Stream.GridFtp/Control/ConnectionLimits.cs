using System.Net;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Control;

/// <summary>
/// How many sessions there may be: in all, before login, of a client (<see cref="ClientPrefix"/>), of a user. Sessions that have not logged
/// in have half of the places, the other half is kept for those that have. When the first half is full, a newcomer takes the place of
/// the session that has waited longest among those of the client with most of them. Safe for concurrent use.
/// </summary>
internal sealed class ConnectionLimits(SessionLimits limits, TimeProvider time)
{
    /// <summary>Among clients with equally many sessions one that has not logged in for so long gives way.</summary>
    private static readonly TimeSpan ShortPatience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Client> _clients = [];
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);
    private SessionLimits _limits = limits;
    private int _connections;
    private int _waiting;

    /// <summary>Sets other limits. Sessions beyond them stay.</summary>
    public void Change(SessionLimits limits)
    {
        lock (_gate)
        {
            _limits = limits;
        }
    }

    /// <summary>A permit to be given back, or <see langword="null"/> with the limit that does not let the connection in.</summary>
    public ConnectionPermit? TryEnter(IPAddress address, out string refusal)
    {
        IPAddress prefix = ClientPrefix.Of(address);
        ConnectionPermit? dismissed;
        ConnectionPermit permit;
        lock (_gate)
        {
            Client client = _clients.GetValueOrDefault(prefix) ?? new Client();
            refusal = RefusalOf(client, out dismissed);
            if (refusal.Length > 0)
            {
                return null;
            }

            if (dismissed is not null)
            {
                Leave(dismissed);
            }

            permit = new ConnectionPermit(this, prefix, time.GetTimestamp());
            _connections++;
            _waiting++;
            client.Connections++;
            client.Waiting.AddLast(permit.Place);
            _clients[prefix] = client;
        }

        dismissed?.Dismiss();
        return permit;
    }

    internal string? TryLogIn(ConnectionPermit permit, string user)
    {
        lock (_gate)
        {
            int ofUser = _users.GetValueOrDefault(user);
            if (ofUser >= _limits.MaxPerUser)
            {
                return FormattableString.Invariant(
                    $"Too many sessions of this user: at most {_limits.MaxPerUser} (limit max-connections-per-user).");
            }

            if (permit.HasLeft || permit.User is not null)
            {
                return permit.HasLeft ? "This session was closed to make room for another one, because it had not logged in yet." : null;
            }

            permit.User = user;
            _users[user] = ofUser + 1;
            StopWaiting(permit, _clients[permit.Prefix]);
            return null;
        }
    }

    internal void Left(ConnectionPermit permit)
    {
        lock (_gate)
        {
            Leave(permit);
        }
    }

    /// <summary>
    /// Returns an empty text, or the limit that forbids the connection, and a session to be dismissed where that makes room.
    /// </summary>
    private string RefusalOf(Client client, out ConnectionPermit? dismissed)
    {
        dismissed = null;
        if (client.Connections >= _limits.MaxPerAddress)
        {
            return FormattableString.Invariant(
                $"too many connections from your address: at most {_limits.MaxPerAddress} (limit max-connections-per-address)");
        }

        if (client.Waiting.Count >= _limits.MaxWaitingPerAddress)
        {
            return FormattableString.Invariant(
                $"too many connections from your address that have not logged in: at most {_limits.MaxWaitingPerAddress}");
        }

        bool isFull = _connections >= _limits.MaxConnections;
        if (!isFull && _waiting < _limits.MaxWaiting)
        {
            return "";
        }

        dismissed = Dismissable(client);
        return dismissed is not null ? ""
            : isFull ? FormattableString.Invariant($"too many connections: at most {_limits.MaxConnections} (limit max-connections)")
            : FormattableString.Invariant(
                $"too many connections that have not logged in: at most {_limits.MaxWaiting}; the others are for logged-in sessions");
    }

    /// <summary>The session to close for a newcomer, or <see langword="null"/> when none has to be closed.</summary>
    private ConnectionPermit? Dismissable(Client newcomer)
    {
        ConnectionPermit? oldest = null;
        int most = Math.Max(1, newcomer.Waiting.Count);
        foreach (Client client in _clients.Values)
        {
            int waiting = client.Waiting.Count;
            if (waiting > most || (waiting == most && (oldest is null || client.Waiting.First!.Value.Since < oldest.Since)))
            {
                (most, oldest) = (waiting, client.Waiting.First!.Value);
            }
        }

        bool hasMore = most > newcomer.Waiting.Count + 1; // also when the newcomer has its new one
        return oldest is not null && (hasMore || time.GetElapsedTime(oldest.Since) >= ShortPatience) ? oldest : null;
    }

    /// <summary>Idempotent.</summary>
    private void Leave(ConnectionPermit permit)
    {
        if (permit.HasLeft)
        {
            return;
        }

        permit.HasLeft = true;
        Client client = _clients[permit.Prefix];
        if (permit.User is null)
        {
            StopWaiting(permit, client);
        }
        else if (--_users[permit.User] is var left && left == 0)
        {
            _users.Remove(permit.User);
        }

        _connections--;
        client.Connections--;
        if (client.Connections == 0)
        {
            _clients.Remove(permit.Prefix);
        }
    }

    private void StopWaiting(ConnectionPermit permit, Client client)
    {
        _waiting--;
        client.Waiting.Remove(permit.Place);
    }

    private sealed class Client
    {
        public int Connections { get; set; }

        /// <summary>Those that have not logged in, the oldest first.</summary>
        public LinkedList<ConnectionPermit> Waiting { get; } = [];
    }
}
