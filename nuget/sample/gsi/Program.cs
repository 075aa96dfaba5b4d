// A server and a client that authenticate each other with grid certificates over a TCP connection, delegate, and talk in private.
// It makes its own CA, host and user in a temporary directory; a real site has them in /etc/grid-security and ~/.globus.   usage: sample
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using S3Stream.Gsi;

string directory = Directory.CreateTempSubdirectory("gsi").FullName;
MakeSite(directory);
var trust = new TrustDirectory(Path.Combine(directory, "certificates"));
using var listener = new TcpListener(IPAddress.Loopback, 0);
listener.Start();
Task server = ServeAsync();
await UseAsync(((IPEndPoint)listener.LocalEndpoint).Port);
await server;
Directory.Delete(directory, recursive: true);

async Task ServeAsync()
{
    using GsiCredential host = GsiCredential.Load(Path.Combine(directory, "hostcert.pem"), Path.Combine(directory, "hostkey.pem"));
    GridMap map = GridMap.Load(Path.Combine(directory, "grid-mapfile"));
    await using var keys = new DelegationKeyPool();
    using TcpClient connection = await listener.AcceptTcpClientAsync();
    NetworkStream stream = connection.GetStream();

    using var acceptor = new GsiAcceptor(host, trust.Current, keys);
    GsiStep step = default;
    while (!step.IsComplete)
    {
        step = await acceptor.AdvanceAsync(await ReceiveAsync(stream), CancellationToken.None);
        if (step.Token.Length > 0)
        {
            await SendAsync(stream, step.Token);
        }
    }

    GsiContext context = step.Context!;
    using GsiCredential delegated = context.Delegated!;
    string account = map.AccountsOf(context.Identity).FirstOrDefault("nobody");
    Console.WriteLine($"server: {context.Identity} is {account}, until {context.Peer.ExpiresAt:yyyy-MM-dd}");
    Console.WriteLine($"server: delegated to me for {delegated.Leaf.NotAfter - DateTimeOffset.UtcNow:hh\\:mm}, {delegated.Chain.Count} certificates");
    byte[] question = context.Unwrap(await ReceiveAsync(stream));
    await SendAsync(stream, context.Wrap(Encoding.UTF8.GetBytes($"\"{Encoding.UTF8.GetString(question)}\" to you too, {account}")));
}

async Task UseAsync(int port)
{
    using GsiCredential user = GsiCredential.Load(Path.Combine(directory, "usercert.pem"), Path.Combine(directory, "userkey.pem"));
    using GsiCredential proxy = user.CreateProxy(TimeSpan.FromHours(12));
    using var connection = new TcpClient();
    await connection.ConnectAsync(IPAddress.Loopback, port);
    NetworkStream stream = connection.GetStream();

    var initiator = new GsiInitiator(new GsiInitiatorOptions
    {
        Credential = proxy,
        Trust = trust.Current,
        Host = "gridftp.example.org",
        Delegation = DelegationScope.Limited,
        DelegationLifetime = TimeSpan.FromHours(2),
    });
    await SendAsync(stream, initiator.Start());
    GsiStep step = default;
    while (!step.IsComplete)
    {
        step = initiator.Advance(await ReceiveAsync(stream));
        await SendAsync(stream, step.Token);
    }

    GsiContext context = step.Context!;
    await SendAsync(stream, context.Wrap("hello"u8));
    Console.WriteLine($"client: {context.Identity} says {Encoding.UTF8.GetString(context.Unwrap(await ReceiveAsync(stream)))}");
}

// How tokens travel is the protocol's affair (GridFTP: base64 in ADAT commands); here a length goes before each.
static async Task SendAsync(NetworkStream stream, byte[] token)
{
    await stream.WriteAsync(BitConverter.GetBytes(token.Length));
    await stream.WriteAsync(token);
}

static async Task<byte[]> ReceiveAsync(NetworkStream stream)
{
    var length = new byte[sizeof(int)];
    await stream.ReadExactlyAsync(length);
    var token = new byte[BitConverter.ToInt32(length)];
    await stream.ReadExactlyAsync(token);
    return token;
}

static void MakeSite(string directory)
{
    DateTimeOffset now = DateTimeOffset.UtcNow;
    using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    var authority = new CertificateRequest("CN=Sample CA, O=Grid", authorityKey, HashAlgorithmName.SHA256);
    authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
    using X509Certificate2 root = authority.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    string certificates = Directory.CreateDirectory(Path.Combine(directory, "certificates")).FullName;
    File.WriteAllText(Path.Combine(certificates, "sample.0"), root.ExportCertificatePem());
    File.WriteAllText(
        Path.Combine(certificates, "sample.signing_policy"),
        "access_id_CA X509 '/O=Grid/CN=Sample CA'\npos_rights globus CA:sign\ncond_subjects globus '\"/O=Grid/*\"'\n");
    File.WriteAllText(Path.Combine(directory, "grid-mapfile"), "\"/O=Grid/CN=Jane Doe\" jane\n");

    foreach ((string file, string subject) in new[] { ("host", "CN=gridftp.example.org, O=Grid"), ("user", "CN=Jane Doe, O=Grid") })
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        using X509Certificate2 certificate = request.Create(root.SubjectName, X509SignatureGenerator.CreateForECDsa(authorityKey), now.AddDays(-1), now.AddDays(20), [1, 2, (byte)file[0]]);
        File.WriteAllText(Path.Combine(directory, file + "cert.pem"), certificate.ExportCertificatePem());
        string keyFile = Path.Combine(directory, file + "key.pem");
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite); // a key that others can read is refused
        }
    }
}
