namespace S3Stream.Embedded;

/// <summary>
/// The additional checksum of an object as S3 tells it: the value in Base64, with "-N" behind it when it is one over the parts'
/// checksums.
/// </summary>
internal sealed record StoredChecksum(ChecksumAlgorithm Algorithm, bool IsWhole, string Value)
{
    public const string WholeType = "FULL_OBJECT";
    public const string CompositeType = "COMPOSITE";

    public string Type => IsWhole ? WholeType : CompositeType;
}
