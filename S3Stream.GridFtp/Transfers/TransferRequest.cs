using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Paths;

namespace S3Stream.GridFtp.Transfers;

/// <summary>The transfer that a client asked for. Immutable.</summary>
/// <param name="Verb">The command, for the logs.</param>
/// <param name="Direction">Which way the bytes go.</param>
/// <param name="Path">The object or directory.</param>
internal abstract record TransferRequest(string Verb, TransferDirection Direction, VirtualPath Path);
