namespace S3Stream.Upload;

/// <summary>
/// The bytes of one part that writers are filling right now, as offsets in the part. No two claims overlap, but for those that compare a
/// re-send with what has arrived. Guarded by the assembler's lock.
/// </summary>
internal sealed class PartClaims
{
    private readonly List<Extent> _claims = [];

    public bool IsEmpty => _claims.Count == 0;

    public void Add(Extent claim) => _claims.Add(claim);

    public void Remove(Extent claim) => _claims.Remove(claim);

    /// <summary>Cuts the run before the next one that another writer fills; false when another writer fills its first byte.</summary>
    public bool TryFindFree(long start, ref long length)
    {
        foreach (Extent claim in _claims)
        {
            if (claim.Contains(start))
            {
                return false;
            }

            if (claim.Offset > start)
            {
                length = Math.Min(length, claim.Offset - start);
            }
        }

        return true;
    }
}
