namespace S3Stream.Download;

/// <summary>The one version of the object that all ranges come from. The first answer sets it; every other one must agree.</summary>
internal sealed class ObjectVersion(ObjectAddress address)
{
    private readonly TaskCompletionSource<ObjectEntry> _known = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ObjectAddress Address { get; } = address;

    /// <summary>Completes with the first answer's facts, or fails with the download.</summary>
    public Task<ObjectEntry> Known => _known.Task;

    /// <summary>The version, once it is known.</summary>
    public ObjectEntry? Entry { get; private set; }

    /// <summary>Sets the version, or compares with it.</summary>
    /// <exception cref="StorageException">It is another version.</exception>
    public void Accept(ObjectEntry answer)
    {
        if (Entry is null)
        {
            Entry = answer;
            _known.TrySetResult(answer);
            return;
        }

        // If-Match makes the store refuse; this is for stores that do not honour it
        if (answer.ETag != Entry.ETag || answer.Length != Entry.Length)
        {
            throw Changed();
        }
    }

    /// <summary>The download failed; whoever waits for the version learns it.</summary>
    public void Fail(Exception failure)
    {
        _known.TrySetException(failure);

        // observed here: an opener that was cancelled does not wait any more
        _ = _known.Task.Exception;
    }

    public StorageException Changed() => new(
        FailureReason.Changed,
        $"The object {Address} was replaced while it was read: it no longer is the version {Entry?.ETag}. Read it again.");
}
