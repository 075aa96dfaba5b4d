namespace S3Stream.GridFtp.Login;

/// <summary>A key pair of the user's own. Prints without its secrets.</summary>
/// <param name="AccessKey">Identifies.</param>
/// <param name="SecretKey">Proves.</param>
/// <param name="PathPrefix">What it is for.</param>
internal sealed record S3KeyPair(string AccessKey, string SecretKey, string PathPrefix) : S3Identity(PathPrefix)
{
    public override string ToString() => $"key pair for {PathPrefix}";
}
