namespace S3Stream.GridFtp.Hosting;

/// <summary>A line of gridftp.conf.</summary>
/// <param name="Name">The option, or the environment variable without its <c>$</c>.</param>
/// <param name="Value">Without quotes. A variable's may be secret.</param>
/// <param name="IsVariable">It sets an environment variable for the server.</param>
/// <param name="Where">Such as <c>/etc/gridftp.conf, line 3</c>.</param>
internal sealed record GlobusConfigLine(string Name, string Value, bool IsVariable, string Where);
