using NetArchTest.Rules;
using S3Stream.GridFtp.Session;
using Xunit;

namespace S3Stream.Tests.Architecture;

/// <summary>The rules of docs/architecture.md, held against the text of every file.</summary>
public sealed class ArchitectureTests
{
    private const string Core = "S3Stream.Core";
    private const string Gsi = "S3Stream.Gsi";
    private const string GridFtp = "S3Stream.GridFtp";
    private const string EmbeddedStore = "S3Stream.EmbeddedStore";
    private const string Admin = "S3Stream.Admin";
    private const string Tests = "S3Stream.Tests";
    private const int MaxLines = 400;
    private const int MaxColumns = 140;
    private const int MaxAdapterLines = 13_000;

    /// <summary>
    /// The endpoint's floors from the ground up: what stands on a line knows itself and the lines before it. On one line stand folders that
    /// know nothing of each other.
    /// </summary>
    private static readonly string[][] Floors =
    [
        ["Protocol"],
        ["Paths"],
        ["Diagnostics"],
        ["Session"],
        ["Accounts", "Login"], // beside the stages
        ["Data"],
        ["Transfers"],
        ["Commands"],
        ["Control"],
        ["Hosting"],
    ];

    /// <summary>
    /// The folders of Storage from the ground up. Below them stand the words of the folder itself, which everybody may know.
    /// </summary>
    private static readonly string[] StorageFolders = ["Failures", "Signing", "Bodies", "Connection", "Requests"];

    /// <summary>The folders of S3Stream.Gsi from the ground up: each names itself and what stands left of it.</summary>
    private static readonly string[] GsiFolders = ["Names", "Certificates", "Trust", "Validation", "Tls", "Exchange"];

    /// <summary>Read from the compiled types, their methods' bodies included.</summary>
    [Fact]
    public void A_folder_of_the_endpoint_knows_only_the_floors_below_it()
    {
        Types types = Types.InAssembly(typeof(SessionState).Assembly);
        foreach ((int height, string[] floor) in Floors.Index())
        {
            foreach (string folder in floor)
            {
                string[] unknown = [.. Floors.Skip(height).SelectMany(above => above).Where(other => other != folder).Select(Space)];
                RequireUnknown(types.That().ResideInNamespace(Space(folder)), unknown); // and below
            }
        }
    }

    /// <summary>So that no folder is forgotten above, and the rule can read namespaces.</summary>
    [Fact]
    public void A_folder_of_the_endpoint_is_a_namespace()
    {
        SourceFile[] files = [.. SourceFile.Of(GridFtp).Where(file => file.Stage is not ("" or "EmbeddedStore"))];
        Assert.Equal(Floors.SelectMany(floor => floor).Order(), files.Select(file => file.Stage).Distinct().Order());
        Assert.Empty(files.Where(file => file.Space != Space(file.Stage)).Select(file => $"{file} is in the namespace {file.Space}"));
    }

    private static string Space(string folder) => $"{GridFtp}.{folder}";

    private static void RequireUnknown(PredicateList inhabitants, string[] unknown)
    {
        Assert.NotEmpty(inhabitants.GetTypes());
        NetArchTest.Rules.TestResult result = inhabitants.Should().NotHaveDependencyOnAny(unknown).GetResult();
        Assert.True(
            result.IsSuccessful,
            string.Join('\n', (result.FailingTypes ?? []).Select(type => $"{type.FullName}: {type.Explanation}")));
    }

    [Fact]
    public void A_folder_of_Storage_knows_only_those_before_it()
    {
        const string storage = "S3Stream.Storage";
        Types types = Types.InAssembly(typeof(S3StreamClient).Assembly);
        string[] spaces = [.. StorageFolders.Select(folder => $"{storage}.{folder}")];
        RequireUnknown(types.That().ResideInNamespaceMatching($"^{storage}$"), spaces);
        foreach ((int height, string space) in spaces.Index().SkipLast(1))
        {
            RequireUnknown(types.That().ResideInNamespace(space), spaces[(height + 1)..]);
        }
    }

    /// <summary>So that no folder is forgotten above, and the rule can read namespaces.</summary>
    [Fact]
    public void A_folder_of_Storage_is_a_namespace()
    {
        SourceFile[] files = [.. SourceFile.Of(Core).Where(file => file.Path.Split('/') is [_, "Storage", _, _])];
        Assert.Equal(StorageFolders.Order(), files.Select(file => file.Path.Split('/')[2]).Distinct().Order());
        Assert.Empty(
            files.Where(file => file.Space != $"S3Stream.Storage.{file.Path.Split('/')[2]}")
                .Select(file => $"{file} is in the namespace {file.Space}"));
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
    public void The_embedded_store_knows_neither_the_library_nor_the_endpoint() => Assert.Equal(
        ["S3Stream.EmbeddedStore"],
        typeof(S3Stream.EmbeddedStore).Assembly.GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => name.StartsWith("s3stream", StringComparison.OrdinalIgnoreCase)).Prepend("S3Stream.EmbeddedStore"));

