namespace S3Stream;

/// <summary>
/// Checksums of pieces that come in any order, joined as soon as they are neighbours: what is held depends on how far the pieces are out of
/// order, not on how many there are. Safe for concurrent use.
/// </summary>
public sealed class ChecksumRuns
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, ChecksumSet> _byStart = [];
    private readonly Dictionary<long, long> _startByEnd = [];

    /// <summary>Adds a piece.</summary>
    /// <param name="offset">Where it begins.</param>
    /// <param name="checksums">Its checksums and its length, more than 0. It overlaps no piece added before.</param>
    public void Add(long offset, ChecksumSet checksums)
    {
        lock (_gate)
        {
            if (_startByEnd.Remove(offset, out long start) && _byStart.Remove(start, out ChecksumSet before))
            {
                checksums = before.Append(checksums);
                offset = start;
            }

            if (_byStart.Remove(offset + checksums.Length, out ChecksumSet after))
            {
                _startByEnd.Remove(offset + checksums.Length + after.Length);
                checksums = checksums.Append(after);
            }

            _byStart[offset] = checksums;
            _startByEnd[offset + checksums.Length] = offset;
        }
    }

    /// <summary>The checksums of all pieces, which are one run without a gap by now; <see langword="null"/> when there were none.</summary>
    /// <exception cref="InvalidOperationException">There is a gap between two pieces.</exception>
    public ChecksumSet? Whole()
    {
        lock (_gate)
        {
            return _byStart.Count > 1
                ? throw new InvalidOperationException("Bytes between the pieces are missing.")
                : _byStart.Values.Select(value => (ChecksumSet?)value).FirstOrDefault();
        }
    }
}
