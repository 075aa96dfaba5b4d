using Xunit;

namespace S3Stream.Tests.Architecture;

/// <summary>The rules of docs/architecture.md, held against the text of every file.</summary>
public sealed class ArchitectureTests
{
    private const string Core = "S3Stream.Core";
    private const string GridFtp = "S3Stream.GridFtp";
    private const string Tests = "S3Stream.Tests";
    private const int MostLines = 250;
    private const int MostLinesOfLongFiles = 400;
    private const int MostColumns = 140;

    /// <summary>What has to be read as one piece, and the tests, may be a little longer.</summary>
    private static readonly string[] LongFiles = [
        "MemoryBudget.cs", "ObjectUpload.cs", "PartAssembler.cs", "TlsDataStream.cs",
    ];

    /// <summary>The endpoint's pipeline from the outside in: a stage names itself and what stands right of it.</summary>
    private static readonly string[] Stages = ["Hosting", "Control", "Commands", "Transfers", "Data"];

    private static readonly string[] Leaves = ["Security", "Paths", "Accounts"];

    /// <summary>
    /// The words stages share: replies and the exception that carries one, who is logged in and how its session is set. They stand where
    /// they are made, and may be said from Transfers, Data and the leaves (Security, Paths, Accounts, Diagnostics).
    /// </summary>
    private static readonly HashSet<string> SharedWords =
    [
        "Reply", "Replies", "FtpException", "GlobusError", "IReplySink", "LogText", "WireText",
        "CommandContext", "SessionState", "SessionUser", "IProvenIdentity", "DataChannelAuthentication",
        "IControlProtection", "UnprotectedLine",
        "FailureReplies", // the record of a transfer names the reply that its failure got
        "PassiveCommand", "PassiveReply", // a PASV that may be delayed listens when its transfer begins
    ];

    [Fact]
    public void Each_stage_of_the_endpoint_names_only_what_stands_after_it()
    {
        IReadOnlyList<SourceFile> files = SourceFile.Of(GridFtp);
        string[] violations =
        [
            .. from file in files
               let stage = Array.IndexOf(Stages, file.Stage)
               where stage >= 0
               from before in files
               let earlier = Array.IndexOf(Stages, before.Stage)
               where earlier >= 0 && earlier < stage && file.Refers($"{GridFtp}.{before.Stage}")
               from type in before.Types
               where !SharedWords.Contains(type) && file.Names(type)
               select $"{file}: {file.Stage} comes after {before.Stage} and names its {type}",
        ];
        Assert.Empty(violations);
    }

    /// <summary>
    /// Security, Paths and Accounts stand beside the stages, and are used by several: they know no stage, but for these of its words.
    /// </summary>
    [Theory]
    [InlineData("Security", "Paths", "IDataChannelSecurity", "IDataStream", "ClearDataStream", "ExtendedBlockHeader")]
    [InlineData("Paths", "")]
    [InlineData("Accounts", "")]
    public void A_leaf_of_the_endpoint_names_no_stage(string leaf, string otherLeaf, params string[] words)
    {
        IReadOnlyList<SourceFile> files = SourceFile.Of(GridFtp);
        Assert.Contains(files, file => file.Stage == leaf);
        string[] violations =
        [
            .. from file in files
               where file.Stage == leaf
               from other in files
               where other.Stage != leaf && other.Stage != otherLeaf && (Stages.Contains(other.Stage) || Leaves.Contains(other.Stage))
               where file.Refers($"{GridFtp}.{other.Stage}") || file.Refers($"{other.Stage}.{other.Types.FirstOrDefault()}")
               from type in other.Types
               where !SharedWords.Contains(type) && !words.Contains(type) && file.Names(type)
               select $"{file}: {leaf} names {type} of {other.Stage}",
        ];
        Assert.Empty(violations);
    }

    [Theory]
    [InlineData("Addressing", "Memory", "Upload", "Download", "Storage", "Sequential", "Catalog")] // arithmetic only
    [InlineData("Memory", "Upload", "Download", "Storage", "Sequential", "Catalog")]
    [InlineData("Upload", "Download", "Sequential", "Catalog")]
    [InlineData("Download", "Upload", "Sequential", "Catalog")]
    [InlineData("Storage", "Upload", "Download", "Sequential", "Catalog", "Memory")]
    [InlineData("Integrity", "Upload", "Download", "Storage", "Sequential", "Catalog", "Memory")]
    public void A_folder_of_the_library_does_not_know(string folder, params string[] unknown)
    {
        SourceFile[] files = [.. SourceFile.Of(Core).Where(file => file.Stage == folder)];
        Assert.NotEmpty(files);
        Assert.Empty(
            from file in files
            from other in unknown
            where file.Refers($"S3Stream.{other}")
            select $"{file} refers to {other}");
    }

    [Fact]
    public void Only_the_storage_folder_speaks_S3() => Assert.DoesNotContain(
        SourceFile.Of(Core), file => file.Stage != "Storage" && file.Refers("Amazon.S3"));

    [Fact]
    public void The_library_knows_no_sockets_and_nothing_of_the_endpoint() => Assert.DoesNotContain(
        SourceFile.Of(Core), file => file.Refers(GridFtp) || (file.Stage != "Storage" && file.Refers("System.Net.Sockets")));

    [Fact]
    public void The_endpoint_uses_the_public_face_of_the_library_only() => Assert.DoesNotContain(
        typeof(S3StreamClient).Assembly.GetCustomAttributesData(),
        attribute => attribute.AttributeType == typeof(System.Runtime.CompilerServices.InternalsVisibleToAttribute)
            && Equals(attribute.ConstructorArguments[0].Value, "s3stream-gridftp"));

    [Theory]
    [InlineData(Core)]
    [InlineData(GridFtp)]
    [InlineData("S3Stream.Benchmarks")]
    [InlineData(Tests)]
    public void A_file_holds_one_type_and_can_be_read_in_one_go(string project)
    {
        IReadOnlyList<SourceFile> files = SourceFile.Of(project);
        Assert.NotEmpty(files);
        Assert.Empty(files.Where(file => file.Types.Count() > 1).Select(file => $"{file} declares {string.Join(", ", file.Types)}"));
        Assert.Empty(
            from file in files
            let most = project == Tests || LongFiles.Contains(Path.GetFileName(file.Path)) ? MostLinesOfLongFiles : MostLines
            where file.Lines.Count > most
            select $"{file} has {file.Lines.Count} lines; {most} are the most");
    }

    [Theory]
    [InlineData(Core)]
    [InlineData(GridFtp)]
    [InlineData("S3Stream.Benchmarks")]
    public void No_line_is_too_long(string project) => Assert.Empty(
        from file in SourceFile.Of(project)
        from line in file.Lines.Index()
        where line.Item.Length > MostColumns
        select $"{file}, line {line.Index + 1} has {line.Item.Length} columns; {MostColumns} are the most");
}
