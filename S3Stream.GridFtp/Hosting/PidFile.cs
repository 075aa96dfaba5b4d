using System.Globalization;
using S3Stream.GridFtp.Diagnostics;

namespace S3Stream.GridFtp.Hosting;

/// <summary>A file with this process's id in it, removed at the end.</summary>
internal sealed class PidFile : IDisposable
{
    private readonly string _path;
    private readonly ILogger _logger;

    /// <exception cref="IOException">It cannot be written.</exception>
    public PidFile(string path, ILogger logger)
    {
        File.WriteAllText(path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
        (_path, _logger) = (path, logger);
    }

    public void Dispose()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // root wrote it, and the account that the server became cannot remove it
            _logger.PidFileLeft(_path, exception.Message);
        }
    }
}
