using Microsoft.Extensions.Logging;
using S3Stream.Gsi.Diagnostics;
using S3Stream.Gsi.Trust;

namespace S3Stream.Gsi;

/// <summary>
/// The CA directory and what was last read from it. <c>fetch-crl</c> and package updates replace files at any time: the listing is compared
/// at most every few seconds, when somebody logs in, and read again when it differs. Safe for concurrent use.
/// </summary>
internal sealed class TrustDirectory(string path, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private TrustStore? _store;
    private string _listing = "";
    private long _checkedAt;

    /// <summary>The directory as it stands now, or a few seconds ago.</summary>
    /// <exception cref="IOException">It cannot be read and never could be; a store that was read once stays in use.</exception>
    public TrustStore Current
    {
        get
        {
            lock (_lock)
            {
                if (_store is null || time.GetElapsedTime(_checkedAt) >= CheckInterval)
                {
                    _checkedAt = time.GetTimestamp();
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

            _store = new TrustDirectoryReader(path, logger).Read();
            _listing = listing;
            logger.TrustDirectoryRead(path, _store.AuthorityCount, _store.RevocationListCount);
        }
        catch (Exception error) when (_store is not null && error is IOException or UnauthorizedAccessException)
        {
            logger.TrustDirectoryUnreadable(path, error.Message);
        }
    }

    /// <summary>
    /// Names, sizes and times of all files. Links count by what they point to: fetch-crl and CA packages replace the target.
    /// </summary>
    private string List()
    {
        IEnumerable<string> lines = new DirectoryInfo(path).EnumerateFiles().OrderBy(
            file => file.Name, StringComparer.Ordinal).Select(Describe);
        return string.Join('\n', lines);
    }

    private static string Describe(FileInfo file)
    {
        FileInfo target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return target.Exists ? $"{file.Name} {target.Length} {target.LastWriteTimeUtc.Ticks}" : $"{file.Name} missing";
    }
}
