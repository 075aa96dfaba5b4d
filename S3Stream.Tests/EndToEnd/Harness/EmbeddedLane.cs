using Xunit;

namespace S3Stream.Tests.EndToEnd;

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EmbeddedLane : ICollectionFixture<EmbeddedFixture>
{
    internal const string Name = "Embedded";
}
