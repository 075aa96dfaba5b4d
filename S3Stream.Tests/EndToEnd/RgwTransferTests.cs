using Xunit;

namespace S3Stream.Tests.EndToEnd;

[Collection(RgwLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class RgwTransferTests(EndpointFixture<RgwFixture> endpoint)
    : TransferTests(endpoint), IClassFixture<EndpointFixture<RgwFixture>>;
