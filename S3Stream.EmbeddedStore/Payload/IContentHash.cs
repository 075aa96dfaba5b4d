namespace S3Stream.Embedded;

/// <summary>A running checksum; the result has the byte order S3 uses (big-endian for CRCs).</summary>
internal interface IContentHash : IDisposable
{
    void Append(ReadOnlySpan<byte> content);

    byte[] Finish();
}
