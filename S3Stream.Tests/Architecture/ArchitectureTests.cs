using Xunit;

namespace S3Stream.Tests.Architecture;

/// <summary>The rules of docs/architecture.md, held against the text of every file.</summary>
public sealed class ArchitectureTests
{
    private const string Core = "S3Stream.Core";
    private const string GridFtp = "S3Stream.GridFtp";
    private const int MostLines = 300;
    private const int MostLinesOfTests = 450;

    /// <summary>The endpoint's pipeline from the outside in: a stage names itself and what stands right of it.</summary>
    private static readonly string[] Stages = ["Hosting", "Control", "Commands", "Transfers", "Data"];

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
    [InlineData(Core, MostLines)]
    [InlineData(GridFtp, MostLines)]
    [InlineData("S3Stream.Benchmarks", MostLines)]
    [InlineData("S3Stream.Tests", MostLinesOfTests)]
    public void A_file_holds_one_type_and_can_be_read_in_one_go(string project, int most)
    {
        IReadOnlyList<SourceFile> files = SourceFile.Of(project);
        Assert.NotEmpty(files);
        Assert.Empty(files.Where(file => file.Types.Count() > 1).Select(file => $"{file} declares {string.Join(", ", file.Types)}"));
        Assert.Empty(
            files.Where(file => file.Lines.Count > most).Select(file => $"{file} has {file.Lines.Count} lines; {most} are the most"));
    }
}
