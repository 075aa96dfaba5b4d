using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using S3Stream.Gsi.Diagnostics;
using S3Stream.Gsi.Trust;

namespace S3Stream.Gsi;

/// <summary>
/// The CA directory, with its last content. <c>fetch-crl</c> and package updates replace files at any time: the listing is compared at most
/// every few seconds, at a login, and read again when it differs. Safe for concurrent use.
/// </summary>
public sealed class TrustDirectory
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private TrustStore? _store;
    private string _listing = "";
    private long _checkedAt;

    /// <summary>Names the directory; it is read at the first use of <see cref="Current"/>.</summary>
    /// <param name="path">The directory, in the layout that <see cref="TrustStore.Load"/> reads.</param>
    /// <param name="time">The clock; <see langword="null"/>: the system's.</param>
    /// <param name="logger">Where entries go; <see langword="null"/>: nowhere.</param>
    public TrustDirectory(string path, TimeProvider? time = null, ILogger? logger = null)
    {
        _path = path;
        _time = time ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
    }

    /// <summary>The directory as it stands now, or stood at most five seconds ago.</summary>
    /// <exception cref="IOException">The directory cannot be read and was never read; a store that was read once stays in use.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be read and was never read.</exception>
    public TrustStore Current
    {
        get
        {
            lock (_lock)
            {
                if (_store is null || _time.GetElapsedTime(_checkedAt) >= CheckInterval)
                {
                    _checkedAt = _time.GetTimestamp();
                    Refresh();
                }

                return _store!;
            }
        }
    }

    private void Refresh()
    {
        try
        {
            string listing = List();
            if (_store is not null && listing == _listing)
            {
                return;
            }

            _store = new TrustDirectoryReader(_path, _logger).Read();
            _listing = listing;
            _logger.TrustDirectoryRead(_path, _store.AuthorityCount, _store.RevocationListCount);
        }
        catch (Exception exception) when (_store is not null && exception is IOException or UnauthorizedAccessException)
        {
            _logger.TrustDirectoryUnreadable(_path, exception.Message);
        }
    }

    /// <summary>
    /// Names, sizes and times of all files. Links count by what they point to: fetch-crl and CA packages replace the target.
    /// </summary>
    private string List()
    {
        IEnumerable<string> lines = new DirectoryInfo(_path).EnumerateFiles().OrderBy(
            file => file.Name, StringComparer.Ordinal).Select(Describe);
        return string.Join('\n', lines);
    }

    private static string Describe(FileInfo file)
    {
        FileInfo target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return target.Exists ? $"{file.Name} {target.Length} {target.LastWriteTimeUtc.Ticks}" : $"{file.Name} missing";
    }
}
