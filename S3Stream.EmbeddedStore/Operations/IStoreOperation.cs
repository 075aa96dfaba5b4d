namespace S3Stream.Embedded;

/// <summary>One operation of S3. Without state of its own: any number of requests run it at once.</summary>
internal interface IStoreOperation
{
    /// <summary>Serves an authenticated request; an error is a <see cref="StoreFaultException"/>.</summary>
    Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken);
}