    [Fact]
    public void What_concerns_the_machine_knows_nothing_of_FTP_and_the_libraries_nothing_of_it()
    {
        Assert.NotEmpty(SourceFile.Of(Admin));
        Assert.DoesNotContain(SourceFile.Of(Admin), file => file.Refers(GridFtp));
        Assert.DoesNotContain([.. SourceFile.Of(Core), .. SourceFile.Of(Gsi), .. SourceFile.Of(EmbeddedStore)], file => file.Refers(Admin));
    }

    [Fact]
    public void Each_folder_of_the_security_library_names_only_what_stands_below_it()
    {
        IReadOnlyList<SourceFile> files = SourceFile.Of(Gsi);
        Assert.All(GsiFolders, folder => Assert.Contains(files, file => file.Stage == folder));
        Assert.Empty(
            from file in files
            let floor = file.Stage is "Mapping" or "Diagnostics" ? 0 : Array.IndexOf(GsiFolders, file.Stage)
            where file.Stage.Length > 0
            from other in files
            where Array.IndexOf(GsiFolders, other.Stage) > floor || (other.Stage == "Mapping" && file.Stage != "Mapping")
            from type in other.Types
            where file.Names(type)
            select $"{file}: {file.Stage} names {type} of {other.Stage}");
    }

    [Fact]
    public void The_security_library_knows_nothing_of_FTP_S3_or_sockets() => Assert.DoesNotContain(
        SourceFile.Of(Gsi),
        file => file.Refers(GridFtp) || file.Refers("Amazon") || file.Refers("S3Stream.Storage") || file.Refers("System.Net.Sockets"));

    [Theory]
    [InlineData(typeof(S3StreamClient))]
    [InlineData(typeof(S3Stream.Gsi.GsiAcceptor))]
    public void The_endpoint_uses_the_public_face_of_a_library_only(Type member) => Assert.DoesNotContain(
        member.Assembly.GetCustomAttributesData(),
        attribute => attribute.AttributeType == typeof(System.Runtime.CompilerServices.InternalsVisibleToAttribute)
            && Equals(attribute.ConstructorArguments[0].Value, "s3stream-gridftp"));

    [Theory]
    [InlineData(Core)]
    [InlineData(Gsi)]
    [InlineData(GridFtp)]
    [InlineData(EmbeddedStore)]
    [InlineData(Admin)]
    [InlineData("S3Stream.Benchmarks")]
    [InlineData(Tests)]
    public void A_file_holds_one_type_and_can_be_read_in_one_go(string project)
    {
        IReadOnlyList<SourceFile> files = SourceFile.Of(project);
        Assert.NotEmpty(files);
        Assert.Empty(files.Where(file => file.Types.Count() > 1).Select(file => $"{file} declares {string.Join(", ", file.Types)}"));
        Assert.Empty(
            from file in files
            where file.Lines.Count > MaxLines && !file.Path.EndsWith("Table.cs", StringComparison.Ordinal) // a table is read row by row
            select $"{file} has {file.Lines.Count} lines; the limit is {MaxLines}");
    }

    /// <summary>
    /// Counts lines of code, which are neither blank nor comments. What a library can do does not belong into the endpoint.
    /// </summary>
    [Fact]
    public void The_endpoint_stays_a_small_adapter()
    {
        int lines = SourceFile.Of(GridFtp).Sum(file => file.Code.Split('\n').Count(line => !string.IsNullOrWhiteSpace(line)));
        Assert.True(
            lines < MaxAdapterLines,
            $"{GridFtp} has {lines} lines of code; the limit is {MaxAdapterLines}. Move what a library can do, or decide on another limit.");
    }

    [Theory]
    [InlineData(Core)]
    [InlineData(Gsi)]
    [InlineData(GridFtp)]
    [InlineData(EmbeddedStore)]
    [InlineData(Admin)]
    [InlineData("S3Stream.Benchmarks")]
    public void No_line_is_too_long(string project) => Assert.Empty(
        from file in SourceFile.Of(project)
        from line in file.Lines.Index()
        where line.Item.Length > MaxColumns
        select $"{file}, line {line.Index + 1} has {line.Item.Length} columns; the limit is {MaxColumns}");
}
