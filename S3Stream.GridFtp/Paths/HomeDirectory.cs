using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Paths;

/// <summary>
/// The directory where a user's sessions start, which <c>~</c> stands for: one path for all, or one with the account's name. It need not
/// exist. Immutable.
/// </summary>
internal sealed record HomeDirectory
{
    private const string User = "$USER";

    private readonly string _pattern;

    private HomeDirectory(string pattern) => _pattern = pattern;

    /// <summary>The root, which lists the buckets.</summary>
    public static HomeDirectory Root { get; } = new("/");

    /// <param name="text">An absolute path; <c>$USER</c> stands for the account.</param>
    /// <exception cref="FormatException">Anything else.</exception>
    public static HomeDirectory Parse(string text)
    {
        if (!text.StartsWith('/') || text.Replace(User, "", StringComparison.Ordinal).Contains('$', StringComparison.Ordinal))
        {
            throw new FormatException("expected an absolute path such as /bucket/home/$USER; $USER is the only variable");
        }

        try
        {
            _ = new HomeDirectory(text).Of("user");
        }
        catch (FtpException exception)
        {
            throw new FormatException("its first component cannot name a bucket, or another component is not valid", exception);
        }

        return new HomeDirectory(text);
    }

    /// <summary>The home of an account.</summary>
    /// <exception cref="FtpException">530: the account's name cannot be part of a path, or would say more than a name.</exception>
    public VirtualPath Of(string account)
    {
        if (!_pattern.Contains(User, StringComparison.Ordinal))
        {
            return VirtualPath.Root.Combine(_pattern);
        }

        try
        {
            if (account is not ("" or "." or "..") && account.AsSpan().IndexOfAny(@"/*?[\") < 0) // wildcards would count in path rules
            {
                return VirtualPath.Root.Combine(_pattern.Replace(User, account, StringComparison.Ordinal));
            }
        }
        catch (FtpException)
        {
            // the reply below is the one for a login
        }

        throw new FtpException(
            Reply.Message(530, $"Login incorrect. : the name of the account {account} cannot name a home directory", ""));
    }
}
