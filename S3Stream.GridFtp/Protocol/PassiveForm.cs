namespace S3Stream.GridFtp.Protocol;

/// <summary>The command that asked for a listener, which decides how its address is told.</summary>
internal enum PassiveForm
{
    /// <summary>PASV: <c>(h1,h2,h3,h4,p1,p2)</c>.</summary>
    Passive = 0,

    /// <summary>EPSV: <c>(|||port|)</c>.</summary>
    Extended,

    /// <summary>EPSV, the address told as well.</summary>
    ExtendedWithAddress,

    /// <summary>SPAS: lines of <c>h1,h2,h3,h4,p1,p2</c>.</summary>
    Striped,

    /// <summary>SPAS 1, SPAS 2: lines of <c>|family|address|port|</c>.</summary>
    StripedExtended,
}
