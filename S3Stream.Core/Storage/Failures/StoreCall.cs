namespace S3Stream.Storage.Failures;

/// <summary>One request, as failures name it.</summary>
/// <param name="Operation">S3's name of it, such as <c>UploadPart</c>.</param>
/// <param name="Target">The bucket or <c>bucket/key</c> it is about.</param>
internal sealed record StoreCall(string Operation, string Target)
{
    public StoreCall(string operation, ObjectAddress address)
        : this(operation, address.ToString())
    {
    }

    /// <summary>What a 412 means for this request: a condition that the object does not exist yet, or that it is still the same.</summary>
    public FailureReason PreconditionMeans { get; init; } = FailureReason.Changed;

    /// <summary>Bytes of its body, where they are an object's.</summary>
    public long BodyLength { get; init; }

    /// <summary>S3's name of the request and nothing else.</summary>
    public string Name => Operation.Split(' ')[0];

    /// <summary>True when its answers have no body.</summary>
    public bool IsHead => Operation.StartsWith("Head", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"{Operation} {KeyText.Printable(Target)}";
}
