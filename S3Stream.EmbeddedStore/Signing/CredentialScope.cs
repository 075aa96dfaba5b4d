namespace S3Stream.Embedded;

/// <summary>
/// AccessKey/yyyyMMdd/region/s3/aws4_request: the Credential of a signature. Any region is taken: there is only one place.
/// </summary>
internal sealed record CredentialScope(string AccessKey, string Day, string Region)
{
    public string Text => $"{Day}/{Region}/s3/aws4_request";

    public static bool TryParse(string credential, out CredentialScope scope)
    {
        string[] fields = credential.Split('/');
        scope = new("", "", "");
        if (fields is not [var access, { Length: 8 } day, { Length: > 0 } region, "s3", "aws4_request"])
        {
            return false;
        }

        scope = new(access, day, region);
        return true;
    }
}
