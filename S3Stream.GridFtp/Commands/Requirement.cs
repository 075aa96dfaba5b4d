namespace S3Stream.GridFtp.Commands;

/// <summary>What the server must be set up with for a command to be there.</summary>
internal enum Requirement
{
    Nothing = 0,

    /// <summary>A host certificate: TLS.</summary>
    Certificate,

    /// <summary>GSI: a host certificate, and whom to trust.</summary>
    Gssapi,
}
