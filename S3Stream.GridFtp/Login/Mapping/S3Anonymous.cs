namespace S3Stream.GridFtp.Login;

/// <summary>Nobody: requests without a signature, for buckets that anybody may read.</summary>
/// <param name="PathPrefix">What it is for.</param>
internal sealed record S3Anonymous(string PathPrefix) : S3Identity(PathPrefix)
{
    public override string ToString() => $"unsigned requests for {PathPrefix}";
}
