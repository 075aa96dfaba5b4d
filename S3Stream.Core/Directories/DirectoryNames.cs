namespace S3Stream.Directories;

/// <summary>Between keys below a prefix and files below a directory. Pure.</summary>
internal static class DirectoryNames
{
    /// <summary>The prefix as a directory: it ends with a slash, or is empty for the whole bucket.</summary>
    public static string PrefixOf(string prefix) => prefix.Length == 0 || prefix.EndsWith('/') ? prefix : prefix + "/";

    /// <summary>The file's path relative to its directory, with <c>/</c> between the names.</summary>
    public static string RelativeOf(string root, string path) =>
        Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>
    /// The full path below <paramref name="root"/> that a key's relative name stands for; <see langword="null"/> where it is none: it would
    /// lie outside, or be the file of another key too.
    /// </summary>
    /// <param name="root">The directory, a full path.</param>
    /// <param name="relative">The key without the prefix.</param>
    public static string? PathOf(string root, string relative)
    {
        char[] separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];
        foreach (string name in relative.Split('/'))
        {
            bool isName = name.Length > 0 && name is not ("." or "..")
                && !name.Contains('\0', StringComparison.Ordinal)
                && (Path.DirectorySeparatorChar == '/'
                    || (name.IndexOfAny(separators) < 0 && !name.Contains(':', StringComparison.Ordinal)));
            if (!isName)
            {
                return null;
            }
        }

        string below = Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar;
        string path = Path.GetFullPath(Path.Join(root, relative));
        return path.StartsWith(below, StringComparison.Ordinal) ? path : null;
    }
}
