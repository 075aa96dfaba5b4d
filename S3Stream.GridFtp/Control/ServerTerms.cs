using S3Stream.GridFtp.Commands;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Control;

/// <summary>What new sessions are served by; replaced as a whole when settings are read again.</summary>
/// <param name="Options">The settings.</param>
/// <param name="Table">The commands.</param>
internal sealed record ServerTerms(GridFtpOptions Options, CommandTable Table);
