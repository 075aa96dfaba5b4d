namespace S3Stream;

/// <summary>What <see cref="S3StreamClient.ProbeAsync"/> found. Immutable.</summary>
/// <param name="Steps">Every operation a transfer needs, in the order tried.</param>
/// <param name="Abilities">What the store does and does not; what is not in here was not tried.</param>
/// <param name="LeftBehind">What was made and could not be removed; empty otherwise.</param>
public sealed record ProbeReport(
    IReadOnlyList<ProbeStep> Steps, IReadOnlyDictionary<StoreAbility, bool> Abilities, IReadOnlyList<string> LeftBehind)
{
    /// <summary>Every operation works. What the store is not able to do is not needed.</summary>
    public bool IsGood => LeftBehind.Count == 0 && Steps.All(step => step.Outcome == ProbeOutcome.Works);

    /// <summary>Whether the store does that; <see langword="null"/> where it was not tried.</summary>
    public bool? Has(StoreAbility ability) => Abilities.TryGetValue(ability, out bool has) ? has : null;
}
