namespace S3Stream.GridFtp.Login;

/// <summary>A key pair of the user's own. Prints without its secrets.</summary>
/// <param name="AccessKey">The access key, which identifies the user.</param>
/// <param name="SecretKey">The secret key, which signs requests.</param>
/// <param name="PathPrefix">The part of the name space that it is for.</param>
internal sealed record S3KeyPair(string AccessKey, string SecretKey, string PathPrefix) : S3Identity(PathPrefix)
{
    public override string ToString() => $"key pair for {PathPrefix}";
}
