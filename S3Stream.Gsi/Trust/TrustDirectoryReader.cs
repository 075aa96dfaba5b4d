using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using S3Stream.Gsi.Certificates;
using S3Stream.Gsi.Diagnostics;
using S3Stream.Gsi.Names;

namespace S3Stream.Gsi.Trust;

/// <summary>
/// Reads a CA directory in the layout of Globus and IGTF: <c>HASH.0</c> (CA certificate), <c>HASH.signing_policy</c>, <c>HASH.r0</c>
/// (revocation list). Files are taken by their ending and believed by their content: HASH may be OpenSSL's new or old (MD5) hash or any
/// other name, but a CA and its policy must share it.
/// </summary>
internal sealed partial class TrustDirectoryReader(string directory, ILogger logger)
{
    private readonly List<TrustedAuthority> _authorities = [];
    private readonly List<SigningPolicy> _policies = [];
    private readonly List<RevocationList> _revocationLists = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Reads what is there now. A file that cannot be used is skipped with a warning that names it.</summary>
    /// <exception cref="IOException">The directory itself cannot be read.</exception>
    public TrustStore Read()
    {
        Dictionary<string, List<SigningPolicy>> policiesByBase = [];
        string[] files = Directory.GetFiles(directory);
        Array.Sort(files, StringComparer.Ordinal);
        foreach (string file in files.Where(file => file.EndsWith(".signing_policy", StringComparison.Ordinal)))
        {
            policiesByBase[BaseOf(file)] = TryRead(file, ReadPolicies) ?? [];
        }

        foreach (string file in files)
        {
            Match match = AuthorityFile().Match(Path.GetFileName(file));
            if (match is { Success: true } && match.Groups["crl"].Length == 0)
            {
                AddAuthorities(file, policiesByBase.GetValueOrDefault(BaseOf(file)));
            }
            else if (match.Success && TryRead(file, ReadRevocationList) is { } list && IsNew(list.Fingerprint))
            {
                _revocationLists.Add(list);
            }
        }

        return new TrustStore(_authorities, _policies, _revocationLists);
    }

    private static string BaseOf(string file) => Path.GetFileNameWithoutExtension(file);

    [GeneratedRegex(@"^.+\.(?<crl>r?)[0-9]+$", RegexOptions.ExplicitCapture)]
    private static partial Regex AuthorityFile();

    private void AddAuthorities(string file, List<SigningPolicy>? policies)
    {
        if (TryRead(file, ReadCertificates) is not { } certificates)
        {
            return;
        }

        if (policies is null)
        {
            logger.AuthorityWithoutPolicy(file, BaseOf(file) + ".signing_policy");
        }

        foreach (GsiCertificate certificate in certificates)
        {
            // the same CA stands under two hashes; its policies may differ only by mistake, and then all of them count
            if (IsNew(Convert.ToHexString(certificate.Encoded.Span)))
            {
                _authorities.Add(new TrustedAuthority(certificate, file));
            }

            _policies.AddRange((policies ?? []).Where(policy => DnText.NormalForms(certificate.Subject).Contains(policy.Authority)));
        }
    }

    private bool IsNew(string key) => _seen.Add(key);

    private T? TryRead<T>(string file, Func<string, T> read)
        where T : class
    {
        try
        {
            return read(file);
        }
        catch (Exception exception)
            when (exception is CertificateFormatException or FormatException or IOException or UnauthorizedAccessException
                or SecurityException)
        {
            logger.TrustFileSkipped(file, exception.Message);
            return null;
        }
    }

    private static List<SigningPolicy> ReadPolicies(string file) => [.. SigningPolicy.Parse(File.ReadAllText(file, Encoding.Latin1))];

    private static List<GsiCertificate> ReadCertificates(string file)
    {
        byte[] content = File.ReadAllBytes(file);
        List<GsiCertificate> certificates = PemFile.ReadCertificates(Encoding.Latin1.GetString(content));
        return certificates.Count > 0 ? certificates : [GsiCertificate.Parse(content)];
    }

    private static RevocationList ReadRevocationList(string file)
    {
        byte[] content = File.ReadAllBytes(file);
        return RevocationList.Parse(PemFile.Find(Encoding.Latin1.GetString(content), "X509 CRL") ?? content);
    }
}
