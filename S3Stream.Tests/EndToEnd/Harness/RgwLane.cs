using Xunit;

namespace S3Stream.Tests.EndToEnd;

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RgwLane : ICollectionFixture<RgwFixture>
{
    internal const string Name = "Rgw";
}
