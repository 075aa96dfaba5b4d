namespace S3Stream.Upload;

/// <summary>
/// Where a part is on its way. It only moves down this list, but for Filling and Spilled, which lead to each other's successor.
/// </summary>
internal enum OpenPartState
{
    /// <summary>Waits for memory.</summary>
    Opening,

    /// <summary>Has memory and takes bytes.</summary>
    Filling,

    /// <summary>Its bytes are being written to disk; takes none meanwhile.</summary>
    Spilling,

    /// <summary>On disk; takes bytes there.</summary>
    Spilled,

    /// <summary>Every byte is there; being stored.</summary>
    Whole,

    /// <summary>Acknowledged by S3, or given up: holds nothing.</summary>
    Done,
}
