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

    public static async Task<TestPki> CreateAsync()
    {
        ClientTool.Require("openssl");
        var pki = new TestPki();
        (await ClientTool.RunAsync(Repository.Path("scripts", "make-test-pki.sh"), [pki._directory.FullPath])).AssertSuccess();
        File.Move(pki.GridMap, pki.LocalGridMap);
        await File.WriteAllTextAsync(
            pki.GridMap, "\"/O=Grid/OU=GlobusTest/CN=Test User\" griduser\n", TestContext.Current.CancellationToken);
        return pki;
    }

    public void Dispose() => _directory.Dispose();
}
