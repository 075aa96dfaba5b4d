namespace S3Stream.Tests.Core.Upload.Model;

/// <summary>A schedule on which library and model differ, with the command that repeats it.</summary>
internal sealed class ModelViolationException(int seed, IReadOnlyList<string> steps, Exception cause)
    : Exception($"Schedule {seed}: {cause.Message}\nRepeat it with: scripts/model.sh {seed} 1\n  {string.Join("\n  ", steps)}", cause);
