using S3Stream.Gsi;
using S3Stream.Tests.Fakes;

namespace S3Stream.Tests.Gsi;

/// <summary>One chain and what must become of it.</summary>
internal sealed record ChainCase(RejectionReason Expected, IReadOnlyList<TestCertificate> Presented)
{
    public static TestCertificate Root { get; } = TestCertificates.Authority("/O=Grid/CN=Root CA");

    public static TestCertificate SubAuthority { get; } = TestCertificates.Authority("/O=Grid/CN=Sub CA", Root);

    public static TestCertificate User { get; } = TestCertificates.User(Root);

    public TrustStore Store { get; init; } = TestCertificates.Store([Root, SubAuthority]);

    public ChainPurpose Purpose { get; init; }

    public ValidationRules Rules { get; init; } = ValidationRules.Default;

    /// <summary>Who it must be, where it is accepted.</summary>
    public string Identity { get; init; } = "/O=Grid/OU=Test/CN=A User";

    public bool IsLimited { get; init; }

    public static ChainCase Accepted(params TestCertificate[] presented) => new(RejectionReason.None, presented);

    public static ChainCase Rejected(RejectionReason reason, params TestCertificate[] presented) => new(reason, presented);

    public ChainVerdict Judge() =>
        ChainValidator.Validate([.. Presented.Select(certificate => certificate.Parsed)], Store, TestCertificates.Now, Purpose, Rules);
}
