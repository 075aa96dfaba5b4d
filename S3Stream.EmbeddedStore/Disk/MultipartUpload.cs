using System.Globalization;

namespace S3Stream.Embedded;

/// <summary>
/// An open multipart upload: parts come in any order, from any number of callers, and a number sent again replaces the part. It ends
/// once, by Complete or Abort; a part that comes later finds no upload.
/// </summary>
internal sealed class MultipartUpload(UploadPlan plan, string bucket, StoreLayout layout)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, StoredPart> _parts = [];
    private bool _completing;
    private bool _ended;

    public UploadPlan Plan { get; } = plan;

    public static string PartFileName(int number) => number.ToString("D5", CultureInfo.InvariantCulture);

    public IReadOnlyList<StoredPart> Parts()
    {
        lock (_gate)
        {
            return _ended ? throw StoreError.NoSuchUpload.Fault() : [.. _parts.Values];
        }
    }

    /// <summary>Puts a part that was found at start in its place.</summary>
    public void Load(StoredPart part)
    {
        lock (_gate)
        {
            BlobExtent.AddReferences(part.Content);
            _parts[part.Number] = part;
        }
    }

    /// <summary>Keeps a part. The upload takes over the caller's references, also when this fails.</summary>
    public void Add(StoredPart part)
    {
        string path = Path.Combine(layout.Upload(bucket, Plan.Id), PartFileName(part.Number));
        string? temporary = null;
        StoredPart? replaced;
        try
        {
            var record = new RecordText("part");
            part.Write(record);
            temporary = layout.WriteTemporary(record.Finish());
            lock (_gate)
            {
                if (_ended || _completing)
                {
                    throw StoreError.NoSuchUpload.Fault();
                }

                layout.Publish(temporary, path);
                _parts.TryGetValue(part.Number, out replaced);
                _parts[part.Number] = part;
            }
        }
        catch
        {
            if (temporary is not null)
            {
                File.Delete(temporary);
            }

            BlobExtent.Release(part.Content);
            throw;
        }

        layout.Flush(path);
        if (replaced is not null)
        {
            BlobExtent.Release(replaced.Content);
        }
    }

    /// <summary>Stops the intake so that what is being completed cannot change; <see cref="Reopen"/> undoes it.</summary>
    public IReadOnlyDictionary<int, StoredPart> BeginComplete()
    {
        lock (_gate)
        {
            if (_ended)
            {
                throw StoreError.NoSuchUpload.Fault();
            }

            if (_completing)
            {
                throw StoreError.OperationAborted.Fault("The upload is being completed by another request.");
            }

            _completing = true;
            return new Dictionary<int, StoredPart>(_parts);
        }
    }

    public void Reopen()
    {
        lock (_gate)
        {
            _completing = false;
        }
    }

    /// <summary>Marks an abort; false when a Complete is under way.</summary>
    public bool TryBeginAbort()
    {
        lock (_gate)
        {
            bool free = !_ended && !_completing;
            _completing |= free;
            return free;
        }
    }

    /// <summary>Forgets the parts and removes their records. The upload was taken out of its bucket before.</summary>
    public void End()
    {
        List<StoredPart> parts;
        lock (_gate)
        {
            _ended = true;
            parts = [.. _parts.Values];
            _parts.Clear();
        }

        layout.RemoveFolder(layout.Upload(bucket, Plan.Id));
        foreach (StoredPart part in parts)
        {
            BlobExtent.Release(part.Content);
        }
    }
}
