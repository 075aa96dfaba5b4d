using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using S3Stream.Gsi;
using S3Stream.Gsi.Names;
using S3Stream.Gsi.Trust;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Gsi;

public sealed class TrustDirectoryTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("trust").FullName;
    private readonly FakeTimeProvider _time = new(TestCertificates.Now);

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Theory]
    [InlineData("5ad37b1c")]
    [InlineData("any-name")]
    public void Files_are_believed_by_their_content(string name)
    {
        Write(name);

        Assert.Equal("", Judge().Text);
    }

    [Fact]
    public void Both_hash_styles_count_once()
    {
        Write("11111111");
        Write("22222222");

        Assert.Equal(1, Open().Current.AuthorityCount);
    }

    [Fact]
    public void A_ca_without_a_policy_beside_it_may_sign_nothing()
    {
        Write("11111111");
        File.Move(Path.Combine(_path, "11111111.signing_policy"), Path.Combine(_path, "22222222.signing_policy"));

        Assert.Equal(RejectionReason.NoSigningPolicy, Judge().Reason);
    }

    [Fact]
    public void Revocation_lists_are_read_as_der_and_as_pem()
    {
        byte[] list = TestCertificates.RevocationsDer(ChainCase.Root, [ChainCase.User]);
        Write("11111111");
        File.WriteAllBytes(Path.Combine(_path, "11111111.r0"), list);
        Assert.Equal(RejectionReason.Revoked, Judge().Reason);

        File.WriteAllText(Path.Combine(_path, "11111111.r0"), new string(System.Security.Cryptography.PemEncoding.Write("X509 CRL", list)));
        Assert.Equal(RejectionReason.Revoked, Judge().Reason);
    }

    [Fact]
    public void Damaged_and_foreign_files_are_skipped()
    {
        Write("11111111");
        File.WriteAllText(Path.Combine(_path, "22222222.0"), "not a certificate");
        File.WriteAllText(Path.Combine(_path, "22222222.r0"), "not a list");
        File.WriteAllText(Path.Combine(_path, "22222222.signing_policy"), "what is this");
        File.WriteAllText(Path.Combine(_path, "11111111.namespaces"), "ignored");
        File.WriteAllText(Path.Combine(_path, "11111111.info"), "ignored");

        Assert.Equal("", Judge().Text);
    }

    [Fact]
    public void A_change_is_seen_a_few_seconds_later()
    {
        Write("11111111");
        TrustDirectory directory = Open();
        TrustStore before = directory.Current;
        File.WriteAllBytes(Path.Combine(_path, "11111111.r0"), TestCertificates.RevocationsDer(ChainCase.Root, [ChainCase.User]));

        Assert.Same(before, directory.Current);
        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(1, directory.Current.RevocationListCount);
    }

    [Fact]
    public void A_directory_that_does_not_change_is_not_read_again()
    {
        Write("11111111");
        TrustDirectory directory = Open();
        TrustStore before = directory.Current;

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Same(before, directory.Current);
    }

    [Theory]
    [InlineData("access_id_CA X509 '/O=Grid/CN=Root CA'\npos_rights globus CA:sign\ncond_subjects globus '\"/O=Grid/*\"'", true)]
    [InlineData("access_id_CA X509 '/O=Grid/CN=Root CA'\npos_rights globus CA:sign\ncond_subjects globus '/O=Grid/*'", true)]
    [InlineData("access_id_CA X509 \"/O=Grid/CN=Root CA\"\npos_rights globus CA:sign\ncond_subjects globus '\"/C=XX/*\" \"/O=Grid/OU=Test/*\"'", true)]
    [InlineData(
        "# c\n\n access_id_CA\tX509\t'/O=Grid/CN=Other'\npos_rights globus CA:sign\ncond_subjects globus '\"/O=Grid/*\"' # c", false)]
    [InlineData("access_id_CA X509 '/O=Grid/CN=Root CA'\npos_rights globus CA:other\ncond_subjects globus '\"/O=Grid/*\"'", false)]
    [InlineData("access_id_CA X509 '/O=Grid/CN=Root CA'\nneg_rights globus CA:sign\ncond_subjects globus '\"/O=Grid/*\"'", false)]
    [InlineData("access_id_CA X509 '/O=Grid/CN=Root CA'\npos_rights globus CA:sign\ncond_subjects globus '\"/O=Grid/*/CN=B*\"'", false)]
    [InlineData("access_id_CA X509 '/O=Grid/CN=Other'\npos_rights globus CA:sign\ncond_subjects globus '\"/O=X/*\"'\naccess_id_CA X509 '/O=Grid/CN=Root CA'\npos_rights globus CA:sign\ncond_subjects globus '\"/O=Grid/*\"'", true)]
    public void Signing_policies_say_what_a_ca_may_sign(string text, bool permits)
    {
        bool found = SigningPolicy.Parse(text)
            .Any(policy => policy.Authority == DnText.Normalize("/O=Grid/CN=Root CA") && policy.Permits(ChainCase.User.Parsed.Subject));

        Assert.Equal(permits, found);
    }

    [Fact]
    public void A_policy_line_that_is_not_understood_is_named() =>
        Assert.Contains(
            "line 2",
            Assert.Throws<FormatException>(() => SigningPolicy.Parse("# x\npermit everything")).Message,
            StringComparison.Ordinal);

    private TrustDirectory Open() => new(_path, _time, NullLogger.Instance);

    private ChainVerdict Judge() =>
        ChainValidator.Validate([ChainCase.User.Parsed], Open().Current, TestCertificates.Now, ChainPurpose.Client, ValidationRules.Default);

    private void Write(string name)
    {
        File.WriteAllText(Path.Combine(_path, name + ".0"), "some text before\n" + ChainCase.Root.Pem);
        File.WriteAllText(Path.Combine(_path, name + ".signing_policy"), TestCertificates.PolicyText("/O=Grid/CN=Root CA", "/O=Grid/*"));
    }
}
