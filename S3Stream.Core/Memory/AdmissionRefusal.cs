using System.Globalization;

namespace S3Stream.Memory;

/// <summary>Why a transfer does not get its memory, in words: what is held, by whom, and what to do.</summary>
internal static class AdmissionRefusal
{
    private const int MaxNamed = 3;

    /// <exception cref="TransferFailedException">That many bytes are more than the budget.</exception>
    public static void ThrowIfNeverFits(long bytes, long limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (bytes > limit)
        {
            throw new TransferFailedException(
                FailureReason.MemoryBudget,
                $"The transfer needs {bytes} bytes of memory at once and the memory budget is {limit} bytes. Raise the memory budget or "
                    + "lower the part size.");
        }
    }

    /// <summary>For one that waited too long. Called under the budget's lock.</summary>
    public static string Text(BudgetRequest request, BudgetShares shares, long limit, int waiting, TimeSpan timeout)
    {
        BudgetOwner[] holders = [.. shares.Active.Where(owner => owner.Held > 0).OrderByDescending(owner => owner.Held)];
        IEnumerable<string> named = holders.Take(MaxNamed).Select(owner => string.Create(
            CultureInfo.InvariantCulture,
            $"{owner.Label} {owner.Held} bytes in {Count(owner.Accounts.Count(account => account.Held > 0))}"));
        string more = holders.Length > MaxNamed
            ? string.Create(CultureInfo.InvariantCulture, $", and {holders.Length - MaxNamed} others hold the rest")
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"No memory came free to begin the transfer for {timeout.TotalSeconds} s ({nameof(S3StreamOptions.AdmissionTimeout)}). "
                + $"It needs {request.Bytes} bytes; {shares.Used} of the memory budget of {limit} are held: "
                + $"{string.Join(", ", named)}{more}. "
                + $"{waiting} requests wait. Try again when transfers have ended, or raise the memory budget.");
    }

    private static string Count(int transfers) =>
        transfers == 1 ? "1 transfer" : string.Create(CultureInfo.InvariantCulture, $"{transfers} transfers");
}
