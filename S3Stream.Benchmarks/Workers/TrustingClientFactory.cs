using Amazon.Runtime;

namespace S3Stream.Benchmarks.Workers;

/// <summary>Makes the SDK's HTTP client trust the null server's certificate.</summary>
internal sealed class TrustingClientFactory(WorkerSettings settings) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(BareHttpWork.Handler(settings));
}
