using System.Net;

namespace S3Stream.Benchmarks.Processes;

/// <summary>Many FTP sessions, closed together. Not safe for concurrent use.</summary>
internal sealed class SessionGroup : IDisposable
{
    // fewer than a server lets one address have before they are logged in
    private const int AtOnce = 50;
    private readonly List<FtpSession> _sessions = [];

    public IReadOnlyList<FtpSession> Sessions => _sessions;

    /// <summary>Opens <paramref name="count"/> more.</summary>
    public async Task OpenAsync(int port, int count, CancellationToken cancellationToken)
    {
        foreach (int[] some in Enumerable.Range(0, count).Chunk(AtOnce))
        {
            _sessions.AddRange(await Task.WhenAll(some.Select(_ => FtpSession.OpenAsync(port, cancellationToken))));
        }
    }

    /// <summary>Opens one more, from an address of its own.</summary>
    public async Task<FtpSession> OpenAsync(int port, IPAddress from, CancellationToken cancellationToken)
    {
        FtpSession session = await FtpSession.OpenAsync(port, cancellationToken, from);
        _sessions.Add(session);
        return session;
    }

    public void Dispose()
    {
        foreach (FtpSession session in _sessions)
        {
            session.Dispose();
        }
    }
}
