namespace S3Stream.GridFtp.Hosting;

/// <summary>A setting's text and where it came from, for errors.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Text">Its value, as written.</param>
/// <param name="Where">Such as <c>command line</c> or <c>/etc/s3stream.conf, line 3</c>.</param>
internal sealed record SourcedValue(Setting Setting, string Text, string Where);
