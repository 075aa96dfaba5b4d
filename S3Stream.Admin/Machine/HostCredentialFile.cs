using S3Stream.Gsi;

namespace S3Stream.Admin;

/// <summary>The server's own certificate and key, read again when either file changed. Safe for concurrent use.</summary>
internal sealed class HostCredentialFile(string certificatePath, string keyPath)
{
    private readonly WatchedFile<string> _key = new(keyPath, path => PrivateFile.ReadAllText(path));
    private readonly WatchedFile<string> _certificate = new(certificatePath, File.ReadAllText);
    private readonly Lock _lock = new();
    private (string Certificate, string Key, GsiCredential Credential)? _current;

    /// <summary>Not to be disposed: sessions that began with an older one still use that.</summary>
    /// <exception cref="IOException">A file cannot be read, or the key is not private.</exception>
    /// <exception cref="CertificateFormatException">A file does not hold what it should; the message names it.</exception>
    public GsiCredential Current
    {
        get
        {
            lock (_lock)
            {
                (string certificate, string key) = (_certificate.Current, _key.Current);
                if (_current is not { } current || !ReferenceEquals(current.Certificate, certificate) || !ReferenceEquals(current.Key, key))
                {
                    _current = current = (certificate, key, Load(certificate, key));
                }

                return current.Credential;
            }
        }
    }

    private GsiCredential Load(string certificate, string key)
    {
        try
        {
            return GsiCredential.FromPem(certificate, key);
        }
        catch (CertificateFormatException exception)
        {
            throw new CertificateFormatException(
                $"the host certificate {certificatePath} with key {keyPath} cannot be used: {exception.Message}", exception);
        }
    }
}
