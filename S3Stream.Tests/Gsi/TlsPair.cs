using S3Stream.Gsi;
using S3Stream.Tests.Fakes;

namespace S3Stream.Tests.Gsi;

/// <summary>Our TLS engine as both peers, joined by hand.</summary>
internal sealed class TlsPair
{
    public TlsPair(TlsVersions versions, TestCertificate server, TestCertificate client, params TestCertificate[] clientIssuers)
    {
        Server = new TlsEngine(server.CredentialWith(), TlsRole.Server, versions);
        Client = new TlsEngine(client.CredentialWith(clientIssuers), TlsRole.Client, versions);
    }

    public TlsEngine Server { get; }

    public TlsEngine Client { get; }

    /// <summary>Moves bytes both ways, <paramref name="portion"/> at a time, until both are quiet.</summary>
    public void Exchange(int portion = int.MaxValue)
    {
        while (Client.AvailableOutput > 0 || Server.AvailableOutput > 0)
        {
            Move(Client, Server, portion);
            Move(Server, Client, portion);
        }
    }

    public static void Move(TlsEngine from, TlsEngine to, int portion = int.MaxValue)
    {
        foreach (byte[] part in from.TakeOutput().Chunk(portion))
        {
            to.Feed(part);
        }
    }
}
