using S3Stream.GridFtp.Accounts;
using S3Stream.GridFtp.Login;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Commands;

/// <summary>The settings and services of new sessions; replaced as a whole when settings are read again. Immutable.</summary>
/// <param name="Options">The settings.</param>
/// <param name="Commands">The commands that are offered.</param>
/// <param name="Logins">Decides clear-text logins.</param>
/// <param name="Security">The security layer, or <see langword="null"/> without one.</param>
internal sealed record ServedCommands(GridFtpOptions Options, CommandSet Commands, LoginGate Logins, GsiService? Security);
