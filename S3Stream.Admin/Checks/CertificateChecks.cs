using System.Globalization;
using S3Stream.Gsi;

namespace S3Stream.Admin;

/// <summary>The server's own certificate, and whose certificates it trusts.</summary>
internal static class CertificateChecks
{
    /// <summary>How long before a certificate expires one is warned.</summary>
    public static TimeSpan Notice { get; } = TimeSpan.FromDays(14);

    public static IEnumerable<Finding> Host(string certificate, string key, DateTimeOffset now)
    {
        Finding? missing = Missing("host-cert", certificate) ?? Missing("host-key", key);
        if (missing is not null)
        {
            return [missing];
        }

        try
        {
            return Validity(certificate, new HostCredentialFile(certificate, key).Current, now);
        }
        catch (CertificateFormatException exception)
        {
            return [Finding.Error($"host-cert and host-key: {exception.Message}", "Let both name PEM files that belong together.")];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return
            [
                Finding.Error(
                    $"host-cert or host-key: {exception.Message}",
                    "The key needs mode 0600 or 0400 and root or the server's user as owner."),
            ];
        }
    }

    /// <summary>What is said of a certificate that expires soon, or has; <see langword="null"/> while there is time.</summary>
    public static string? ExpiryOf(string file, GsiCertificate certificate, DateTimeOffset now)
    {
        TimeSpan left = certificate.NotAfter - now;
        string date = certificate.NotAfter.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return left >= Notice ? null
            : left < TimeSpan.Zero ? $"host-cert {file} expired at {date}"
            : string.Create(CultureInfo.InvariantCulture, $"host-cert {file} expires in {left.TotalDays:0.#} days, at {date}");
    }

    public static IEnumerable<Finding> Authorities(string directory)
    {
        const string Remedy = "Install your authorities there, each as HASH.0 with its HASH.signing_policy (package igtf-policy-classic or "
            + "ca-policy-egi-core), or name their directory by ca-dir.";
        if (!Directory.Exists(directory))
        {
            return [Finding.Error($"ca-dir {directory} does not exist, so nobody could log in with a certificate", Remedy)];
        }

        try
        {
            return TrustStore.Load(directory).AuthorityCount > 0 ? []
                : [Finding.Error($"ca-dir {directory} holds no CA certificate, so nobody could log in with a certificate", Remedy)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [Finding.Error($"ca-dir {directory} cannot be read: {exception.Message}", Remedy)];
        }
    }

    private static Finding? Missing(string setting, string file) => File.Exists(file) ? null : Finding.Error(
        $"{setting} {file} does not exist, and gsi and AUTH TLS need it",
        "Get a host certificate from your CA and name its files by host-cert and host-key, or set gsi = off.");

    private static IEnumerable<Finding> Validity(string certificate, GsiCredential host, DateTimeOffset now)
    {
        const string Renew = "Get it renewed by your CA; the server reads a renewed file by itself.";
        string? expiry = ExpiryOf(certificate, host.Leaf, now);
        if (expiry is not null)
        {
            return [new Finding(host.Leaf.NotAfter < now, expiry, Renew)];
        }

        ChainVerdict verdict = ChainValidator.ValidateOwn(host.Chain, now);
        return verdict.IsAccepted ? []
            :
            [
                Finding.Error(
                    $"host-cert {certificate} cannot be used: {verdict.Text}", "Get a host certificate that clients accept."),
            ];
    }
}
