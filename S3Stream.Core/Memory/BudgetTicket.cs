namespace S3Stream.Memory;

/// <summary>The right to hold bytes of memory. Owned by one holder at a time; <see cref="Dispose"/> gives back what is left, once.</summary>
internal sealed class BudgetTicket : IDisposable
{
    /// <summary>Bytes still held.</summary>
    public long Bytes => throw new NotImplementedException();

    /// <summary>Gives part of the bytes back early.</summary>
    public void Shrink(long bytes) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}
