using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using S3Stream.GridFtp.Login;
using S3Stream.Gsi;
using S3Stream.Tests.Fakes;
using S3Stream.Tests.Gsi;
using Xunit;

namespace S3Stream.Tests.GridFtp.Login;

/// <summary>Credentials of files and clients that are nearly right (scenario 67).</summary>
public class HostileCredentialTests
{
    private static readonly string[] Pieces =
        ["jane", "ACCESS", "SECRET", ";", ";", ";", ";;", "role:", "role:arn:aws:iam::1:role/grid", "anonymous", "/bucket", "/", " ", "#", "\n", "\n", "\r\n", ":"];

    [Property(MaxTest = 5_000, Arbitrary = [typeof(HostileCredentialTests)])]
    public void A_credential_map_is_read_or_a_line_of_it_is_named_without_its_content(MapText text)
    {
        var problems = new List<string>();
        Assert.All(
            CredentialMap.Parse(text.Text, "map", problems.Add).Of("jane"),
            identity => Assert.StartsWith("/", identity.PathPrefix, StringComparison.Ordinal));
        Assert.All(problems, problem =>
        {
            Assert.StartsWith("map, line ", problem, StringComparison.Ordinal);
            Assert.DoesNotContain("SECRET", problem, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Changed_pem_credentials_are_read_or_refused()
    {
        byte[] seed = Encoding.ASCII.GetBytes(ChainCase.User.Pem + ChainCase.User.KeyPem + ChainCase.Root.Pem);
        int read = 0;
        Fuzz.Run(6, 3_000, (_, random) =>
        {
            try
            {
                using GsiCredential credential = DataChannelCredential.Import(
                    Fuzz.Mutate(seed, random), ValidationRules.Default, DataChannelRig.Clock()).Credential;
                read++;
            }
            catch (CertificateFormatException)
            {
                // refused, as it should be
            }
        });

        Assert.InRange(read, 1, 2_999);
    }

    public static Arbitrary<MapText> Maps() =>
        Gen.Elements(Pieces).ListOf().Select(chosen => string.Concat(chosen)).ToArbitrary().Convert(text => new MapText(text), map => map.Text);

    public sealed record MapText(string Text);
}
