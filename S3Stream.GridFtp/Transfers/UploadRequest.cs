using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Paths;

namespace S3Stream.GridFtp.Transfers;

/// <summary>One STOR, APPE or ESTO.</summary>
/// <param name="Verb">For the log.</param>
/// <param name="Path">Where the object goes.</param>
/// <param name="Kind">How it relates to what is there.</param>
/// <param name="Offset">Where the bytes go, for <see cref="UploadKind.Adjust"/>.</param>
internal sealed record UploadRequest(string Verb, VirtualPath Path, UploadKind Kind, long Offset)
    : TransferRequest(Verb, TransferDirection.Upload, Path);
