namespace S3Stream.Upload;

/// <summary>
/// Whether an upload still takes bytes, or has ended: by its first failure, or with all of them. Guarded by the assembler's lock.
/// </summary>
internal sealed class UploadState(ObjectAddress address, UploadParts parts)
{
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;
    private bool _isComplete;

    /// <summary>Completes with the first failure; never otherwise. Needs no lock.</summary>
    public Task<Exception> Failed => _failed.Task;

    public bool HasFailed => _failure is not null;

    /// <summary>Every byte is there: no more may come.</summary>
    public void Complete() => _isComplete = true;

    /// <summary>
    /// Records the failure, unless one came first, and gives back the memory that no writer fills. Returns the failure, to be thrown.
    /// </summary>
    public Exception Fail(Exception failure)
    {
        if (_failure is null)
        {
            _failure = failure;
            parts.Release();
            _failed.SetResult(failure);
        }

        return failure;
    }

    /// <exception cref="S3StreamException">The upload has failed: its first failure.</exception>
    /// <exception cref="InvalidOperationException">It is complete.</exception>
    public void ThrowIfOver()
    {
        if (_failure is { } failure)
        {
            throw S3StreamException.Again(failure, $"The upload of {address}");
        }

        if (_isComplete)
        {
            throw new InvalidOperationException($"{address}: the upload is complete.");
        }
    }
}
