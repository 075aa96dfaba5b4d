using System.Runtime.CompilerServices;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// The target of LIST and NLST: an object, the entries of a directory, or those of its entries that a pattern in the last component
/// matches, where nothing has that very name. Only the last component is a pattern, so one listing answers it. Immutable.
/// </summary>
internal sealed class ListTarget
{
    private readonly PathEntry _entry;
    private readonly NamePattern? _pattern;

    private ListTarget(PathEntry entry, string above, NamePattern? pattern = null)
    {
        _entry = entry;
        Above = above;
        _pattern = pattern;
    }

    /// <summary>The entry that the path names or, with a pattern, the directory that the pattern is about.</summary>
    public VirtualPath Path => _entry.Path;

    /// <summary>The prefix that makes an entry's name a path for this session's commands: the directory as the client wrote it.</summary>
    public string Above { get; }

    /// <summary>Finds out what the argument means; one look-up of an object, and one of a directory.</summary>
    /// <param name="context">The session.</param>
    /// <param name="argument">The client's, without options.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FtpException">550: nothing has that name, and it is no pattern; or the user may not list it.</exception>
    public static async Task<ListTarget> FindAsync(CommandContext context, string argument, CancellationToken cancellationToken)
    {
        int slash = argument.LastIndexOf('/');
        string above = argument[..(slash + 1)];
        string last = argument[(slash + 1)..];
        bool isPattern = NamePattern.IsPattern(last);
        VirtualPath? directory = isPattern ? context.PathOf(above) : null;
        // buckets have no such names, and escaped ones are only matched
        bool mayBeName = !isPattern || (directory is { IsRoot: false } && !last.StartsWith(EscapedName.Mark, StringComparison.Ordinal));
        if (mayBeName)
        {
            VirtualPath path = context.PathOf(argument);
            // a rule about the pattern's own text says nothing about the names it matches
            bool mayList = !isPattern || context.User.Paths.Allows(path, PathAccess.List);
            PathEntry? entry = mayList
                ? await PathLookup.FindAsync(context.User.ClientFor(path, PathAccess.List), path, cancellationToken)
                : null;
            if (entry is not null)
            {
                return new ListTarget(entry, entry.IsDirectory ? Below(argument) : above);
            }

            if (!isPattern)
            {
                throw PathLookup.NotFound(path);
            }
        }

        _ = context.User.ClientFor(directory!, PathAccess.List); // refuses where the directory may not be listed
        return new ListTarget(PathEntry.Directory(directory!), above, NamePattern.Parse(last));
    }

    /// <summary>The entries, page by page from S3.</summary>
    /// <exception cref="FtpException">550, before the first entry: nothing matches the pattern.</exception>
    public async IAsyncEnumerable<PathEntry> EntriesAsync(
        CommandContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!_entry.IsDirectory)
        {
            yield return _entry;
            yield break;
        }

        bool isEmpty = true;
        await foreach (PathEntry child in DirectoryListing.ChildrenAsync(context, Path, cancellationToken, Start))
        {
            if (_pattern?.Matches(child.Path.Name) ?? true)
            {
                isEmpty = false;
                yield return child;
            }
        }

        if (isEmpty && _pattern is not null)
        {
            throw new FtpException(GlobusError.NotFound($"nothing in {Path} has this name or matches it as a pattern"));
        }
    }

    /// <summary>The prefix, below the directory, of the keys to list. An escaped name is not the beginning of its keys.</summary>
    private string Start => _pattern is null || _pattern.Start.StartsWith('@') ? "" : _pattern.Start;

    private static string Below(string directory) => directory switch
    {
        "" or "." or "./" => "",
        _ when directory.EndsWith('/') => directory,
        _ => directory + "/",
    };
}
