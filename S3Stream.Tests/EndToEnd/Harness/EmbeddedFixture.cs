namespace S3Stream.Tests.EndToEnd;

/// <summary>The S3-speaking store inside the endpoint itself; nothing runs beside it.</summary>
public sealed class EmbeddedFixture : StoreFixture
{
    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;
}
