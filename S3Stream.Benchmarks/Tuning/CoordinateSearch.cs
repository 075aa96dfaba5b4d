namespace S3Stream.Benchmarks.Tuning;

/// <summary>
/// Looks for the best combination one setting at a time, starting where the administrator is now: doubles a setting while that gains,
/// halves it where doubling did not. A second round follows when the first changed more than one setting. No full grid: about three
/// measurements a setting.
/// </summary>
/// <param name="measure">Measures a combination; <see langword="null"/> when a limit is reached. One call at a time.</param>
/// <param name="fits">Whether the memory budget holds it.</param>
internal sealed class CoordinateSearch(Func<Combination, Task<Measured?>> measure, Func<Combination, bool> fits)
{
    /// <summary>A step that gains less than this is not taken.</summary>
    public const double MinGain = 1.05;

    // below this a gain may be chance: both sides are measured once more
    private const double ClearGain = 1.20;
    private const int Rounds = 2;
    private readonly Dictionary<Combination, Measured> _known = [];
    private readonly Dictionary<Axis, Finding> _findings = [];

    /// <summary>One for each axis that was looked at, in order.</summary>
    public IReadOnlyCollection<Finding> Findings => _findings.Values;

    /// <summary>Everything measured, in order; a combination that was measured twice with its mean.</summary>
    public IReadOnlyCollection<Measured> All => _known.Values;

    /// <summary>The best combination found; <see langword="null"/> when not even the first could be measured within the limits.</summary>
    public async Task<Measured?> RunAsync(Combination start, IReadOnlyList<Axis> axes)
    {
        if (await MeasureAsync(start) is not { } best)
        {
            return null;
        }

        for (int round = 0; round < Rounds; round++)
        {
            Combination before = best.Combination;
            foreach (Axis axis in axes)
            {
                Finding finding = await AlongAsync(axis, best);
                // what the first round said about the setting's start stays the comparison
                _findings[axis] = _findings.TryGetValue(axis, out Finding? earlier) ? finding with { Before = earlier.Before } : finding;
                best = finding.Chosen;
                if (finding.Stop == StopReason.Limit)
                {
                    return best;
                }
            }

            if (axes.Count(axis => axis.Value(before) != axis.Value(best.Combination)) < 2)
            {
                break;
            }
        }

        return best;
    }

    private async Task<Finding> AlongAsync(Axis axis, Measured start)
    {
        Finding up = await ClimbAsync(axis, start, up: true);
        if (up.Raised || up.Stop == StopReason.Limit)
        {
            return up;
        }

        Finding down = await ClimbAsync(axis, up.Chosen, up: false);
        return down.Lowered || down.Stop == StopReason.Limit ? down : up with { Chosen = down.Chosen };
    }

    private async Task<Finding> ClimbAsync(Axis axis, Measured start, bool up)
    {
        Measured best = start;
        while (axis.Next(best.Combination, up) is { } next)
        {
            if (!fits(next))
            {
                return new Finding(axis, start, best, StopReason.Memory, null);
            }

            if (await MeasureAsync(next) is not { } tried)
            {
                return new Finding(axis, start, best, StopReason.Limit, null);
            }

            if (tried.Score / best.Score is >= MinGain and < ClearGain
                && (await AgainAsync(best), await AgainAsync(tried)) is ({ } bestAgain, { } triedAgain))
            {
                (best, tried) = (bestAgain, triedAgain);
            }

            if (tried.Score < best.Score * MinGain)
            {
                return new Finding(axis, start, best, StopReason.NoGain, tried);
            }

            best = tried;
        }

        return new Finding(axis, start, best, StopReason.RangeEnd, null);
    }

    private async Task<Measured?> MeasureAsync(Combination combination)
    {
        if (!_known.TryGetValue(combination, out Measured? measured) && await measure(combination) is { } made)
        {
            _known[combination] = measured = made;
        }

        return measured;
    }

    private async Task<Measured?> AgainAsync(Measured first)
    {
        if (await measure(first.Combination) is not { } second)
        {
            return null;
        }

        return _known[first.Combination] = first.Average(second);
    }
}
