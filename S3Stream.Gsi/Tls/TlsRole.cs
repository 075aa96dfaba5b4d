namespace S3Stream.Gsi;

/// <summary>Which side of a TLS handshake we are. On data connections the side that accepted the TCP connection is the server.</summary>
internal enum TlsRole
{
    Server = 0,
    Client,
}
