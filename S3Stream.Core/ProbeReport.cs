namespace S3Stream;

/// <summary>What <see cref="S3StreamClient.ProbeAsync"/> found. Immutable.</summary>
/// <param name="Steps">Every operation a transfer needs, in the order tried.</param>
/// <param name="RefusesExisting">The store honours If-None-Match; <see langword="null"/> when it was not tried.</param>
/// <param name="KeepsChecksum">The store keeps the CRC-64/NVME of an object; <see langword="null"/> when it was not tried.</param>
/// <param name="LeftBehind">Objects that the probe made and could not remove; empty otherwise.</param>
public sealed record ProbeReport(
    IReadOnlyList<ProbeStep> Steps, bool? RefusesExisting, bool? KeepsChecksum, IReadOnlyList<string> LeftBehind)
{
    /// <summary>Everything works.</summary>
    public bool IsGood => LeftBehind.Count == 0 && Steps.All(step => step.Outcome == ProbeOutcome.Works);
}
