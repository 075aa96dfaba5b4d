namespace S3Stream.GridFtp.Protocol;

/// <summary>DCAU (GFD.020 5.4): who the peer of a data connection must prove to be.</summary>
/// <param name="Mode"><c>N</c> nobody, <c>A</c> the logged-in user, <c>S</c> the subject given.</param>
/// <param name="Subject">The distinguished name, for <c>S</c>.</param>
internal readonly record struct DataChannelAuthentication(char Mode, string? Subject = null)
{
    public static DataChannelAuthentication None { get; } = new('N');
}
