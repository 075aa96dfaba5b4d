using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Rows;

/// <summary>Every row, in the order of the page.</summary>
internal static class RowTable
{
    public static IReadOnlyList<IBenchmarkRow> All { get; } =
    [
        new CoreUploadRow(tls: false),
        new CoreUploadRow(tls: true),
        new GenericCoreUploadRow(),
        new CoreDownloadRow(tls: false),
        new CoreDownloadRow(tls: true),
        new VerifiedDownloadRow(),
        new AllocationRow(),
        new BlockAllocationRow(),
        new StoreRow(),
        new GenericStoreRow(),
        new RetrieveRow(),
        new MountRow("s3fs"),
        new MountRow("rclone"),
        new SmallFilesRow(),
        new DistantFilesRow(),
        new LongWayRow(),
        new ProtectedRow(),
        new LoginRow(),
        new LatencyRow(),
        new CrowdRow(),
        new HostileRow(),
        new IdleRow(),
        new ListingRow(),
        new ColdStartRow(),
        new NativeRow(),
        new SizeRow(),
    ];
}
