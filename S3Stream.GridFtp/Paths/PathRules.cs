using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Paths;

/// <summary>
/// Which paths users may list, read and write, whatever S3 would allow them: the option restrict_paths of globus-gridftp-server. The rule
/// with the longest path counts; what no rule covers is not there to be used, except that the directories above a permitted path may be
/// listed. Immutable.
/// </summary>
internal sealed class PathRules
{
    private readonly PathRule[] _rules;

    private PathRules(IEnumerable<PathRule> rules) => _rules = [.. rules.OrderByDescending(rule => rule.Length)];

    /// <summary>No restriction.</summary>
    public static PathRules None { get; } = new([]);

    public bool IsEmpty => _rules.Length == 0;

    /// <summary>These rules and one more.</summary>
    /// <exception cref="FormatException">The text is no rule.</exception>
    public PathRules With(string rule) => new([.. _rules, PathRule.Parse(rule)]);

    /// <summary>The rules of a user whose home this is: <c>~</c> in them means it.</summary>
    public PathRules At(VirtualPath home) => IsEmpty || home.IsRoot ? this : new(_rules.Select(rule => rule.At(home)));

    /// <summary>May this be done with the path itself?</summary>
    public bool Allows(VirtualPath path, PathAccess access)
    {
        if (IsEmpty)
        {
            return true;
        }

        PathRule? covering = Array.Find(_rules, rule => rule.Covers(path.Location));
        return covering?.Permits(access) is true
            || (access == PathAccess.List && Array.Exists(_rules, rule => LetsSee(rule, path.Location, covering)));
    }

    /// <summary>May this be done with the path and whatever lies below it?</summary>
    public bool AllowsTree(VirtualPath path, PathAccess access) =>
        Allows(path, access) && !Array.Exists(_rules, rule => rule.MayLieBelow(path.Location) && !rule.Permits(access));

    /// <exception cref="FtpException">550: not allowed.</exception>
    public void Require(VirtualPath path, PathAccess access, bool tree)
    {
        if (!(tree ? AllowsTree(path, access) : Allows(path, access)))
        {
            throw new FtpException(GlobusError.PermissionDenied($"{path}: path not allowed by this server"));
        }
    }

    /// <summary>
    /// The rule permits something below the path, which so may be listed on the way there. A rule shorter than the one that covers the path
    /// does not: what that forbids it forbids below as well, where the shorter one comes after it again.
    /// </summary>
    private static bool LetsSee(PathRule rule, string path, PathRule? covering) =>
        rule.Length >= (covering?.Length ?? 0) && rule.MayLieBelow(path) && rule.Permits(PathAccess.List);
}
