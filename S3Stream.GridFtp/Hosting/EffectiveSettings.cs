namespace S3Stream.GridFtp.Hosting;

/// <summary>The settings in force, out of all sources.</summary>
/// <param name="Settings">Validated.</param>
/// <param name="Values">What was set, in the order of the table; the rest are defaults.</param>
/// <param name="Variables">Environment variables that configuration files set and the environment does not.</param>
/// <param name="Warnings">Ignored options, where they stand and what replaces them.</param>
internal sealed record EffectiveSettings(
    ServeSettings Settings,
    IReadOnlyList<SourcedValue> Values,
    IReadOnlyList<GlobusConfigLine> Variables,
    IReadOnlyList<string> Warnings);
