namespace S3Stream.Tests.Fuzzing;

/// <summary>
/// One thing that reads what others wrote. <see cref="RunAsync"/> returns for whatever it takes or refuses as it should; any exception out
/// of it is a find. Used by one caller at a time.
/// </summary>
internal abstract class FuzzTarget : IAsyncDisposable
{
    /// <summary>The folder of its seeds and finds, and its name for scripts/fuzz.sh.</summary>
    public abstract string Name { get; }

    /// <summary>What has a meaning to it: put into inputs beside bytes of chance.</summary>
    public virtual IReadOnlyList<string> Words => [];

    /// <summary>Inputs that the files cannot hold, since keys and signatures in them are new in each run.</summary>
    public virtual IReadOnlyList<byte[]> MoreSeeds => [];

    /// <summary>Feeds one input.</summary>
    public abstract Task RunAsync(byte[] input);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Runs what may refuse its input in the ways that are foreseen.</summary>
    protected static void Refusing<TForeseen>(Action action)
        where TForeseen : Exception
    {
        try
        {
            action();
        }
        catch (TForeseen)
        {
            // refused, as it may be
        }
    }
}
