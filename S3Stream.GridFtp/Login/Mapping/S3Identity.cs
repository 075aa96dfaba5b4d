namespace S3Stream.GridFtp.Login;

/// <summary>As whom a user's requests go to S3. Prints without secrets.</summary>
/// <param name="PathPrefix">The part of the name space it is for: <c>/</c>, <c>/bucket</c> or <c>/bucket/prefix</c>.</param>
internal abstract record S3Identity(string PathPrefix);
