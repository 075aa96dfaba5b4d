using System.Net;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Accounts;

/// <summary>
/// Failed logins by password, per client (<see cref="ClientPrefix"/>), within the last ten minutes: each one makes the next answer slower,
/// and after twenty the client's passwords are refused. Attempts under way count as failed, so that many attempts at once are no more
/// guesses than one after the other. Bounded; safe for concurrent use.
/// </summary>
internal sealed class FailedLogins(TimeProvider time)
{
    private const int MaxClients = 10_000;
    private const int BanAfter = 20;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(8);

    private readonly Dictionary<IPAddress, Client> _clients = [];

    /// <summary>How long a failure counts.</summary>
    public static TimeSpan Memory { get; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// An attempt, which the caller disposes, or <see langword="null"/> when too many have failed. Waits while failed attempts and those
    /// under way together reach the limit; attempts with right passwords end soon.
    /// </summary>
    public async Task<LoginAttempt?> BeginAsync(IPAddress address, CancellationToken cancellationToken)
    {
        IPAddress prefix = ClientPrefix.Of(address);
        while (true)
        {
            Task ended;
            lock (_clients)
            {
                Client client = ClientOf(prefix);
                if (client.Failures >= BanAfter)
                {
                    return null;
                }

                if (client.Failures + client.UnderWay < BanAfter)
                {
                    client.UnderWay++;
                    return new LoginAttempt(this, prefix);
                }

                ended = (client.Ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await ended.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Ends an attempt. Returns how long to wait before a failed one is answered; 0 for a successful one.</summary>
    internal TimeSpan End(IPAddress prefix, bool failed)
    {
        lock (_clients)
        {
            Client client = _clients[prefix]; // kept while attempts are under way
            client.UnderWay--;
            client.Ended?.SetResult();
            client.Ended = null;
            if (failed)
            {
                client.Failures = Recent(client) + 1;
                client.Last = time.GetUtcNow();
            }
            else if (client is { Failures: 0, UnderWay: 0 })
            {
                _clients.Remove(prefix);
            }

            return !failed ? TimeSpan.Zero : client.Failures > 4 ? MaxDelay : FirstDelay * (1 << (client.Failures - 1));
        }
    }

    private Client ClientOf(IPAddress prefix)
    {
        if (!_clients.TryGetValue(prefix, out Client? client))
        {
            if (_clients.Count >= MaxClients)
            {
                Forget();
            }

            _clients[prefix] = client = new Client();
        }

        client.Failures = Recent(client);
        return client;
    }

    private int Recent(Client client) => time.GetUtcNow() - client.Last < Memory ? client.Failures : 0;

    /// <summary>
    /// Makes room for a tenth of the entries: first drops clients whose failures have expired, then those with the fewest, so that an
    /// attacker with many addresses does not free the one that is refused. No client is refused for lack of room.
    /// </summary>
    private void Forget()
    {
        KeyValuePair<IPAddress, Client>[] fewest = [.. _clients
            .Where(entry => entry.Value.UnderWay == 0)
            .OrderBy(entry => Recent(entry.Value))
            .ThenBy(entry => entry.Value.Last)
            .Take(MaxClients / 10)];
        foreach ((IPAddress prefix, _) in fewest)
        {
            _clients.Remove(prefix);
        }
    }

    private sealed class Client
    {
        public int Failures { get; set; }

        public int UnderWay { get; set; }

        public DateTimeOffset Last { get; set; }

        /// <summary>Completed when the next attempt ends; <see langword="null"/> while no attempt waits.</summary>
        public TaskCompletionSource? Ended { get; set; }
    }
}
