namespace S3Stream.Storage;

/// <summary>What can be learned of a bucket's store, by the names that metrics have for it. A table.</summary>
internal static class StoreFacts
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<(string Name, Func<BucketDialect, bool> Holds)> All { get; } =
    [
        ("compares_checksums", static bucket => bucket.ComparesChecksums),
        ("ignores_checksums", static bucket => bucket.Has(StoreHabit.IgnoresChecksums)),
        ("takes_wrong_checksums", static bucket => bucket.Has(StoreHabit.TakesWrongChecksums)),
        ("refuses_checksums", static bucket => bucket.Has(StoreHabit.RefusesChecksums)),
        ("refuses_checksum_mode", static bucket => bucket.Has(StoreHabit.RefusesChecksumMode)),
        ("refuses_object_size", static bucket => bucket.Has(StoreHabit.RefusesObjectSize)),
        ("refuses_write_conditions", static bucket => bucket.Has(StoreHabit.RefusesWriteConditions)),
        ("refuses_own_etags", static bucket => bucket.Has(StoreHabit.RefusesOwnETags)),
        ("refuses_copy_conditions", static bucket => bucket.Has(StoreHabit.RefusesCopyConditions)),
        ("needs_md5", static bucket => bucket.NeedsMd5),
        ("needs_equal_parts", static bucket => bucket.NeedsEqualParts),
        ("leaves_plus", static bucket => bucket.IsPlusLiteral == true),
    ];
}
