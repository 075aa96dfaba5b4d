namespace S3Stream.Gsi;

/// <summary>What the peer wants to prove with its chain; decides what the end entity's extendedKeyUsage has to allow.</summary>
public enum ChainPurpose
{
    /// <summary>Who logs in: the certificate must allow client authentication.</summary>
    Client = 0,

    /// <summary>Which server this is: the certificate must allow server authentication.</summary>
    Server,

    /// <summary>
    /// Who is at the other end, whatever its role: extendedKeyUsage does not count. On GridFTP data connections users act as TLS
    /// servers too.
    /// </summary>
    Peer,
}
