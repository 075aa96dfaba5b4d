namespace S3Stream.Gsi.Certificates;

/// <summary>The object identifiers that this library looks for.</summary>
internal static class Oids
{
    public const string BasicConstraints = "2.5.29.19";
    public const string KeyUsage = "2.5.29.15";
    public const string ExtendedKeyUsage = "2.5.29.37";
    public const string SubjectKeyIdentifier = "2.5.29.14";
    public const string AuthorityKeyIdentifier = "2.5.29.35";
    public const string SubjectAlternativeName = "2.5.29.17";
    public const string IssuerAlternativeName = "2.5.29.18";
    public const string NameConstraintsExtension = "2.5.29.30";
    public const string NetscapeCertType = "2.16.840.1.113730.1.1";
    public const string CrlNumber = "2.5.29.20";

    /// <summary>RFC 3820.</summary>
    public const string ProxyCertInfo = "1.3.6.1.5.5.7.1.14";

    /// <summary>The draft before RFC 3820, as Globus Toolkit 3 wrote it.</summary>
    public const string DraftProxyCertInfo = "1.3.6.1.4.1.3536.1.222";

    public const string InheritAllPolicy = "1.3.6.1.5.5.7.21.1";
    public const string IndependentPolicy = "1.3.6.1.5.5.7.21.2";
    public const string LimitedPolicy = "1.3.6.1.4.1.3536.1.1.1.9";

    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    public const string AnyExtendedKeyUsage = "2.5.29.37.0";

    public const string RsaKey = "1.2.840.113549.1.1.1";
    public const string RsaPss = "1.2.840.113549.1.1.10";
    public const string EcKey = "1.2.840.10045.2.1";
    public const string CurveP256 = "1.2.840.10045.3.1.7";
    public const string CurveP384 = "1.3.132.0.34";
    public const string CurveP521 = "1.3.132.0.35";
    public const string Mgf1 = "1.2.840.113549.1.1.8";
}
