namespace S3Stream.Addressing;

/// <summary>Chooses the layout of an object's parts from the settings and the declared length. Pure.</summary>
internal static class PartSizePolicy
{
    /// <summary>
    /// A declared length gets equal parts: the configured size, or as large as 10,000 parts require. Without one, the ladder; for stores
    /// that demand equal parts, the configured size throughout.
    /// </summary>
    /// <exception cref="TransferFailedException">
    /// The store cannot hold an object of that length (<see cref="FailureReason.NotSupported"/>), or its parts would not fit the memory
    /// budget (<see cref="FailureReason.MemoryBudget"/>).
    /// </exception>
    public static PartLayout Choose(S3StreamOptions options, long? length)
    {
        StoreProfile profile = options.Profile;
        long maxPartSize = MaxPartSize(options);
        if (length is not { } declared)
        {
            return profile.UniformParts
                ? PartLayout.Uniform(options.PartSize, profile.MaxParts)
                : PartLayout.Ladder(options.PartSize, maxPartSize, profile.MaxParts);
        }

        long needed = RoundUpToMiB((declared + profile.MaxParts - 1) / profile.MaxParts);
        if (needed > profile.MaxPartSize)
        {
            throw new TransferFailedException(
                FailureReason.NotSupported,
                $"An object of {declared} bytes exceeds what a store of profile '{profile.Name}' can hold: {profile.MaxParts} parts of "
                    + $"{profile.MaxPartSize} bytes.");
        }

        if (needed > maxPartSize)
        {
            throw new TransferFailedException(
                FailureReason.MemoryBudget,
                $"An object of {declared} bytes needs parts of {needed} bytes, and the memory budget of {options.MemoryBudget} bytes "
                    + $"allows parts of {maxPartSize}. Raise the memory budget to {needed * 2} bytes or more.");
        }

        return PartLayout.Uniform(Math.Max(options.PartSize, needed), profile.MaxParts);
    }

    /// <summary>Half the budget, so that a transfer's reserve never takes all of it; at most what the store allows. Whole MiB.</summary>
    public static long MaxPartSize(S3StreamOptions options) =>
        Math.Min(options.Profile.MaxPartSize, Math.Max(options.PartSize, options.MemoryBudget / 2 / S3Limits.MiB * S3Limits.MiB));

    private static long RoundUpToMiB(long bytes) => (bytes + S3Limits.MiB - 1) / S3Limits.MiB * S3Limits.MiB;
}
