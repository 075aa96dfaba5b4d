namespace S3Stream.Benchmarks.Workers;

/// <summary>Names of the kinds of work, as the <c>work</c> command takes them.</summary>
internal static class WorkNames
{
    public const string UploadInPlace = "upload-in-place";
    public const string UploadStream = "upload-stream";
    public const string DownloadPipe = "download-pipe";
    public const string DownloadPipeUnsummed = "download-pipe-unsummed";
    public const string DownloadStream = "download-stream";
    public const string DownloadFile = "download-file";
    public const string ListKeys = "list-keys";
    public const string UtilityUploadFile = "utility-upload-file";
    public const string UtilityUploadStream = "utility-upload-stream";
    public const string UtilityDownloadFile = "utility-download-file";
    public const string UtilityDownloadStream = "utility-download-stream";
    public const string BareUpload = "bare-upload";
    public const string BareUploadCached = "bare-upload-cached";
    public const string BareUploadStream = "bare-upload-stream";
    public const string BareDownload = "bare-download";
    public const string EndpointStoreSmallBlocks = "endpoint-stor-64k";
    public const string EndpointStoreLargeBlocks = "endpoint-stor-1m";
    public const string BareDownloadRanges = "bare-download-ranges";
    public const string BareDownloadFile = "bare-download-file";
}
