using System.Text;
using S3Stream.GridFtp.Accounts;
using S3Stream.Tests.EndToEnd;

namespace S3Stream.Tests.Fuzzing;

/// <summary>A password file; each of its lines is also read as an address rule and as a debug setting.</summary>
internal sealed class AccountsTarget : FuzzTarget
{
    private readonly TemporaryDirectory _folder = new();

    public override string Name => "accounts";

    public override IReadOnlyList<string> Words { get; } =
        ["alice:", ":read", "$pbkdf2-sha256$", "i=600000", "anonymous", "10.0.0.0/8", "2001:db8::/32", "127.0.0.1", "255.",
            "1023,/var/log/x", "$", ":", "#"];

    public override async Task RunAsync(byte[] input)
    {
        string file = _folder.Path("passwd");
        await File.WriteAllBytesAsync(file, input);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Refusing<InvalidDataException>(() => PasswordFile.Load(file));
        foreach (string line in Encoding.UTF8.GetString(input).Split('\n'))
        {
            Refusing<FormatException>(() => AddressRules.Everybody.WithAllowed(line));
            Refusing<SettingException>(() => DebugSpec.Parse(line));
        }
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return base.DisposeAsync();
    }
}
