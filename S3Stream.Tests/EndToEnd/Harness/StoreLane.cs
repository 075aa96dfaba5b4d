using Xunit;

namespace S3Stream.Tests.EndToEnd;

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class StoreLane
{
    internal const string Name = "StoreLane";
}
