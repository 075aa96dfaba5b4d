using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.Logging.Abstractions;
using S3Stream.GridFtp;
using S3Stream.GridFtp.Accounts;
using S3Stream.GridFtp.Commands;
using S3Stream.GridFtp.Login;
using S3Stream.GridFtp.Session;
using S3Stream.Gsi;
using S3Stream.Tests.EndToEnd;
using S3Stream.Tests.Fakes;
using S3Stream.Tests.Gsi;
using Xunit;

namespace S3Stream.Tests.GridFtp.Login;

/// <summary>Tokens as text, which anybody may send before a login (scenario 67): base64, and ADAT on a real session.</summary>
public sealed class TokenTextTests : IAsyncDisposable
{
    private const int Rounds = 20_000;

    private readonly TemporaryDirectory _files = new();

    public ValueTask DisposeAsync()
    {
        _files.Dispose();
        return ValueTask.CompletedTask;
    }

    [Property(MaxTest = 2_000)]
    public void What_was_encoded_is_decoded_whatever_blanks_stand_around_it(byte[] bytes, bool before, bool after)
    {
        string text = (before ? "  " : "") + Convert.ToBase64String(bytes ?? []) + (after ? " \t" : "");

        Assert.Equal(bytes ?? [], Base64Token.Decode(text));
    }

    [Property(MaxTest = 5_000, Arbitrary = [typeof(TokenTextTests)])]
    public void Any_text_is_what_the_runtime_makes_of_it_or_refused(AlmostBase64 text)
    {
        byte[]? decoded = Base64Token.Decode(text.Text);

        Assert.True(decoded is null || Convert.FromBase64String(text.Text.Trim()).AsSpan().SequenceEqual(decoded));
        Assert.Equal(IsBase64(text.Text), decoded is not null);
    }

    [Fact]
    public void Changed_text_is_what_the_runtime_makes_of_it_or_refused() => Fuzz.Run(7, Rounds, (_, random) =>
    {
        byte[] bytes = new byte[random.Next(200)];
        random.NextBytes(bytes);
        string text = System.Text.Encoding.Latin1.GetString(
            Fuzz.Mutate(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)), random));

        Assert.Equal(IsBase64(text), Base64Token.Decode(text) is not null);
    });

    [Fact]
    public async Task Changed_tokens_on_a_real_session_are_answered_and_the_next_client_is_served()
    {
        await using GsiService service = Service();
        using var logins = new LoginGate(AnonymousAccess.None, [], null, null!, new FailedLogins(TimeProvider.System), TimeProvider.System)
        {
            Unsigned = new Lazy<S3StreamClient>(static () => throw new InvalidOperationException("nobody logs in")),
        };
        CommandSet commands = CommandSet.Of(Requirement.Gssapi, []);
        SessionRig? rig = null;
        await Fuzz.RunAsync(8, 400, async (_, random) =>
        {
            rig ??= await SessionRig.StartAsync(commands, null, logins, service);
            (await rig.Client.CommandAsync("AUTH GSSAPI")).Expect(334);
            byte[] hello = new TlsEngine(ChainCase.User.CredentialWith(), TlsRole.Client).TakeOutput();
            string token = Convert.ToBase64String(random.Next(2) == 0 ? hello : Fuzz.Mutate(hello, random));
            byte[] line = System.Text.Encoding.ASCII.GetBytes(token);
            line = [.. (random.Next(2) == 0 ? line : Fuzz.Mutate(line, random)).Where(b => b is not ((byte)'\r' or (byte)'\n' or 0xFF))];

            await rig.Client.SendRawAsync((byte[])[.. "ADAT "u8, .. line, .. "\r\n"u8]);
            FtpReply reply = await rig.Client.ReadReplyAsync();

            reply.Expect(335, 501, 530, 421);
            if (reply.Code is 335 or 421 || random.Next(3) == 0)
            {
                await rig.DisposeAsync(); // in the middle of the exchange, or given up by the server
                rig = null;
            }
        });
        await (rig?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    public static Arbitrary<AlmostBase64> Texts() =>
        Gen.Elements("Q", "A", "z", "+", "/", "=", "==", " ", "-", "_", "\t", "\u00fc", "QUJD", "0")
        .ListOf()
        .Select(pieces => string.Concat(pieces))
        .ToArbitrary()
        .Convert(text => new AlmostBase64(text), almost => almost.Text);

    public sealed record AlmostBase64(string Text);

    /// <summary>
    /// The runtime decodes it, and encodes it again as it was, blanks left out: what ends in bits that mean nothing is no token.
    /// </summary>
    private static bool IsBase64(string text)
    {
        try
        {
            string inner = text.Trim();
            return Convert.ToBase64String(Convert.FromBase64String(inner)) == string.Concat(inner.Where(c => !char.IsWhiteSpace(c)));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private GsiService Service()
    {
        File.WriteAllText(_files.Path("cert"), GsiRig.Host.Pem);
        File.WriteAllText(_files.Path("key"), GsiRig.Host.KeyPem);
        File.SetUnixFileMode(_files.Path("key"), UnixFileMode.UserRead);
        File.WriteAllText(_files.Path("gridmap"), "");
        Directory.CreateDirectory(_files.Path("certificates"));
        var options = new GsiOptions
        {
            HostCertificate = _files.Path("cert"),
            HostKey = _files.Path("key"),
            GridMap = _files.Path("gridmap"),
            TrustDirectory = _files.Path("certificates"),
        };
        return new GsiService(options, new S3StreamClient(new S3StreamOptions()), NullLoggerFactory.Instance, TimeProvider.System);
    }
}
