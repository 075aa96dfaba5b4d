namespace S3Stream.Embedded;

/// <summary>
/// What is kept of a bucket itself. <paramref name="Region"/> is the LocationConstraint it was made with; "" is us-east-1.
/// </summary>
internal sealed record BucketRecord(DateTimeOffset Created, string Region)
{
    public byte[] ToBytes() => new RecordText("bucket").Add("created", Created).Add("region", Region).Finish();

    public static BucketRecord Parse(byte[] bytes)
    {
        RecordFields record = RecordFields.Parse(bytes, "bucket");
        return new BucketRecord(record.Time("created"), record.Text("region"));
    }
}
