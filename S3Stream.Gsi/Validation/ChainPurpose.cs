namespace S3Stream.Gsi;

/// <summary>What the peer wants to prove with its chain.</summary>
internal enum ChainPurpose
{
    /// <summary>Who logs in: the end entity must be allowed to authenticate as a client.</summary>
    Login = 0,

    /// <summary>
    /// Who is at the other end of a data connection: users act as TLS servers there too, so extendedKeyUsage does not count.
    /// </summary>
    DataConnection,
}
