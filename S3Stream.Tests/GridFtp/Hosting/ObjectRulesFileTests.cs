using S3Stream.GridFtp.Hosting;
using Xunit;

namespace S3Stream.Tests.GridFtp.Hosting;

public sealed class ObjectRulesFileTests : IDisposable
{
    private readonly string _key = Path.Combine(Path.GetTempPath(), $"ssec-{Guid.NewGuid():n}");

    public void Dispose() => File.Delete(_key);

    [Fact]
    public void Lines_give_rules()
    {
        IReadOnlyList<ObjectRule> rules = ObjectRulesFile.Parse(
            """
            # everything
            /  storage-class=STANDARD_IA
            /archive/raw/  storage-class=DEEP_ARCHIVE  sse=aws:kms:arn:aws:kms:eu-west-1:1:key/k  no-overwrite

            /secret	sse=aws:kms:dsse
            /shared  requester-pays sse=AES256
            """,
            "rules");

        Assert.Equal(
            [
                new ObjectRule("", "") { StorageClass = "STANDARD_IA" },
                new ObjectRule("archive", "raw")
                {
                    StorageClass = "DEEP_ARCHIVE",
                    Encryption = "aws:kms",
                    EncryptionKeyId = "arn:aws:kms:eu-west-1:1:key/k",
                    NoOverwrite = true,
                },
                new ObjectRule("secret", "") { Encryption = "aws:kms:dsse" },
                new ObjectRule("shared", "") { RequesterPays = true, Encryption = "AES256" },
            ],
            rules);
    }

    [Theory]
    [InlineData("bucket requester-pays", "expected a path")]
    [InlineData("/b//c requester-pays", "expected a path")]
    [InlineData("/bucket", "has no options")]
    [InlineData("/bucket colour=blue", "'colour=blue' is not one of")]
    [InlineData("/bucket storage-class=", "'storage-class=' is not one of")]
    [InlineData("/bucket requester-pays=yes", "is not one of")]
    [InlineData("/bucket sse=rot13", "sse=rot13 is not one of")]
    [InlineData("/bucket sse-c=/no/such/file", "/no/such/file")]
    [InlineData("/ok/ requester-pays", "has an earlier line")]
    public void A_wrong_line_is_named(string line, string problem)
    {
        FormatException error = Assert.Throws<FormatException>(
            () => ObjectRulesFile.Parse($"# c\n/ok no-overwrite\n{line}\n", "/etc/rules"));

        Assert.StartsWith("/etc/rules, line 3: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_customers_key_is_read_from_a_private_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "file modes");
        byte[] key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        File.WriteAllText(_key, Convert.ToBase64String(key) + "\n");
        File.SetUnixFileMode(_key, UnixFileMode.UserRead);
        Assert.Equal(key, ObjectRulesFile.Parse($"/b sse-c={_key}", "rules").Single().CustomerKey.ToArray());

        File.SetUnixFileMode(_key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        FormatException open = Assert.Throws<FormatException>(() => ObjectRulesFile.Parse($"/b sse-c={_key}", "rules"));
        Assert.Contains("mode 0404", open.Message, StringComparison.Ordinal);

        File.SetUnixFileMode(_key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(_key, "c2hvcnQ=");
        FormatException wrong = Assert.Throws<FormatException>(() => ObjectRulesFile.Parse($"/b sse-c={_key}", "rules"));
        Assert.DoesNotContain("c2hvcnQ", wrong.Message, StringComparison.Ordinal);
    }
}
