namespace S3Stream.Sequential;

/// <summary>
/// The synchronous members of streams: nothing that is awaited here needs the caller's thread, so that blocking it is safe.
/// </summary>
internal static class BlockingWait
{
    /// <summary>The result; blocks the thread where it is not there yet.</summary>
    public static T For<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? task.Result : task.AsTask().GetAwaiter().GetResult();
}
