using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using S3Stream.GridFtp.Login;
using S3Stream.GridFtp.Protocol;
using S3Stream.Gsi;
using S3Stream.Tests.Fakes;
using S3Stream.Tests.Gsi;

namespace S3Stream.Tests.GridFtp.Login;

/// <summary>Two ends of a data connection and what secures them: a CA that both trust, a user with a proxy.</summary>
internal sealed class DataChannelRig : IDisposable
{
    private readonly string _trust = Directory.CreateTempSubdirectory("trust").FullName;
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));

    public DataChannelRig()
    {
        File.WriteAllText(Path.Combine(_trust, "1.0"), ChainCase.Root.Pem);
        File.WriteAllText(Path.Combine(_trust, "1.signing_policy"), TestCertificates.PolicyText("/O=Grid/CN=Root CA", "/O=Grid/*"));
    }

    public static TestCertificate Proxy { get; } = TestCertificates.Proxy(ChainCase.User);

    public static DataChannelAuthentication ByUser { get; } = new('A');

    /// <summary>No test takes longer.</summary>
    public CancellationToken Limit => _limit.Token;

    public static FakeTimeProvider Clock() => new(TestCertificates.Now);

    public static GsiCredential OwnCredential() => Proxy.CredentialWith(ChainCase.User);

    public static (DataHandshake Connector, DataHandshake Acceptor) Handshakes(LoopbackPair pair, bool tls13)
    {
        TlsVersions versions = tls13 ? TlsVersions.Tls13 : TlsVersions.Tls12;
        return (
            new DataHandshake(pair.Near, new TlsEngine(OwnCredential(), TlsRole.Client, versions), accepted: false),
            new DataHandshake(pair.Far, new TlsEngine(OwnCredential(), TlsRole.Server, versions), accepted: true));
    }

    public GsiDataChannelSecurity Security(GsiCredential? delegated, DistinguishedName user) =>
        new(
            user,
            delegated,
            new TrustDirectory(_trust, Clock(), NullLogger.Instance),
            ValidationRules.Default,
            Clock(),
            NullLogger.Instance);

    /// <summary>Secures both ends. Of two failures the one that is no lost connection is thrown: the other follows from it.</summary>
    public async Task<(IDataStream Connector, IDataStream Acceptor)> SecureAsync(
        DataChannelAuthentication authentication, char protection, GsiDataChannelSecurity? own = null, GsiDataChannelSecurity? peer = null)
    {
        LoopbackPair pair = await LoopbackPair.OpenAsync();
        own ??= Security(OwnCredential(), ChainCase.User.Parsed.Subject);
        peer ??= Security(OwnCredential(), ChainCase.User.Parsed.Subject);
        Task<IDataStream> connecting = peer.SecureAsync(pair.Near, accepted: false, authentication, protection, Limit);
        Task<IDataStream> accepting = own.SecureAsync(pair.Far, accepted: true, authentication, protection, Limit);
        await Task.WhenAll(connecting, accepting).ContinueWith(_ => { }, TaskScheduler.Default);
        IEnumerable<Exception> failures = new Task[] { connecting, accepting }.Where(task => task.IsFaulted).Select(
            task => task.Exception!.InnerException!);
        return failures.OrderBy(failure => failure is SocketException).FirstOrDefault() is { } failure
            ? throw failure
            : (await connecting, await accepting);
    }

    public void Dispose()
    {
        Directory.Delete(_trust, recursive: true);
        _limit.Dispose();
    }
}
