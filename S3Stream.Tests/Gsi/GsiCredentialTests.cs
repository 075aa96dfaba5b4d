using System.Runtime.Versioning;
using Microsoft.Extensions.Time.Testing;
using S3Stream.Gsi;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Gsi;

[UnsupportedOSPlatform("windows")] // file modes
public sealed class GsiCredentialTests : IDisposable
{
    private static readonly FakeTimeProvider Clock = new(TestCertificates.Now);

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_proxy_of_a_proxy_speaks_for_the_user()
    {
        using GsiCredential user = ChainCase.User.CredentialWith();
        using GsiCredential first = user.CreateProxy(TimeSpan.FromHours(12), time: Clock);
        using GsiCredential second = first.CreateProxy(TimeSpan.FromHours(1), limited: true, time: Clock);

        ChainVerdict verdict = ChainValidator.Validate(
            second.Chain, TestCertificates.Store([ChainCase.Root]), TestCertificates.Now, ChainPurpose.Client);

        Assert.Equal(("", "/O=Grid/OU=Test/CN=A User", true), (verdict.Text, verdict.Identity?.Text, verdict.IsLimited));
        Assert.Equal(TestCertificates.Now.AddHours(1), verdict.ExpiresAt);
        Assert.True(second.Leaf.IsProxy);
        Assert.False(user.Leaf.IsProxy);
    }

    [Fact]
    public void A_proxy_does_not_live_longer_than_what_it_was_made_with()
    {
        using GsiCredential user = ChainCase.User.CredentialWith();

        using GsiCredential proxy = user.CreateProxy(TimeSpan.FromDays(1_000), time: Clock);

        Assert.Equal(user.Leaf.NotAfter, proxy.Leaf.NotAfter);
    }

    [Fact]
    public void An_expired_credential_makes_no_proxy_and_says_why()
    {
        using GsiCredential user = ChainCase.User.CredentialWith();
        var later = new FakeTimeProvider(TestCertificates.Now.AddDays(1_000));

        CertificateFormatException error = Assert.Throws<CertificateFormatException>(() => user.CreateProxy(TimeSpan.FromHours(1), time: later));

        Assert.Contains("expired", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_proxy_file_is_what_was_written()
    {
        using GsiCredential user = ChainCase.User.CredentialWith();
        using GsiCredential proxy = user.CreateProxy(TimeSpan.FromHours(1), time: Clock);
        File.WriteAllText(_file, proxy.ToPem());
        File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        using GsiCredential read = GsiCredential.Load(_file);

        Assert.Equal(proxy.Chain, read.Chain, (a, b) => a.IsIdenticalTo(b));
    }

    [Fact]
    public void A_key_that_others_may_read_is_refused()
    {
        File.WriteAllText(_file, ChainCase.User.Pem + ChainCase.User.KeyPem);
        File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        Assert.Contains("chmod 600", Assert.Throws<IOException>(() => GsiCredential.Load(_file)).Message, StringComparison.Ordinal);
    }
}
