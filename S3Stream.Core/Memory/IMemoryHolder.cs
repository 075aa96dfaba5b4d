namespace S3Stream.Memory;

/// <summary>A transfer that can give memory back before it is done with it.</summary>
internal interface IMemoryHolder
{
    /// <summary>
    /// Gives back memory that makes no progress, because others wait for it and the transfer holds more than its share. Called about twice
    /// a second while that is so, by one caller at a time and without any lock.
    /// </summary>
    /// <param name="bytes">How much more than its share it holds.</param>
    /// <returns>Bytes that are back, or come back by themselves; 0 when the transfer uses all it has.</returns>
    long TakeBack(long bytes);
}
