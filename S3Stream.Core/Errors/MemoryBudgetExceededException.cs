namespace S3Stream;

/// <summary>
/// The memory budget cannot hold what must be held at once: a part larger than the budget allows, or a sender whose order of bytes
/// needs more parts open than fit. The message names the missing extents and the setting to raise.
/// </summary>
public sealed class MemoryBudgetExceededException : S3StreamException
{
    internal MemoryBudgetExceededException(string message, Exception? inner = null)
        : base(FailureReason.MemoryBudget, message, inner)
    {
    }
}
