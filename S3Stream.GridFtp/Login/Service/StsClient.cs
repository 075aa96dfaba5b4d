using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;

namespace S3Stream.GridFtp.Login;

/// <summary>Makes clients of the Security Token Service: AWS' own in the region, or one at an endpoint of the site's.</summary>
internal static class StsClient
{
    /// <param name="options">Region and certificate authorities.</param>
    /// <param name="endpoint">The site's STS; <see langword="null"/>: AWS' own.</param>
    /// <param name="credentials">The server's own; <see langword="null"/>: the standard AWS chain.</param>
    public static AmazonSecurityTokenServiceClient Create(S3StreamOptions options, Uri? endpoint, AWSCredentials? credentials)
    {
        var config = new AmazonSecurityTokenServiceConfig
        {
            AuthenticationRegion = options.Region,
            DisableLogging = true,
            Timeout = options.RequestTimeout,
        };
        if (endpoint is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }
        else
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.UseHttp = endpoint.Scheme == Uri.UriSchemeHttp;
            config.HttpClientFactory = options.CertificateAuthorityFile is { } file ? new TrustingFactory(file) : null;
        }

        return credentials is null
            ? new AmazonSecurityTokenServiceClient(config)
            : new AmazonSecurityTokenServiceClient(credentials, config);
    }

    /// <summary>A site's STS stands beside its S3 service: it is trusted by the same certificate authorities, and only by these.</summary>
    private sealed class TrustingFactory(string file) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPemFile(file);
            return new HttpClient(new SocketsHttpHandler
            {
                UseProxy = false,
                SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
            });
        }
    }
}
