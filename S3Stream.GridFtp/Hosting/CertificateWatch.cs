using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Login;

namespace S3Stream.GridFtp.Hosting;

/// <summary>Warns once a day while the host certificate expires soon, or has.</summary>
internal sealed class CertificateWatch : IAsyncDisposable
{
    private readonly Func<GsiService?> _security;
    private readonly string _file;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;

    /// <param name="security">The security layer of the moment. Not owned.</param>
    /// <param name="file">The certificate's, for the message.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told.</param>
    public CertificateWatch(Func<GsiService?> security, string file, TimeProvider time, ILogger logger)
    {
        (_security, _file, _time, _logger) = (security, file, time, logger);
        _timer = time.CreateTimer(_ => Look(), null, TimeSpan.FromDays(1), TimeSpan.FromDays(1)); // the start has looked already
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Look()
    {
        if (_security()?.HostCertificate is { } certificate
            && CertificateChecks.ExpiryOf(_file, certificate, _time.GetUtcNow()) is { } problem)
        {
            _logger.CertificateExpires(problem);
        }
    }
}
