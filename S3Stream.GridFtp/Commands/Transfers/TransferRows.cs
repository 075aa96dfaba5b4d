namespace S3Stream.GridFtp.Commands;

/// <summary>The rows of the verbs that set up data connections and move object bytes.</summary>
internal static class TransferRows
{
    public static IReadOnlyList<CommandRow> All { get; } = [];
}
