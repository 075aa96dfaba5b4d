using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Paths;

namespace S3Stream.GridFtp.Transfers;

/// <summary>One LIST, NLST, MLSD or MLSR; the logs call all of them LIST, as those of globus-gridftp-server do.</summary>
/// <param name="Path">What is listed.</param>
internal sealed record ListRequest(VirtualPath Path) : TransferRequest("LIST", TransferDirection.Listing, Path);
