namespace S3Stream.Benchmarks.Workers;

/// <summary>Every kind of work, by name.</summary>
internal static class WorkTable
{
    private static readonly Dictionary<string, Func<WorkerSettings, IWork>> All = new()
    {
        [WorkNames.UploadInPlace] = settings => new LibraryWork(settings, (library, token) => library.UploadInPlaceAsync(token)),
        [WorkNames.UploadStream] = settings => new LibraryWork(settings, (library, token) => library.UploadStreamAsync(token)),
        [WorkNames.DownloadPipe] = settings => new LibraryWork(settings, (library, token) => library.DownloadPipeAsync(token)),
        [WorkNames.DownloadPipeUnsummed] =
            settings => new LibraryWork(settings, (library, token) => library.DownloadUnsummedPipeAsync(token)),
        [WorkNames.DownloadStream] = settings => new LibraryWork(settings, (library, token) => library.DownloadStreamAsync(token)),
        [WorkNames.DownloadFile] = settings => new LibraryWork(settings, (library, token) => library.DownloadFileAsync(token)),
        [WorkNames.ListKeys] = settings => new LibraryWork(settings, (library, token) => library.ListAsync(token)),
        [WorkNames.UtilityUploadFile] = settings => new UtilityWork(settings, (utility, token) => utility.UploadFileAsync(token)),
        [WorkNames.UtilityUploadStream] = settings => new UtilityWork(settings, (utility, token) => utility.UploadStreamAsync(token)),
        [WorkNames.UtilityDownloadFile] = settings => new UtilityWork(settings, (utility, token) => utility.DownloadFileAsync(token)),
        [WorkNames.UtilityDownloadStream] = settings => new UtilityWork(settings, (utility, token) => utility.DownloadStreamAsync(token)),
        [WorkNames.BareUpload] = settings => new BareHttpWork(settings, (http, token) => http.UploadAsync(token)),
        [WorkNames.BareUploadCached] = settings => new BareHttpWork(settings, (http, token) => http.UploadCachedAsync(token)),
        [WorkNames.BareUploadStream] = settings => new BareHttpWork(settings, (http, token) => http.UploadStreamAsync(token)),
        [WorkNames.BareDownload] = settings => new BareHttpWork(settings, (http, token) => http.DownloadAsync(token)),
        [WorkNames.BareDownloadRanges] = settings => new BareHttpWork(settings, (http, token) => http.DownloadRangesAsync(token)),
        [WorkNames.EndpointStoreSmallBlocks] = settings => new EndpointWork(settings, 64 * 1024),
        [WorkNames.EndpointStoreLargeBlocks] = settings => new EndpointWork(settings, 1024 * 1024),
        [WorkNames.BareDownloadFile] = settings => new BareHttpWork(settings, (http, token) => http.DownloadFileAsync(token)),
    };

    public static IWork Create(string name, WorkerSettings settings) =>
        All.TryGetValue(name, out Func<WorkerSettings, IWork>? make)
            ? make(settings)
            : throw new ArgumentException($"There is no work '{name}'. There is: {string.Join(", ", All.Keys)}.", nameof(name));
}
