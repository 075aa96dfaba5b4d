
namespace S3Stream.Tests.Core.Upload.Model;

/// <summary>
/// One client's session, and the model of it: the bytes its object has to have. Those come from what it sent, and from what the store held
/// when it took the upload over.
/// </summary>
internal sealed class ModelSession(int number, ModelProcess process, int length, byte variant, bool keeps)
{
    private readonly byte?[] _image = new byte?[length];
    private readonly List<(UploadWriter Writer, Task Writing)> _writers = [];
    private Queue<Extent> _plan = [];

    public int Number { get; } = number;

    public ModelProcess Process { get; } = process;

    public byte Variant { get; } = variant;

    public bool Keeps { get; } = keeps;

    public ObjectUpload? Upload { get; private set; }

    /// <summary>It continues an upload.</summary>
    public bool HasResumed { get; private set; }

    /// <summary>A later session continues its upload, or asks to.</summary>
    public bool IsSucceeded { get; set; }

    /// <summary>Something was done to it on purpose: it may fail.</summary>
    public bool IsDisturbed { get; set; }

    public Task? Opening { get; set; }

    public Task<StoredObject>? Completing { get; private set; }

    public Task? Ending { get; private set; }

    /// <summary>All it has to send is on its way or sent.</summary>
    public bool HasSentAll => Upload is not null && _plan.Count == 0;

    public bool IsIdle => _writers.All(writer => writer.Writing.IsCompleted);

    public bool HasEnded => Ending is not null;

    public IEnumerable<Task> Tasks =>
    [
        Opening ?? Task.CompletedTask,
        Completing ?? Task.CompletedTask,
        Ending ?? Task.CompletedTask,
        .. _writers.Select(one => one.Writing),
    ];

    /// <summary>The byte that a source has at a place.</summary>
    public static byte At(byte variant, long offset) => (byte)((offset * 37) + (offset >> 3) + (variant * 101) + 1);

    /// <summary>The object as this session means it; null while a byte is missing.</summary>
    public byte[]? Image => Array.TrueForAll(_image, value => value is not null) ? [.. _image.Select(value => value!.Value)] : null;

    /// <param name="upload">The upload.</param>
    /// <param name="held">What the store has of it, for one that is continued.</param>
    /// <param name="blocks">The whole object in the order in which it is sent.</param>
    public void Begin(ObjectUpload upload, IReadOnlyDictionary<long, byte[]>? held, IEnumerable<Extent> blocks)
    {
        Upload = upload;
        HasResumed = held is not null;
        var stored = new ExtentSet(upload.StoredExtents);
        foreach (Extent extent in stored.Extents)
        {
            for (long offset = extent.Offset; offset < extent.End; offset++)
            {
                (long start, byte[] bytes) = held!.Where(part => part.Key <= offset).MaxBy(part => part.Key);
                _image[offset] = bytes[offset - start];
            }
        }

        _plan = new Queue<Extent>(blocks.SelectMany(stored.GapsIn));
    }

    /// <summary>Lets a writer send its next block; a new writer when all others wait.</summary>
    public void Write(int maxWriters, bool sendsOther)
    {
        if (Upload!.Failed.IsCompleted)
        {
            _plan.Clear();
            return;
        }

        int free = _writers.FindIndex(writer => writer.Writing.IsCompleted);
        if (free < 0 && _writers.Count >= maxWriters)
        {
            return;
        }

        if (free < 0)
        {
            free = _writers.Count;
            _writers.Add((Upload.OpenWriter(), Task.CompletedTask));
        }

        Extent block = _plan.Dequeue();
        _writers[free] = (_writers[free].Writer, WriteAsync(_writers[free].Writer, block, sendsOther));
    }

    /// <summary>Ends the writers that have nothing to send: one that stays open and silent holds the others up, as it must.</summary>
    public void CloseIdle()
    {
        foreach ((UploadWriter writer, Task writing) in _writers.Where(one => one.Writing.IsCompleted))
        {
            writer.Dispose();
        }
    }

    /// <summary>Leaves out a block, as a sender does that dies.</summary>
    public void Skip() => _plan.Dequeue();

    public void Complete()
    {
        _writers.ForEach(writer => writer.Writer.Dispose());
        Completing = Upload!.CompleteAsync(_image.Length);
    }

    public void End(bool aborts)
    {
        _writers.ForEach(writer => writer.Writer.Dispose());
        Ending = Upload is null ? Task.CompletedTask : aborts ? Upload.AbortAsync() : Upload.DisposeAsync().AsTask();
    }

    public override string ToString() => $"{Number} ("
        + $"opening {Opening?.Status}, writers {string.Join(' ', _writers.Select(one => one.Writing.Status))}, "
        + $"{_plan.Count} blocks to send, "
        + $"completing {Completing?.Status}, ending {Ending?.Status}, "
        + $"{(Upload?.Failed.IsCompleted == true ? Upload.Failed.Result.Message : "not failed")})";

    private async Task WriteAsync(UploadWriter writer, Extent block, bool sendsOther)
    {
        try
        {
            for (long offset = block.Offset; offset < block.End;)
            {
                Memory<byte> memory = await writer.AcquireAsync(offset, (int)(block.End - offset));
                for (int i = 0; i < memory.Length; i++)
                {
                    byte value = At(sendsOther ? (byte)(Variant + 1) : Variant, offset + i);
                    memory.Span[i] = value;
                    _image[offset + i] ??= value;
                }

                writer.Commit(memory.Length);
                offset += memory.Length;
            }
        }
        catch (Exception exception) when (exception is S3StreamException or ObjectDisposedException or InvalidOperationException)
        {
            IsDisturbed |= exception is TransferFailedException { Reason: FailureReason.MemoryBudget };
        }
    }
}
