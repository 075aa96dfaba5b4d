namespace S3Stream.Tests.Core.Download;

/// <summary>Consumers of downloads. Each read has a bound, so that a download that stands still fails its test.</summary>
internal static class DownloadReading
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>All bytes that are left of an ascending download; fails on a step back.</summary>
    public static async Task<byte[]> ReadAllAsync(ObjectDownload download)
    {
        using var all = new MemoryStream();
        long next = 0;
        while (true)
        {
            using ReadLease lease = await download.ReadAsync().AsTask().WaitAsync(Patience);
            if (lease.IsEnd)
            {
                return all.ToArray();
            }

            Xunit.Assert.True(lease.Offset >= next, $"Offset {lease.Offset} came after {next}.");
            next = lease.Offset + lease.Memory.Length;
            all.Write(lease.Memory.Span);
        }
    }

    /// <summary>One of several consumers: puts the bytes at their places and counts each byte's arrivals.</summary>
    public static async Task PlaceAsync(ObjectDownload download, byte[] target, byte[] arrivals, CancellationToken cancellationToken)
    {
        while (true)
        {
            using ReadLease lease = await download.ReadAsync(cancellationToken).AsTask().WaitAsync(Patience, CancellationToken.None);
            if (lease.IsEnd)
            {
                return;
            }

            lease.Memory.CopyTo(target.AsMemory((int)lease.Offset));
            for (int i = 0; i < lease.Memory.Length; i++)
            {
                arrivals[lease.Offset + i]++;
            }
        }
    }
}
