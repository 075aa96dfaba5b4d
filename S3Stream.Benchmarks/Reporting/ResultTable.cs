namespace S3Stream.Benchmarks.Reporting;

/// <summary>A table of the page.</summary>
internal sealed record ResultTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
