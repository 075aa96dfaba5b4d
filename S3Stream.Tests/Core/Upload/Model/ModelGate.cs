using S3Stream.Tests.Fakes;

namespace S3Stream.Tests.Core.Upload.Model;

/// <summary>A request that waits before the store for the schedule to say what becomes of it.</summary>
internal sealed class ModelGate(StoreCall call, ModelSession? session)
{
    private readonly TaskCompletionSource<ModelOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StoreCall Call { get; } = call;

    public ModelSession? Session { get; } = session;

    public Task<ModelOutcome> Outcome => _outcome.Task;

    public void Open(ModelOutcome outcome) => _outcome.TrySetResult(outcome);
}
