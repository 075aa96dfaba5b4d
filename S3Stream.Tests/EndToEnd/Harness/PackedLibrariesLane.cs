using Xunit;

namespace S3Stream.Tests.EndToEnd;

[CollectionDefinition(Name)]
public sealed class PackedLibrariesLane : ICollectionFixture<PackedLibraries>
{
    public const string Name = "the libraries' packages";
}
