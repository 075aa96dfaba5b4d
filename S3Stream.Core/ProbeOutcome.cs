namespace S3Stream;

/// <summary>How an operation went that <see cref="S3StreamClient.ProbeAsync"/> tried.</summary>
public enum ProbeOutcome
{
    /// <summary>Not tried, because a step that it needs failed or because its object could not be removed again.</summary>
    Skipped = 0,

    /// <summary>It worked.</summary>
    Works,

    /// <summary>These credentials do not allow it.</summary>
    Refused,

    /// <summary>It failed for another reason.</summary>
    Failed,
}
