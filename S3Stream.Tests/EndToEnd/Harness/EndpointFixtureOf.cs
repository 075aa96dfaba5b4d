namespace S3Stream.Tests.EndToEnd;

/// <inheritdoc cref="EndpointFixture"/>
public sealed class EndpointFixture<TStore>(TStore store) : EndpointFixture(store)
    where TStore : StoreFixture;
