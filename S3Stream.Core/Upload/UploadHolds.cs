using System.Collections.Concurrent;

namespace S3Stream.Upload;

/// <summary>Which transfers of this process hold which multipart uploads. Safe for concurrent use.</summary>
internal sealed class UploadHolds
{
    private readonly ConcurrentDictionary<(ObjectAddress Address, string UploadId), UploadHold> _holds = [];

    /// <summary>
    /// Makes <paramref name="hold"/> the upload's holder. False when a transfer holds it that does not give way: one of another owner, or
    /// one that is not kept for a resume.
    /// </summary>
    /// <param name="address">The object.</param>
    /// <param name="uploadId">The upload.</param>
    /// <param name="hold">The new holder.</param>
    /// <param name="former">Who held it and has been told to give way; await <see cref="UploadHold.Released"/>.</param>
    public bool TryTake(ObjectAddress address, string uploadId, UploadHold hold, out UploadHold? former)
    {
        while (true)
        {
            if (_holds.TryGetValue((address, uploadId), out former))
            {
                if (!former.MayBeTakenBy(hold))
                {
                    return false;
                }

                if (_holds.TryUpdate((address, uploadId), hold, former))
                {
                    former.Take();
                    return true;
                }
            }
            else if (_holds.TryAdd((address, uploadId), hold))
            {
                return true;
            }
        }
    }

    /// <summary>Ends the hold; a newer holder of the same upload stays.</summary>
    public void Release(ObjectAddress address, string uploadId, UploadHold hold)
    {
        _holds.TryRemove(KeyValuePair.Create((address, uploadId), hold));
        hold.Release();
    }
}
