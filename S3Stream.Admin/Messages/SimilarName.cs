namespace S3Stream.Admin;

/// <summary>What somebody may have meant who wrote a name that there is not.</summary>
internal static class SimilarName
{
    /// <summary>The nearest of the names, or <see langword="null"/> when none is near: more than a third of the letters differ.</summary>
    public static string? Of(string word, IEnumerable<string> names)
    {
        string written = Bare(word);
        (string? name, int distance) = names
            .Select(name => ((string?)name, Distance(written, Bare(name))))
            .OrderBy(found => found.Item2)
            .FirstOrDefault((null, int.MaxValue));
        return distance <= Math.Max(1, written.Length / 3) ? name : null;
    }

    private static string Bare(string name) => name.TrimStart('-').Replace('_', '-').ToUpperInvariant().Split('=')[0];

    /// <summary>Letters to insert, take out or change (Levenshtein).</summary>
    private static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int changed = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
