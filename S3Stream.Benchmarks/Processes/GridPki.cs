using System.Diagnostics;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Processes;

/// <summary>A certificate authority, a host, a user and its proxy, made by <c>scripts/make-test-pki.sh</c> in a folder.</summary>
internal sealed class GridPki
{
    private readonly string _folder;

    private GridPki(string folder) => _folder = folder;

    /// <summary>For a client that is the user, by its proxy.</summary>
    public IReadOnlyDictionary<string, string?> UserEnvironment => new Dictionary<string, string?>
    {
        ["X509_CERT_DIR"] = File("certificates"),
        ["X509_USER_PROXY"] = File("user/proxy.pem"),
    };

    /// <summary>For the C server, which maps the user to the account that runs this.</summary>
    public IReadOnlyDictionary<string, string?> ReferenceServerEnvironment => new Dictionary<string, string?>
    {
        ["X509_CERT_DIR"] = File("certificates"),
        ["X509_USER_CERT"] = File("host/hostcert.pem"),
        ["X509_USER_KEY"] = File("host/hostkey.pem"),
        ["X509_USER_PROXY"] = null,
        ["GRIDMAP"] = File("grid-mapfile"),
    };

    /// <summary>Our endpoint's options; it maps the user to an account of its own.</summary>
    public string[] EndpointOptions =>
    [
        "--gsi", "--host-cert", File("host/hostcert.pem"), "--host-key", File("host/hostkey.pem"),
        "--ca-dir", File("certificates"), "--gridmap", File("endpoint-mapfile"),
    ];

    /// <param name="context">Has the folder.</param>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    /// <param name="hostName">The host whose certificate is made.</param>
    public static async Task<GridPki> CreateAsync(RunContext context, CancellationToken cancellationToken, string hostName = "localhost")
    {
        Tool.Require("openssl", "openssl");
        var pki = new GridPki(Path.Combine(context.Folder, "pki"));
        string program = Repository.Path("scripts", "make-test-pki.sh");
        using Process script = Process.Start(new ProcessStartInfo(program, [pki._folder, hostName]) { RedirectStandardOutput = true })!;
        await script.StandardOutput.ReadToEndAsync(cancellationToken);
        await script.WaitForExitAsync(cancellationToken);
        if (script.ExitCode != 0)
        {
            throw new UnavailableException($"make-test-pki.sh ended with exit code {script.ExitCode}");
        }

        await System.IO.File.WriteAllTextAsync(
            pki.File("endpoint-mapfile"), "\"/O=Grid/OU=GlobusTest/CN=Test User\" griduser\n", cancellationToken);
        return pki;
    }

    private string File(string name) => Path.Combine(_folder, name);
}
