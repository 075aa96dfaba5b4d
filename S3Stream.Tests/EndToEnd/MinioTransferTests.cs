using Xunit;

namespace S3Stream.Tests.EndToEnd;

[Collection(MinioLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class MinioTransferTests(EndpointFixture<MinioFixture> endpoint)
    : TransferTests(endpoint), IClassFixture<EndpointFixture<MinioFixture>>;
