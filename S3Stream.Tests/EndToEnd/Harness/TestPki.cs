using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>A certificate authority, a host, a user and its proxy, made by scripts/make-test-pki.sh.</summary>
internal sealed class TestPki : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public string HostCertificate => _directory.Path("host", "hostcert.pem");

    public string HostKey => _directory.Path("host", "hostkey.pem");

    public string Authorities => _directory.Path("certificates");

    /// <summary>Maps the user to an account of the endpoint, which need not exist in the system.</summary>
    public string GridMap => _directory.Path("grid-mapfile");

    /// <summary>Maps the user to the account running the tests, as the C server needs it.</summary>
    private string LocalGridMap => _directory.Path("local-grid-mapfile");

    public string UserCertificate => _directory.Path("user", "usercert.pem");

    /// <summary>For a client that is the user, by its proxy.</summary>
    public IReadOnlyDictionary<string, string?> UserEnvironment => new Dictionary<string, string?>
    {
        ["X509_CERT_DIR"] = Authorities,
        ["X509_USER_PROXY"] = _directory.Path("user", "proxy.pem"),
    };

    /// <summary>For a client that is the user, by certificate and key without a proxy.</summary>
    public IReadOnlyDictionary<string, string?> CertificateEnvironment => new Dictionary<string, string?>
    {
        ["X509_CERT_DIR"] = Authorities,
        ["X509_USER_CERT"] = UserCertificate,
        ["X509_USER_KEY"] = _directory.Path("user", "userkey.pem"),
        ["X509_USER_PROXY"] = _directory.Path("no-proxy"), // or an old one in /tmp would be found first
    };

    /// <summary>For the C server.</summary>
    public IReadOnlyDictionary<string, string?> HostEnvironment => new Dictionary<string, string?>
    {
        ["X509_CERT_DIR"] = Authorities,
        ["X509_USER_CERT"] = HostCertificate,
        ["X509_USER_KEY"] = HostKey,
        ["X509_USER_PROXY"] = null,
        ["GRIDMAP"] = LocalGridMap,
    };

    public IReadOnlyList<string> ServerOptions =>
        ["--gsi", "--host-cert", HostCertificate, "--host-key", HostKey, "--ca-dir", Authorities, "--gridmap", GridMap];

    /// <param name="keys">The kind of the host's and the user's key: <c>rsa</c> or <c>ec</c> (P-256).</param>
    /// <param name="proxyKeys">The kind of the proxy's key.</param>
    public static async Task<TestPki> CreateAsync(string keys = "rsa", string proxyKeys = "rsa")
    {
        ClientTool.Require("openssl");
        var pki = new TestPki();
        var kinds = new Dictionary<string, string?> { ["KEYS"] = keys, ["PROXY_KEYS"] = proxyKeys };
        string script = Repository.Path("scripts", "make-test-pki.sh");
        (await ClientTool.RunAsync(script, [pki._directory.FullPath], environment: kinds)).AssertSuccess();
        File.Move(pki.GridMap, pki.LocalGridMap);
        await File.WriteAllTextAsync(
            pki.GridMap, "\"/O=Grid/OU=GlobusTest/CN=Test User\" griduser\n", TestContext.Current.CancellationToken);
        return pki;
    }

    public void Dispose() => _directory.Dispose();
}
