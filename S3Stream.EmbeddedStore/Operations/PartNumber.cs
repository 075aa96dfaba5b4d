namespace S3Stream.Embedded;

internal static class PartNumber
{
    public static int Read(StoreRequest request) => request.Query.Has("partNumber")
        ? request.Query.Number("partNumber", 0, 1, StoreLimits.MaxPartNumber)
        : throw StoreError.InvalidArgument.Fault($"Part number must be an integer between 1 and {StoreLimits.MaxPartNumber}, inclusive.");
}
