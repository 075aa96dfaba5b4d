namespace S3Stream.Memory;

/// <summary>
/// Uniform pinned arrays of <see cref="SlabSize"/> bytes, kept for reuse. It does not count against the budget: whoever rents holds a
/// <see cref="BudgetTicket"/> for at least that many bytes. Safe for concurrent use.
/// </summary>
internal sealed class SlabPool
{
    /// <summary>Bytes of a slab: 1 MiB, the block size GridFTP clients send and a good size for one socket call.</summary>
    public const int SlabSize = 1024 * 1024;

    /// <summary>An array of exactly <see cref="SlabSize"/> bytes with any content. Return it exactly once.</summary>
    public byte[] Rent() => throw new NotImplementedException();

    /// <summary>Gives an array back.</summary>
    public void Return(byte[] slab) => throw new NotImplementedException();

    /// <summary>Arrays that are out now; 0 when nothing leaks.</summary>
    public int Rented => throw new NotImplementedException();
}
