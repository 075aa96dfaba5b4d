namespace S3Stream.Gsi;

/// <summary>Which side of a TLS handshake we are.</summary>
public enum TlsRole
{
    /// <summary>Answers the hello.</summary>
    Server = 0,

    /// <summary>Sends the first hello.</summary>
    Client,
}
