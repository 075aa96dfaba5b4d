using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace S3Stream.Admin;

/// <summary>What requests to S3 need from this machine.</summary>
internal static class StoreChecks
{
    private static readonly string[] KeyVariables =
    [
        "AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    ];

    public static IEnumerable<Finding> Authority(string? file)
    {
        const string Remedy = "Let s3-ca name a PEM file (-----BEGIN CERTIFICATE-----) that the user that serves may read.";
        if (file is null)
        {
            return [];
        }

        try
        {
            X509Certificate2Collection authorities = [];
            authorities.ImportFromPemFile(file);
            return authorities.Count > 0 ? [] : [Finding.Error($"s3-ca {file} holds no certificate", Remedy)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return [Finding.Error($"s3-ca {file} cannot be read: {exception.Message}", Remedy)];
        }
    }

    /// <summary>Keys that nothing names can still come from an instance's role (EC2): that is no error.</summary>
    public static IEnumerable<Finding> Keys(Func<string, string?> environment)
    {
        string home = environment("HOME") ?? "/";
        string[] files =
        [
            environment("AWS_SHARED_CREDENTIALS_FILE") ?? Path.Combine(home, ".aws", "credentials"),
            environment("AWS_CONFIG_FILE") ?? Path.Combine(home, ".aws", "config"),
        ];
        return Array.Exists(KeyVariables, name => !string.IsNullOrEmpty(environment(name))) || Array.Exists(files, File.Exists)
                ? []
                :
                [
                    Finding.Warning(
                        $"there are no S3 keys: neither AWS_ACCESS_KEY_ID nor {files[0]} is there, so only "
                            + "the role of an EC2 instance helps",
                        "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (the package's unit reads them from /etc/s3stream/environment)."),
                ];
    }

    /// <param name="setting">The setting that names it.</param>
    /// <param name="directory">It is made where it is not there; <see langword="null"/>: nothing is looked at.</param>
    public static IEnumerable<Finding> Writable(string setting, string? directory)
    {
        if (directory is null)
        {
            return [];
        }

        try
        {
            Directory.CreateDirectory(directory);
            using FileStream probe = new(
                Path.Combine(directory, $".s3stream-check-{Environment.ProcessId}"),
                new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose });
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return
            [
                Finding.Error(
                    $"{setting} {directory} cannot be written: {exception.Message}",
                    $"Let {setting} name a directory that the user that serves ({Environment.UserName}) may write to."),
            ];
        }
    }
}
