using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;
using S3Stream.Gsi;

namespace S3Stream.GridFtp.Login;

/// <summary>A proven distinguished name that chooses one of its accounts. Nothing the client says can make it another account.</summary>
internal sealed class MappedIdentity(DistinguishedName subject, AccountMapper accounts, IDataChannelSecurity security, ILogger logger)
    : IProvenIdentity
{
    private const string DefaultAccount = ":globus-mapping:";

    public string Subject => subject.Text;

    public ValueTask<SessionUser> LoginAsync(string requestedUser, CancellationToken cancellationToken)
    {
        string name = LogText.Clean(requestedUser);
        try
        {
            IReadOnlyList<string> allowed = accounts.AccountsOf(subject);
            if (allowed.Count == 0)
            {
                throw Refused(
                    name, $"gridmap {accounts.GridMapPath} has no line for that name", $"Gridmap lookup failure: Could not map {subject}");
            }

            string account = requestedUser == DefaultAccount ? allowed[0] : requestedUser;
            if (!allowed.Contains(account))
            {
                throw Refused(
                    name, $"gridmap {accounts.GridMapPath} does not give it that account", $"{subject} may not use the account {name}");
            }

            return ValueTask.FromResult(accounts.UserOf(account, security, out string place)
                ?? throw Refused(account, LogText.Clean(place), $"no S3 credentials are registered for {account}"));
        }
        catch (Exception exception) when (exception is IOException or FormatException or UnauthorizedAccessException)
        {
            logger.CredentialsUnavailable(subject.Text, name, exception.Message);
            throw new FtpException(
                Reply.Message(530, "Login incorrect. : the server's grid map or credential map cannot be used; its log says why", ""),
                exception);
        }
    }

    private FtpException Refused(string account, string problem, string text)
    {
        logger.MappingRefused(subject.Text, account, problem);
        return new FtpException(Reply.Message(530, $"Login incorrect. : {text}", ""));
    }
}
