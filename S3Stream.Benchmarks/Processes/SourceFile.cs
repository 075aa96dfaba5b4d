using S3Stream.Benchmarks.NullServer;

namespace S3Stream.Benchmarks.Processes;

/// <summary>Files to be moved.</summary>
internal static class SourceFile
{
    private const int PieceSize = 1024 * 1024;

    /// <summary>Writes a file of <see cref="UploadPattern"/>.</summary>
    public static async Task<string> WriteAsync(string path, long bytes, CancellationToken cancellationToken)
    {
        byte[] piece = new byte[PieceSize];
        UploadPattern.Fill(piece);
        await using FileStream file = File.Create(path);
        for (long left = bytes; left > 0; left -= PieceSize)
        {
            await file.WriteAsync(piece.AsMemory(0, (int)Math.Min(left, PieceSize)), cancellationToken);
        }

        return path;
    }

    /// <summary>Makes a file of zeros that takes no space.</summary>
    public static string MakeSparse(string path, long bytes)
    {
        using FileStream file = File.Create(path);
        file.SetLength(bytes);
        return path;
    }
}
