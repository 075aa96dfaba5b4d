using System.Security.Cryptography;

namespace S3Stream.Upload;

/// <summary>
/// What one <see cref="ObjectUpload"/> has of its multipart upload: it alone may send parts, complete and abort, until another one takes
/// the upload over to continue it (docs/decisions/0013). Safe for concurrent use.
/// </summary>
/// <param name="owner">Whose transfer it is.</param>
/// <param name="isResumable">See <see cref="IsResumable"/>.</param>
internal sealed class UploadHold(object? owner, bool isResumable)
{
    private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Tells this holder from every other one, in this process and elsewhere.</summary>
    public string Name { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>Completes when another holder in this process wants the upload.</summary>
    public Task Taken => _taken.Task;

    /// <summary>Completes when this holder sends nothing more for the upload.</summary>
    public Task Released => _released.Task;

    /// <summary>Whose transfer it is.</summary>
    public object? Owner { get; } = owner;

    /// <summary>Another transfer of the same owner may take the upload over.</summary>
    public bool IsResumable { get; } = isResumable;

    public bool MayBeTakenBy(UploadHold other) => IsResumable && Equals(Owner, other.Owner);

    public void Take() => _taken.TrySetResult();

    public void Release() => _released.TrySetResult();
}
