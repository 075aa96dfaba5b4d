using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.Tests.Fuzzing;

/// <summary>
/// Four lines: a directory, an argument, a pattern and a rule. What a path resolves to is canonical, below the root, and reads back as
/// itself.
/// </summary>
internal sealed class PathsTarget : FuzzTarget
{
    public override string Name => "paths";

    public override IReadOnlyList<string> Words { get; } =
        ["..", "/../", "//", "/./", "~", "~/", "@=", "@=.", "@=..", "=2F", "=0D", "=00", "=3D", "*", "?", "[!a-z]", "[", "]", "RW", "N",
            ",", "/*/", "\0", "bucket"];

    public override Task RunAsync(byte[] input)
    {
        string[] lines = [.. WireText.Decode(input).Split('\n'), "", "", "", ""];
        Refusing<FtpException>(() => Resolve(lines[0], lines[1]));
        Refusing<FormatException>(() => PathRules.None.With(lines[3]));
        if (lines[2].Length > 0)
        {
            NamePattern.IsPattern(lines[2]);
            NamePattern pattern = NamePattern.Parse(lines[2]);
            bool begins = lines[1].StartsWith(pattern.Start, StringComparison.Ordinal);
            Require(!pattern.Matches(lines[1]) || begins, "a match without its beginning");
        }

        return Task.CompletedTask;
    }

    private static void Resolve(string directory, string argument)
    {
        VirtualPath home = VirtualPath.Root.Combine(directory);
        VirtualPath path = home.Combine(argument, home);
        Require(path.Text.StartsWith('/') && path.Text.AsSpan().IndexOfAny("\0\r\n") < 0, "a path that is none");
        Require(path.IsRoot || path.Text[1..].Split('/').All(name => name is not ("" or "." or "..")), "a path that is not canonical");
        Require(VirtualPath.Root.Combine(path.Text) == path, "a path that does not read back as itself");
        Require(path.IsRoot || VirtualPath.IsBucketName(path.Bucket), "a bucket that is none");
        Require(path.IsRoot || path.Parent.Contains(path), "a parent without its child");
        Require(!path.MayBeObject || path.Location == $"/{path.Bucket}/{path.Key}", "a location of something else");
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidDataException(what);
        }
    }
}
