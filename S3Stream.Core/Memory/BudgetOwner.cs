namespace S3Stream.Memory;

/// <summary>
/// Whose transfers these are: all accounts of one owner together have one share of the budget. Guarded by the budget's lock.
/// </summary>
/// <param name="key">What the caller names owners by; <see langword="null"/>: the transfer stands for itself.</param>
/// <param name="label">How messages name it.</param>
internal sealed class BudgetOwner(object? key, string label)
{
    public object? Key { get; } = key;

    public string Label { get; } = label;

    /// <summary>Its accounts that are not closed, and those that still hold something.</summary>
    public HashSet<BudgetAccount> Accounts { get; } = [];

    /// <summary>Bytes of reserves and tickets.</summary>
    public long Held { get; set; }

    /// <summary>Those of <see cref="Held"/> that come back only when another party acts: reserves, and parts that are not whole.</summary>
    public long Pinned { get; set; }

    /// <summary>Accounts that hold or wait for memory. 0: the owner has no part in the shares.</summary>
    public int ActiveAccounts { get; set; }
}
