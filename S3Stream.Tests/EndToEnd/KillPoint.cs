namespace S3Stream.Tests.EndToEnd;

/// <summary>The moment of an upload at which the endpoint is killed, as the store sees it.</summary>
/// <param name="Operation">The kind of request.</param>
/// <param name="Ordinal">The how manieth of that kind, from 1.</param>
/// <param name="OnAnswer">When the store has answered, instead of when the request arrives.</param>
/// <param name="Holds">The request or answer never gets through; otherwise the kill races with it.</param>
/// <param name="Delay">How long after that moment.</param>
internal sealed record KillPoint(string Operation, int Ordinal, bool OnAnswer, bool Holds, TimeSpan Delay)
{
    /// <summary>Mostly parts, now and then the request before the first or behind the last of them.</summary>
    public static KillPoint Draw(Random random, int parts)
    {
        (string operation, int ordinal) = random.Next(10) switch
        {
            0 => ("CreateMultipartUpload", 1),
            1 or 2 => ("CompleteMultipartUpload", 1),
            _ => ("UploadPart", random.Next(1, parts + 1)),
        };
        return new KillPoint(operation, ordinal, random.Next(2) == 0, random.Next(2) == 0, TimeSpan.FromMilliseconds(random.Next(20)));
    }

    /// <summary>Sets the proxy up so that <paramref name="kill"/> runs once, at this point. Returns the kill.</summary>
    public Task Arm(RecordingProxy proxy, Func<Task> kill)
    {
        var killed = new TaskCompletionSource();
        int seen = 0;
        Task Reach(ProxiedRequest request)
        {
            if (request.Operation.Name != Operation || Interlocked.Increment(ref seen) != Ordinal)
            {
                return Task.CompletedTask;
            }

            Task killing = KillAsync(kill, killed);
            return Holds ? killing : Task.CompletedTask;
        }

        if (OnAnswer)
        {
            proxy.Answered = Reach;
        }
        else
        {
            proxy.Arrived = Reach;
        }

        return killed.Task;
    }

    private async Task KillAsync(Func<Task> kill, TaskCompletionSource killed)
    {
        await Task.Delay(Delay);
        try
        {
            await kill();
            killed.SetResult();
        }
        catch (Exception exception)
        {
            killed.SetException(exception);
        }
    }
}
