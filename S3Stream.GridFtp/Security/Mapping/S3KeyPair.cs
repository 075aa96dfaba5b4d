namespace S3Stream.GridFtp.Security;

/// <summary>The S3 credentials of one user. Prints without its secrets.</summary>
/// <param name="AccessKey">Identifies.</param>
/// <param name="SecretKey">Proves.</param>
/// <param name="PathPrefix">The part of the name space they are for: <c>/</c>, <c>/bucket</c> or <c>/bucket/prefix</c>.</param>
internal sealed record S3KeyPair(string AccessKey, string SecretKey, string PathPrefix)
{
    public override string ToString() => $"key pair for {PathPrefix}";
}
