namespace S3Stream.Gsi;

/// <summary>Whether an initiator gives the acceptor a proxy of its credential.</summary>
public enum DelegationScope
{
    /// <summary>No: the acceptor learns who the initiator is, and no more.</summary>
    None = 0,

    /// <summary>A limited proxy: the acceptor may move data in the user's name, but not start jobs (Globus' policy language).</summary>
    Limited,

    /// <summary>A proxy that inherits all rights (RFC 3820 3.8.2, id-ppl-inheritAll).</summary>
    Full,
}
