namespace S3Stream.GridFtp.Commands;

/// <summary>A checksum over bytes that come in order. One caller at a time.</summary>
internal abstract class RunningChecksum : IDisposable
{
    public abstract void Append(ReadOnlySpan<byte> bytes);

    /// <summary>The value so far in lower-case hexadecimal digits, as many as the algorithm has. Ends the sum.</summary>
    public abstract string Finish();

    public virtual void Dispose() => GC.SuppressFinalize(this);
}
