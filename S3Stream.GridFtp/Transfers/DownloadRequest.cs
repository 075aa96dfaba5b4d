using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Paths;

namespace S3Stream.GridFtp.Transfers;

/// <summary>One RETR or ERET.</summary>
/// <param name="Verb">For the log.</param>
/// <param name="Path">The object.</param>
/// <param name="Part">The extent ERET asks for, or <see langword="null"/>: all of it.</param>
internal sealed record DownloadRequest(string Verb, VirtualPath Path, Extent? Part)
    : TransferRequest(Verb, TransferDirection.Download, Path);
