using Xunit;

namespace S3Stream.Tests.EndToEnd;

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MinioLane : ICollectionFixture<MinioFixture>
{
    internal const string Name = "Minio";
}
