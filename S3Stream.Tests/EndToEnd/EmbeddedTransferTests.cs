using Xunit;

namespace S3Stream.Tests.EndToEnd;

[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class EmbeddedTransferTests(EndpointFixture<EmbeddedFixture> endpoint)
    : TransferTests(endpoint), IClassFixture<EndpointFixture<EmbeddedFixture>>;
