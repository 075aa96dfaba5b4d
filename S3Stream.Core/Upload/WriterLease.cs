namespace S3Stream.Upload;

/// <summary>What a writer holds between Acquire and Commit.</summary>
/// <param name="Part">The part.</param>
/// <param name="Claim">The bytes, as offsets in the part.</param>
/// <param name="IsScratch">
/// The bytes went to the writer's own scratch memory: they are compared (a re-send), or written to the part's file.
/// </param>
internal readonly record struct WriterLease(OpenPart Part, Extent Claim, bool IsScratch);
