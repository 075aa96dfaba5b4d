using System.Net;
using System.Text;
using S3Stream.GridFtp.Accounts;
using S3Stream.GridFtp.Login;
using S3Stream.GridFtp.Session;
using S3Stream.Gsi;

namespace S3Stream.GridFtp.Hosting;

/// <summary>The files that say who may log in.</summary>
internal static class LoginChecks
{
    public static IEnumerable<Finding> Passwords(ServeSettings settings)
    {
        if (settings.GridFtp.PasswordFile is not { } file)
        {
            return [];
        }

        try
        {
            return PasswordFile.Load(file).Count > 0 ? []
                : [Finding.Warning($"password-file {file} has no account in it",
                    "Add lines made by 's3stream-gridftp hash-password NAME'.")];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return
            [
                Finding.Error(
                    $"password-file: {exception.Message}", $"Mend {file}: mode 0600, lines made by 's3stream-gridftp hash-password NAME'."),
            ];
        }
    }

    public static IEnumerable<Finding> GridMapFile(ServeSettings settings)
    {
        string file = settings.Gsi.GridMap;
        if (!settings.UseGsi)
        {
            return [];
        }

        try
        {
            var findings = new List<Finding>();
            GridMap map = GridMap.Parse(File.ReadAllText(file, Encoding.Latin1), (line, problem) => findings.Add(Finding.Warning(
                $"gridmap {file}, line {line} is skipped: {problem}",
                "Write '\"/distinguished/name\" account', the name in double quotes.")));
            if (map.Count == 0)
            {
                findings.Add(Finding.Warning(
                    $"gridmap {file} maps nobody, so nobody can log in with a certificate",
                    "Add lines '\"/distinguished/name\" account'."));
            }

            return findings;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return
            [
                Finding.Error(
                    $"gridmap {file} cannot be read by the user that serves ({Environment.UserName}): {exception.Message}",
                    $"Let gridmap name a file that this user may read (chmod a+r {file}; it holds no secret)."),
            ];
        }
    }

    public static IEnumerable<Finding> CredentialMapFile(ServeSettings settings)
    {
        if (settings.Gsi.CredentialMap is not { } path)
        {
            return [];
        }

        try
        {
            var findings = new List<Finding>();
            new CredentialMapFile(path, problem => findings.Add(Finding.Warning(
                $"credential-map: {problem}", "The line is skipped: its user cannot log in. Write user;ACCESS-KEY;SECRET-KEY."))).Check();
            return findings;
        }
        catch (IOException exception)
        {
            return
            [
                Finding.Error(
                    $"credential-map: {exception.Message}",
                    $"Let it belong to the user that serves ({Environment.UserName}) with mode 0600; only that user may read it."),
            ];
        }
    }

    public static IEnumerable<Finding> Anonymous(ServeSettings settings)
    {
        IPEndPoint? open = settings.GridFtp.Listen.FirstOrDefault(address => !IPAddress.IsLoopback(address.Address));
        return settings.GridFtp.Anonymous == AnonymousAccess.ReadWrite && open is not null && settings.GridFtp.Admission.IsEverybody
            ?
            [
                Finding.Warning(
                    $"anonymous = read-write and listen = {open}: everybody who reaches that address may write and delete",
                    "Set anonymous = read, or say by allow-from which networks are trusted."),
            ]
            : [];
    }
}
