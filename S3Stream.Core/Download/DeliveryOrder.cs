namespace S3Stream;

/// <summary>In which order an <see cref="ObjectDownload"/> hands its bytes out.</summary>
public enum DeliveryOrder
{
    /// <summary>Ascending offsets, for a consumer that needs a stream.</summary>
    Ascending = 0,

    /// <summary>As they come in, for a consumer that can place them: nothing waits for a slow request.</summary>
    AsCompleted,
}
