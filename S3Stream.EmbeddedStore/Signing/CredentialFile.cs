using System.Text;
using S3Stream.Embedded.Diagnostics;

namespace S3Stream.Embedded;

/// <summary>
/// The account's keys in DIR/credentials, made at the first start. The file has the form of an AWS credentials file, so
/// AWS_SHARED_CREDENTIALS_FILE=DIR/credentials is all that other clients need.
/// </summary>
internal static class CredentialFile
{
    private const string AccessKeyName = "aws_access_key_id";
    private const string SecretKeyName = "aws_secret_access_key";

    private const UnixFileMode OthersMay =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public static StoreCredential LoadOrCreate(StoreLayout layout, ILogger logger)
    {
        string path = layout.CredentialFile;
        if (File.Exists(path))
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OthersMay) != 0)
            {
                logger.EmbeddedStoreCredentialsOpen(path);
            }

            return Load(path);
        }

        StoreCredential credential = StoreCredential.Generate();
        byte[] text = Encoding.UTF8.GetBytes(
            $"[default]\n{AccessKeyName} = {credential.AccessKey}\n{SecretKeyName} = {credential.SecretKey}\n");
        layout.Publish(layout.WriteTemporary(text), path);
        layout.Flush(path);
        return credential;
    }

    private static StoreCredential Load(string path)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(path))
        {
            string[] sides = line.Split('=', 2, StringSplitOptions.TrimEntries);
            if (sides.Length == 2)
            {
                values[sides[0]] = sides[1];
            }
        }

        return values.TryGetValue(AccessKeyName, out string? access) && values.TryGetValue(SecretKeyName, out string? secret)
            && access.Length > 0 && secret.Length > 0
            ? new StoreCredential(access, secret)
            : throw new InvalidDataException(
                $"{path} does not name {AccessKeyName} and {SecretKeyName}. Put them back, or delete the file, and the store makes new "
                    + "keys.");
    }
}
