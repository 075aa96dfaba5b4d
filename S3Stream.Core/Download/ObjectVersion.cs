using S3Stream.Storage;

namespace S3Stream.Download;

/// <summary>The one version of the object that all ranges come from. The first answer sets it; every other one must agree.</summary>
internal sealed class ObjectVersion(ObjectAddress address)
{
    private readonly TaskCompletionSource<ObjectEntry> _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _encoding;

    public ObjectAddress Address { get; } = address;

    /// <summary>Completes with the first answer's facts, once they are announced, or fails with the download.</summary>
    public Task<ObjectEntry> Known => _known.Task;

    /// <summary>The version, once it is known.</summary>
    public ObjectEntry? Entry { get; private set; }

    /// <summary>Sets the version, or compares with it.</summary>
    /// <exception cref="StorageException">
    /// The answer is of another version (<see cref="FailureReason.Changed"/>), or in another content encoding
    /// (<see cref="FailureReason.Corrupt"/>).
    /// </exception>
    public void Accept(RangeReply reply)
    {
        ObjectEntry answer = reply.Object;
        if (Entry is null)
        {
            Entry = answer;
            _encoding = reply.Encoding;
            return;
        }

        // If-Match makes the store refuse; this is for stores that do not honour it
        if (answer.ETag != Entry.ETag || answer.Length != Entry.Length)
        {
            throw Changed();
        }

        if (reply.Body is not null && !string.Equals(reply.Encoding, _encoding, StringComparison.OrdinalIgnoreCase))
        {
            throw new StorageException(
                FailureReason.Corrupt,
                $"The store answered the read of {Address} bytes {reply.Range} with Content-Encoding {reply.Encoding ?? "none"}, "
                    + $"and others with {_encoding ?? "none"}: something on the way compresses or decompresses what is stored.");
        }
    }

    /// <summary>
    /// Tells the version to whoever waits for it: other ranges are read from now on. Called once all that they rely on has been set up by
    /// the first answer.
    /// </summary>
    public void Announce() => _known.TrySetResult(Entry!);

    /// <summary>The download failed; whoever waits for the version learns it.</summary>
    public void Fail(Exception failure)
    {
        _known.TrySetException(failure);

        // observed here, because an opener that was cancelled no longer waits
        _ = _known.Task.Exception;
    }

    public StorageException Changed() => new(
        FailureReason.Changed,
        $"The object {Address} was replaced while it was read: it is no longer the version {Entry?.ETag}. Read it again.");
}
