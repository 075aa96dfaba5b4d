using S3Stream.GridFtp.Accounts;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Commands;

/// <summary>PASS: logs the user in, by what a security exchange proved, or by the password.</summary>
internal sealed class PassCommand : FtpCommand
{
    private const int MaxTries = 3;

    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        SessionState state = context.State;
        LoginGate logins = context.Logins;
        if (state.User is not null)
        {
            return Replies.AlreadyLoggedIn;
        }

        if (state.PendingUser is not { } name)
        {
            return Reply.Of(503, "Login with USER first.");
        }

        state.PendingUser = null;
        string method = state.Identity is not null ? "certificate" : logins.IsAnonymous(name) ? "anonymous" : "password";
        SessionUser? user;
        try
        {
            user = state.Identity is { } identity
                ? await identity.LoginAsync(name, cancellationToken)
                : await logins.LoginAsync(name, line.Argument, context.Remote.Address, cancellationToken);
            if (user is not null && context.Control.Admit(user.Name) is { } limit)
            {
                throw new FtpException(Reply.Of(421, limit));
            }
        }
        catch (FtpException exception)
        {
            GridFtpMetrics.LoggedIn(method, succeeded: false);
            state.LoginRefusal = exception.Reply.Code == 530 ? exception.Reply : null;
            context.Logger.LoginNotTaken(LogText.Clean(name), context.Remote.ToString(), LogText.Clean(exception.Message));
            throw;
        }

        GridFtpMetrics.LoggedIn(method, user is not null);
        if (user is null)
        {
            context.Logger.LoginRefused(LogText.Clean(name), context.Remote.ToString());
            return ++state.FailedLogins < MaxTries ? Replies.LoginIncorrect : Reply.Of(421, "Login incorrect; too many tries.");
        }

        VirtualPath home = context.Options.Home.Of(user.Name);
        user = WithUnsigned(user, logins, context.Options.UnsignedBuckets) with
        {
            Security = user.Security ?? state.StreamSecurity,
            Paths = context.Options.Paths.At(home),
            AllowedBuckets = context.Options.Buckets,
        };
        state.User = user;
        state.Directory = state.Home = home;
        state.Phase = SessionPhase.LoggedIn;
        state.DataChannelAuthentication = user.Security is { ProvesIdentity: true }
            ? new DataChannelAuthentication('A')
            : DataChannelAuthentication.None;
        context.Logger.LoggedIn(LogText.Clean(user.Name), context.Remote.ToString());
        return context.Options.Greeting.LoggedIn(user.Name);
    }

    private static SessionUser WithUnsigned(SessionUser user, LoginGate logins, IReadOnlyList<string> buckets) =>
        buckets.Count == 0 ? user : user with
        {
            Route = path => !path.IsRoot && buckets.Contains(path.Bucket, StringComparer.Ordinal)
                ? logins.Unsigned.Value
                : user.Route?.Invoke(path) ?? user.Client,
            NamedBuckets = [.. user.NamedBuckets.Union(buckets)],
        };
}
