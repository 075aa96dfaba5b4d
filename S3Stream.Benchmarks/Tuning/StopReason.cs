namespace S3Stream.Benchmarks.Tuning;

/// <summary>Why a search along one axis ended.</summary>
internal enum StopReason
{
    /// <summary>The next step gained too little.</summary>
    NoGain,

    /// <summary>The range of the setting ends here.</summary>
    RangeEnd,

    /// <summary>The memory budget holds no more parts.</summary>
    Memory,

    /// <summary>The time or byte limit came first.</summary>
    Limit,
}
