using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// What is looked at before anybody is served, by <c>serve</c> and <c>check-config</c> alike. Nothing is listened on, and S3 is not asked.
/// </summary>
internal static class StartChecks
{
    /// <summary>What only root may be able to read; the process is still what it was started as.</summary>
    public static IEnumerable<Finding> AsStarted(ServeSettings settings, TimeProvider time) =>
    [
        .. LoginChecks.Passwords(settings),
        .. settings.OffersSecurity
            ? CertificateChecks.Host(settings.Gsi.HostCertificate, settings.Gsi.HostKey, time.GetUtcNow())
            : [],
    ];

    /// <summary>The rest; the process has become the user that serves.</summary>
    public static IEnumerable<Finding> AsServed(ServeSettings settings) =>
    [
        .. settings.UseGsi ? CertificateChecks.Authorities(settings.Gsi.TrustDirectory) : [],
        .. LoginChecks.GridMapFile(settings),
        .. LoginChecks.CredentialMapFile(settings),
        .. LoginChecks.Anonymous(settings),
        .. StoreChecks.Authority(settings.S3.CertificateAuthorityFile),
        .. NeedsKeys(settings) ? StoreChecks.Keys(Environment.GetEnvironmentVariable) : [],
        .. StoreChecks.Writable("upload-journal", settings.S3.UploadJournalDirectory),
        .. StoreChecks.Writable("spill-dir", settings.S3.SpillDirectory),
        .. StoreChecks.Writable("embedded-store", settings.EmbeddedStore),
        .. ResourceChecks.Memory(settings.S3.MemoryBudget, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
        .. ResourceChecks.Ports(settings.GridFtp.PortRange, settings.GridFtp.MaxConnections),
        .. ResourceChecks.Files(settings.GridFtp.MaxConnections, OpenFileLimit.Current),
    ];

    /// <summary>As many sessions as the limit of open files allows: the others are refused instead of hanging.</summary>
    public static GridFtpOptions WithinLimit(GridFtpOptions options) => options with
    {
        MaxConnections = Math.Min(options.MaxConnections, OpenFileLimit.SessionsWithin(OpenFileLimit.Current)),
    };

    /// <summary>Some requests are signed with the server's own keys.</summary>
    private static bool NeedsKeys(ServeSettings settings) => settings is { EmbeddedStore: null, S3.Credentials: null }
        && (settings.GridFtp.PasswordFile is not null || settings.GridFtp.Anonymous != AnonymousAccess.None
            || settings.Gsi.CredentialMap is null);

    /// <exception cref="SettingException">The first error.</exception>
    public static IEnumerable<Finding> Require(IEnumerable<Finding> findings)
    {
        foreach (Finding finding in findings)
        {
            yield return finding.IsError ? throw new SettingException(finding.What, finding.Remedy) : finding;
        }
    }
}
