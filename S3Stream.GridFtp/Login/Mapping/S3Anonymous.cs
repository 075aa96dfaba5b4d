namespace S3Stream.GridFtp.Login;

/// <summary>No identity: unsigned requests, for public buckets.</summary>
/// <param name="PathPrefix">The part of the name space that it is for.</param>
internal sealed record S3Anonymous(string PathPrefix) : S3Identity(PathPrefix)
{
    public override string ToString() => $"unsigned requests for {PathPrefix}";
}
