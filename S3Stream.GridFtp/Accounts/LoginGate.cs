using System.Net;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Accounts;

/// <summary>
/// Decides clear-text logins. An unknown user, a wrong password and a refused anonymous login get the same answer after the same delay, so
/// that none can be told from the others. Shared by all sessions.
/// </summary>
internal sealed class LoginGate(
    AnonymousAccess anonymous,
    IReadOnlyList<string> anonymousNames,
    PasswordFile? passwords,
    S3StreamClient client,
    FailedLogins failures,
    TimeProvider time)
    : IDisposable
{
    /// <summary>Deriving a key keeps a processor busy for a while; logins must not occupy all processors.</summary>
    private readonly SemaphoreSlim _derivations = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>The client for unsigned requests. Not owned.</summary>
    public required Lazy<S3StreamClient> Unsigned { get; init; }

    /// <summary>Whether the name is one of the anonymous user's.</summary>
    public bool IsAnonymous(string name) =>
        anonymousNames.Any(allowed => allowed == "*" || allowed.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The user, or <see langword="null"/> after a delay.</summary>
    /// <exception cref="FtpException">421: too many logins by password have failed, so this one is not checked.</exception>
    public async Task<SessionUser?> LoginAsync(string name, string password, IPAddress address, CancellationToken cancellationToken)
    {
        if (IsAnonymous(name) && anonymous != AnonymousAccess.None)
        {
            return new SessionUser("anonymous", anonymous == AnonymousAccess.ReadWrite, client);
        }

        using LoginAttempt attempt = await failures.BeginAsync(address, cancellationToken) ?? throw ShutOut();
        if (await CheckAsync(name, password, cancellationToken) is (true, var mayWrite))
        {
            return new SessionUser(name, mayWrite, client);
        }

        await Task.Delay(attempt.Fail(), time, cancellationToken);
        return null;
    }

    public void Dispose() => _derivations.Dispose();

    private static FtpException ShutOut() => new(Reply.Of(421, FormattableString.Invariant(
        $"Too many failed logins from your address; it may try again {FailedLogins.Memory.TotalMinutes:0} minutes after the last.")));

    private async Task<(bool Matches, bool MayWrite)> CheckAsync(string name, string password, CancellationToken cancellationToken)
    {
        if (passwords is null)
        {
            return (false, false);
        }

        await _derivations.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => passwords.Check(name, password), cancellationToken);
        }
        finally
        {
            _derivations.Release();
        }
    }
}
