using System.Net;

namespace S3Stream.GridFtp.Accounts;

/// <summary>
/// Failed logins per address, within the last ten minutes: each makes the next answer slower, and too many shut the address out. Bounded;
/// safe for concurrent use.
/// </summary>
internal sealed class FailedLogins(TimeProvider time)
{
    private const int MaxAddresses = 10_000;
    private const int BanAfter = 20;

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(8);

    private readonly Dictionary<IPAddress, (int Count, DateTimeOffset Last)> _failures = [];

    public bool IsBanned(IPAddress address)
    {
        lock (_failures)
        {
            return Recent(address) >= BanAfter;
        }
    }

    /// <summary>Counts a failure and returns how long to wait before it is answered.</summary>
    public TimeSpan Add(IPAddress address)
    {
        lock (_failures)
        {
            int count = Recent(address) + 1;
            if (_failures.Count >= MaxAddresses)
            {
                Forget();
            }

            _failures[address] = (count, time.GetUtcNow());
            return count > 4 ? MaxDelay : FirstDelay * (1 << (count - 1));
        }
    }

    private int Recent(IPAddress address) =>
        _failures.TryGetValue(address, out (int Count, DateTimeOffset Last) entry) && time.GetUtcNow() - entry.Last < Memory
            ? entry.Count
            : 0;

    /// <summary>
    /// Drops what is old; when nothing is, everything: an attacker with that many addresses is not stopped by counting them.
    /// </summary>
    private void Forget()
    {
        DateTimeOffset limit = time.GetUtcNow() - Memory;
        foreach ((IPAddress address, _) in _failures.Where(entry => entry.Value.Last < limit).ToList())
        {
            _failures.Remove(address);
        }

        if (_failures.Count >= MaxAddresses)
        {
            _failures.Clear();
        }
    }
}
