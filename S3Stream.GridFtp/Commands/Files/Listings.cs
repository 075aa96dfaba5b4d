using S3Stream.GridFtp.Paths;

namespace S3Stream.GridFtp.Commands;

/// <summary>What the listing commands share.</summary>
internal static class Listings
{
    public static ListingFormatter Formatter(CommandContext context) =>
        new(context.User.Name, context.User.MayWrite, context.Time.GetUtcNow());

    /// <summary>The path of the argument, or the current directory.</summary>
    public static VirtualPath Target(CommandContext context, string argument) => context.PathOf(argument);
}
