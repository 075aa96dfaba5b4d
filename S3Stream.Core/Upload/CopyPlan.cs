namespace S3Stream.Upload;

/// <summary>How bytes that another object has get into an upload: which parts S3 copies, and which bytes a writer must send.</summary>
/// <param name="Parts">Numbers of the parts that the bytes cover as a whole and nobody has begun, ascending.</param>
/// <param name="Others">The other missing bytes.</param>
internal sealed record CopyPlan(IReadOnlyList<int> Parts, IReadOnlyList<Extent> Others)
{
    public static CopyPlan For(Extent extent, UploadParts upload)
    {
        var parts = new List<int>();
        var others = new ExtentSet();
        for (long offset = extent.Offset; offset < extent.End;)
        {
            int number = upload.Layout.PartNumberAt(offset);
            Extent whole = upload.Layout.ExtentOf(number);
            Extent inside = whole.Intersect(extent);
            offset = inside.End;
            if (upload.Stored.Contains(number))
            {
                continue;
            }

            if (inside == whole && !upload.Layout.IsSinglePart && upload.Find(number) is null)
            {
                parts.Add(number);
            }
            else
            {
                others.Add(inside);
            }
        }

        return new CopyPlan(parts, others.Extents);
    }
}
