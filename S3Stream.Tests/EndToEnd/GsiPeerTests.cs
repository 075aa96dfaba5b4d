using System.Text;
using S3Stream.Gsi;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>The client's side of S3Stream.Gsi with the C server, which judges it by Globus' own code.</summary>
[Trait("Lane", "EndToEnd")]
public sealed class GsiPeerTests : IDisposable
{
    private readonly TemporaryDirectory _local = new();

    public void Dispose() => _local.Dispose();

    [Theory]
    [InlineData(DelegationScope.None)]
    [InlineData(DelegationScope.Limited)]
    [InlineData(DelegationScope.Full)]
    public async Task The_initiator_logs_in_at_the_C_server_and_delegates(DelegationScope delegation)
    {
        using TestPki pki = await TestPki.CreateAsync();
        await using GlobusServer server = await GlobusServer.StartAsync(pki);
        using GsiCredential user = GsiCredential.Load(pki.UserCertificate, pki.CertificateEnvironment["X509_USER_KEY"]!);
        using GsiCredential proxy = user.CreateProxy(TimeSpan.FromHours(1));
        await using ScriptedGridFtpClient client = await ScriptedGridFtpClient.ConnectAsync(server.Port);
        var initiator = new GsiInitiator(new GsiInitiatorOptions
        {
            Credential = proxy,
            Trust = TrustStore.Load(pki.Authorities),
            Host = "localhost",
            Delegation = delegation,
        });

        (await client.CommandAsync("AUTH GSSAPI")).Expect(334);
        GsiContext context = await ExchangeAsync(client, initiator);

        Assert.StartsWith("331", await CommandAsync(client, context, "USER :globus-mapping:"), StringComparison.Ordinal);
        Assert.StartsWith("230", await CommandAsync(client, context, "PASS x"), StringComparison.Ordinal);
        Assert.StartsWith("257", await CommandAsync(client, context, "PWD"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Globus_takes_a_proxy_file_that_the_library_made()
    {
        using TestPki pki = await TestPki.CreateAsync();
        await using GlobusServer server = await GlobusServer.StartAsync(pki);
        using GsiCredential user = GsiCredential.Load(pki.UserCertificate, pki.CertificateEnvironment["X509_USER_KEY"]!);
        using GsiCredential proxy = user.CreateProxy(TimeSpan.FromHours(1));
        await File.WriteAllTextAsync(_local.Path("proxy"), proxy.ToPem(), TestContext.Current.CancellationToken);
        File.SetUnixFileMode(_local.Path("proxy"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string hash = TestData.WriteFile(_local.Path("up"), 1_000_003, seed: 1);

        (await ClientTool.RunAsync(
            "globus-url-copy",
            [$"file://{_local.Path("up")}", server.Url(_local.Path("down"))],
            environment: new Dictionary<string, string?>(pki.UserEnvironment) { ["X509_USER_PROXY"] = _local.Path("proxy") })).AssertSuccess();

        Assert.Equal(hash, await TestData.Sha256Async(_local.Path("down")));
    }

    private static async Task<GsiContext> ExchangeAsync(ScriptedGridFtpClient client, GsiInitiator initiator)
    {
        byte[] token = initiator.Start();
        GsiContext? context = null;
        while (true)
        {
            FtpReply reply = await client.CommandAsync($"ADAT {Convert.ToBase64String(token)}");
            if (context is not null)
            {
                reply.Expect(235);
                return context;
            }

            reply.Expect(335);
            GsiStep step = initiator.Advance(Decode(reply.Text));
            (token, context) = (step.Token, step.Context);
        }
    }

    private static async Task<string> CommandAsync(ScriptedGridFtpClient client, GsiContext context, string command)
    {
        byte[] wrapped = context.Wrap(Encoding.ASCII.GetBytes(command + "\r\n"));
        FtpReply reply = (await client.CommandAsync($"ENC {Convert.ToBase64String(wrapped)}")).Expect(632);

        // each line of the reply is wrapped on its own, behind "632-" or "632 "
        return reply.Lines.Select(line => Encoding.ASCII.GetString(context.Unwrap(Convert.FromBase64String(line[4..])))).Last();
    }

    private static byte[] Decode(string text) =>
        Convert.FromBase64String(text[(text.IndexOf("ADAT=", StringComparison.Ordinal) + "ADAT=".Length)..].Trim());
}
