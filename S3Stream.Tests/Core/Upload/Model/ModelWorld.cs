using S3Stream.Tests.Fakes;

namespace S3Stream.Tests.Core.Upload.Model;

/// <summary>
/// The store that all processes share, a clock that only the schedule moves, and the gates at which requests wait. One thread runs all of
/// it: after each step it goes on until nothing is left to run, so that a seed is a schedule.
/// </summary>
internal sealed class ModelWorld
{
    private readonly AsyncLocal<ModelSession?> _session = new();
    private readonly Dictionary<long, ModelOutcome> _outcomes = [];
    private readonly TaskCompletionSource _never = new();
    private readonly bool _gatesListings;

    public ModelWorld(bool gatesListings)
    {
        _gatesListings = gatesListings;
        Store = new InMemoryObjectStore(Time)
        {
            MinPartSize = 1,
            ListsPartChecksums = true,
            Delay = WaitAsync,
            Fault = AnswerTo,
        };
    }

    public ModelClock Time { get; } = new();

    public InMemoryObjectStore Store { get; }

    public List<ModelGate> Gates { get; } = [];

    /// <summary>Every object that ever appeared.</summary>
    public List<byte[]> Made { get; } = [];

    /// <summary>What was ever stored as a part.</summary>
    public ExtentSet Stored { get; } = new();

    /// <summary>Does something on behalf of a session.</summary>
    public void As(ModelSession session, Action action)
    {
        _session.Value = session;
        action();
        _session.Value = null;
    }

    /// <summary>Runs until nothing is left to run. Nothing else may use the thread pool, which has one thread.</summary>
    public static async Task SettleAsync()
    {
        do
        {
            await Task.Yield();
        }
        while (ThreadPool.PendingWorkItemCount > 0);
    }

    private async Task WaitAsync(StoreCall call, CancellationToken cancellationToken)
    {
        if (call.Moment == StoreMoment.After)
        {
            Note(call);
            if (_outcomes.GetValueOrDefault(call.Number) == ModelOutcome.DoneForTheDead)
            {
                await _never.Task;
            }

            return;
        }

        if (call.Verb is StoreVerb.ListParts or StoreVerb.ListMultiparts or StoreVerb.Head && !_gatesListings)
        {
            return;
        }

        var gate = new ModelGate(call, _session.Value);
        Gates.Add(gate);
        ModelOutcome outcome;
        try
        {
            outcome = await gate.Outcome.WaitAsync(cancellationToken);
            _outcomes[call.Number] = outcome;
        }
        finally
        {
            Gates.Remove(gate);
        }

        if (outcome == ModelOutcome.Dead)
        {
            await _never.Task;
        }
    }

    private StorageException? AnswerTo(StoreCall call) => (_outcomes.GetValueOrDefault(call.Number), call.Moment) switch
    {
        (ModelOutcome.Lost, StoreMoment.Before) => new StorageException(FailureReason.Unavailable, "The request was lost."),
        (ModelOutcome.Refused, StoreMoment.Before) => new StorageException(FailureReason.AccessDenied, "The store says no.", 403),
        (ModelOutcome.AnswerLost, StoreMoment.After) => new StorageException(FailureReason.Unavailable, "The answer was lost."),
        _ => null,
    };

    private void Note(StoreCall call)
    {
        if (call.Verb is StoreVerb.CompleteMultipart or StoreVerb.Put)
        {
            Made.Add(Store.Find(ModelProcess.Address)!);
        }
        else if (call.Verb == StoreVerb.UploadPart)
        {
            Stored.Add(new Extent((call.Part - 1L) * ModelProcess.PartSize, call.Range.Length));
        }
    }
}
