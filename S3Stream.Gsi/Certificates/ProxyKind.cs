namespace S3Stream.Gsi.Certificates;

/// <summary>The three generations of proxy certificates.</summary>
internal enum ProxyKind
{
    /// <summary>Not a proxy.</summary>
    None = 0,

    /// <summary>ProxyCertInfo of RFC 3820.</summary>
    Rfc3820,

    /// <summary>The draft's extension (Globus Toolkit 3).</summary>
    Draft,

    /// <summary>No extension; the last CN is <c>proxy</c> or <c>limited proxy</c> (Globus Toolkit 2).</summary>
    Legacy,
}
