using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;

namespace S3Stream.Tests.EndToEnd;

/// <summary>A MinIO server in a container, wherever a Docker engine answers.</summary>
public sealed class MinioFixture : StoreFixture
{
    private const string Image = "minio/minio:RELEASE.2025-09-07T16-13-09Z";
    private const string AccessKey = "s3streamtest";
    private const string SecretKey = "s3stream-test-secret";
    private const ushort Port = 9000;
    private IContainer? _container;

    public override async ValueTask InitializeAsync()
    {
        try
        {
            _container = await StartAsync();
        }
        catch (DockerUnavailableException)
        {
            Unavailable = "no Docker engine answers on this machine, and MinIO runs in a container";
            return;
        }

        var endpoint = new Uri($"http://{_container.Hostname}:{_container.GetMappedPublicPort(Port)}");
        Settings = new StoreSettings(endpoint, "minio", "us-east-1", AccessKey, SecretKey);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_container is not null)
        {
            await _container.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    private static async Task<IContainer> StartAsync()
    {
        var container = new ContainerBuilder(Image)
            .WithPortBinding(Port, assignRandomHostPort: true)
            .WithEnvironment("MINIO_ROOT_USER", AccessKey)
            .WithEnvironment("MINIO_ROOT_PASSWORD", SecretKey)
            .WithCommand("server", "/data")
            .WithWaitStrategy(
                Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(request => request.ForPath("/minio/health/ready").ForPort(Port)))
            .Build();
        await container.StartAsync();
        return container;
    }
}
