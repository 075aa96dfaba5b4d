using System.Text;
using S3Stream.GridFtp.Login;
using S3Stream.Gsi;
using S3Stream.Gsi.Trust;
using S3Stream.Tests.Fakes;
using S3Stream.Tests.GridFtp.Login;
using S3Stream.Tests.Gsi;

namespace S3Stream.Tests.Fuzzing;

/// <summary>
/// What the trust directory and clients bring, by the first byte: <c>p</c> a signing policy, <c>c</c> a certificate, <c>r</c> a revocation
/// list, others a credential in PEM. A certificate that was changed is accepted by nobody.
/// </summary>
internal sealed class TrustTarget : FuzzTarget
{
    private readonly TrustStore _store = TestCertificates.Store([ChainCase.Root]);

    public override string Name => "trust";

    public override IReadOnlyList<string> Words { get; } =
    [
        "access_id_CA X509 '/O=Grid/CN=Root CA'\n", "pos_rights globus CA:sign\n", "cond_subjects globus '\"/O=Grid/*\"'\n", "neg_rights",
        "\"", "'", "*",
        "-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n", "-----BEGIN PRIVATE KEY-----\n", "Proc-Type: 4,ENCRYPTED\n",
        "\u0030\u0003",
    ];

    public override IReadOnlyList<byte[]> MoreSeeds { get; } =
    [
        [(byte)'c', .. ChainCase.User.Encoded],
        [(byte)'c', .. ChainCase.Root.Encoded],
        [(byte)'c', .. TestCertificates.Proxy(ChainCase.User, pathLength: 3).Encoded],
        [(byte)'r', .. TestCertificates.RevocationsDer(ChainCase.Root, [ChainCase.User, ChainCase.SubAuthority])],
        Encoding.ASCII.GetBytes("k" + ChainCase.User.Pem + ChainCase.User.KeyPem + ChainCase.Root.Pem),
    ];

    public override Task RunAsync(byte[] input)
    {
        if (input.Length == 0)
        {
            return Task.CompletedTask;
        }

        byte[] rest = input[1..];
        switch ((char)input[0])
        {
            case 'p':
                Refusing<FormatException>(() => Judge(SigningPolicy.Parse(Encoding.UTF8.GetString(rest))));
                break;
            case 'c':
                Refusing<CertificateFormatException>(() => Judge(GsiCertificate.Parse(rest)));
                break;
            case 'r':
                Refusing<CertificateFormatException>(() => RevocationList.Parse(rest));
                break;
            default:
                Refusing<CertificateFormatException>(
                    () => DataChannelCredential.Import(rest, ValidationRules.Default, DataChannelRig.Clock()).Credential.Dispose());
                break;
        }

        return Task.CompletedTask;
    }

    private static void Judge(IReadOnlyList<SigningPolicy> policies)
    {
        foreach (SigningPolicy policy in policies)
        {
            policy.Permits(ChainCase.User.Parsed.Subject);
        }
    }

    private void Judge(GsiCertificate leaf)
    {
        ChainVerdict verdict = ChainValidator.Validate(
            [leaf, ChainCase.User.Parsed], _store, TestCertificates.Now, ChainPurpose.Client, ValidationRules.Default);
        bool isOurs = MoreSeeds.Any(seed => leaf.Encoded.Span.SequenceEqual(seed.AsSpan(1)));
        if (verdict.IsAccepted && !isOurs)
        {
            throw new InvalidDataException($"a changed certificate speaks for {verdict}");
        }

        _ = leaf.ToString();
    }
}
