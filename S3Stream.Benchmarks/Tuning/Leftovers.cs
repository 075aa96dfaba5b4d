using S3Stream.Storage;

namespace S3Stream.Benchmarks.Tuning;

/// <summary>
/// Knows every object this run may have made and removes them with their unfinished multipart uploads. The names begin with a random
/// prefix, so nothing of anybody else's can be among them.
/// </summary>
internal sealed class Leftovers(S3StreamClient client, string bucket)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly HashSet<ObjectAddress> _addresses = [];
    private int _count;

    /// <summary>All keys of this run begin with it. No directory: an endpoint would leave a marker object for it.</summary>
    public string Prefix { get; } = $"s3stream-tune-{Guid.NewGuid():n}-";

    /// <summary>A new name, to be removed at the end.</summary>
    public ObjectAddress NewAddress()
    {
        var address = new ObjectAddress(bucket, FormattableString.Invariant($"{Prefix}{_count++}"));
        _addresses.Add(address);
        return address;
    }

    /// <summary>Removes objects that are complete.</summary>
    /// <exception cref="StorageException">One could not be deleted; it is tried again at the end.</exception>
    public async Task RemoveAsync(IReadOnlyList<ObjectAddress> addresses, CancellationToken cancellationToken)
    {
        foreach (ObjectAddress address in addresses)
        {
            await client.Catalog.DeleteAsync(address, cancellationToken);
            _addresses.Remove(address);
        }
    }

    /// <summary>
    /// Removes what is left, also after a failure or a stop. Throws nothing, so as not to hide why a run ended: what stays, and why, is the
    /// text it returns; <see langword="null"/> when nothing does.
    /// </summary>
    public async Task<string?> RemoveAllAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        Exception? first = null;
        foreach (ObjectAddress address in _addresses.ToArray())
        {
            try
            {
                foreach (OpenMultipart upload in await client.Services.Store.ListMultipartsAsync(address, patience.Token))
                {
                    await client.Services.Store.AbortMultipartAsync(address, upload.UploadId, patience.Token);
                }

                await RemoveAsync([address], patience.Token);
            }
            catch (Exception exception) when (exception is StorageException or OperationCanceledException)
            {
                first ??= exception;
            }
        }

        return first is null
            ? null
            : $"objects or unfinished uploads whose names begin with {bucket}/{Prefix} may be left; remove them yourself. {Why(first)}";
    }

    private static string Why(Exception problem) => problem is OperationCanceledException
        ? FormattableString.Invariant($"The service did not remove them within {Patience.TotalSeconds:f0} s.")
        : problem.Message;
}
