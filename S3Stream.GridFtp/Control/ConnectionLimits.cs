using System.Net;

namespace S3Stream.GridFtp.Control;

/// <summary>How many sessions there may be: in all, and of one address before login. Safe for concurrent use.</summary>
internal sealed class ConnectionLimits(int maxConnections, int maxUnauthenticatedPerAddress)
{
    private int _maxConnections = maxConnections;
    private int _maxUnauthenticatedPerAddress = maxUnauthenticatedPerAddress;
    private readonly Dictionary<IPAddress, int> _unauthenticated = [];
    private int _connections;

    /// <summary>Other limits from now on; sessions beyond them stay.</summary>
    public void Change(int connections, int unauthenticatedPerAddress)
    {
        lock (_unauthenticated)
        {
            _maxConnections = connections;
            _maxUnauthenticatedPerAddress = unauthenticatedPerAddress;
        }
    }

    /// <summary>A permit to be given back, or <see langword="null"/> with the reason.</summary>
    public ConnectionPermit? TryEnter(IPAddress address, out string refusal)
    {
        lock (_unauthenticated)
        {
            int ofAddress = _unauthenticated.GetValueOrDefault(address);
            refusal = _connections >= _maxConnections ? "too many connections"
                : ofAddress >= _maxUnauthenticatedPerAddress ? "too many connections of this address that are not logged in"
                : "";
            if (refusal.Length > 0)
            {
                return null;
            }

            _connections++;
            _unauthenticated[address] = ofAddress + 1;
            return new ConnectionPermit(this, address);
        }
    }

    internal void LoggedIn(IPAddress address)
    {
        lock (_unauthenticated)
        {
            int left = _unauthenticated[address] - 1;
            if (left == 0)
            {
                _unauthenticated.Remove(address);
            }
            else
            {
                _unauthenticated[address] = left;
            }
        }
    }

    internal void Left()
    {
        lock (_unauthenticated)
        {
            _connections--;
        }
    }
}
