namespace S3Stream.GridFtp.Login;

/// <summary>
/// The TLS sessions that belong to one control connection, by the tickets and ids they were issued under: a peer that resumes one of them
/// has its master secret, so it is the client. Safe for concurrent use.
/// </summary>
internal sealed class TlsSessions
{
    private const int MaxNames = 1_024;

    private readonly Lock _gate = new();
    private readonly Queue<string> _order = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The control connection's own handshake: its session, resumed or new, is the client's.</summary>
    public void Begin(TlsHandshake handshake)
    {
        Add(handshake.Issued);
        if (handshake.IsResumed)
        {
            Add([handshake.Offered]);
        }
    }

    /// <summary>Does a data connection's handshake resume one of them? If so, what it was issued is the client's, too.</summary>
    public bool Takes(TlsHandshake handshake)
    {
        lock (_gate)
        {
            if (!handshake.IsResumed || !_names.Contains(Text(handshake.Offered)))
            {
                return false;
            }
        }

        Add(handshake.Issued);
        return true;
    }

    private static string Text(ReadOnlyMemory<byte> name) => Convert.ToBase64String(name.Span);

    /// <summary>The oldest are dropped, because clients resume the session they got last.</summary>
    private void Add(IReadOnlyList<ReadOnlyMemory<byte>> names)
    {
        lock (_gate)
        {
            foreach (string name in names.Select(Text).Where(_names.Add))
            {
                _order.Enqueue(name);
                if (_order.Count > MaxNames)
                {
                    _names.Remove(_order.Dequeue());
                }
            }
        }
    }
}
