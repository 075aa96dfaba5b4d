using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>What a NuGet package tells whoever looks at it, and what it brings along.</summary>
[Collection(PackedLibrariesLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class PackageContentTests(PackedLibraries packed)
{
    private static readonly Guid EmbeddedSource = new("0e8a571b-6926-466e-b4ad-8ab04611f5fe");

    public static TheoryData<string> Libraries => [.. PackedLibraries.Names];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void It_tells_licence_readme_icon_commit_and_what_changed(string name)
    {
        using ZipArchive package = ZipFile.OpenRead(packed.File(name));
        XElement metadata = Metadata(package, name);

        Assert.Equal("Apache-2.0", Value(metadata, "license"));
        Assert.Equal("git", (string?)Element(metadata, "repository")!.Attribute("type"));
        Assert.Matches("^[0-9a-f]{40}$", (string?)Element(metadata, "repository")!.Attribute("commit"));
        Assert.NotNull(package.GetEntry(Value(metadata, "readme")));
        using Stream icon = package.GetEntry(Value(metadata, "icon"))!.Open();
        byte[] signature = new byte[8];
        icon.ReadExactly(signature);
        Assert.Equal([0x89, .. "PNG\r\n"u8, 0x1a, .. "\n"u8], signature);
        string notes = Value(metadata, "releaseNotes");
        Assert.Contains("S3Stream.Core: multipart uploads", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("](", notes, StringComparison.Ordinal); // a link to a page that is not in the package
        Assert.InRange(notes.Length, 1, 35_000); // more than that nuget.org refuses
    }

    /// <summary>
    /// A package of the framework would only be another version of what runs; a dependency that breaks in its next major version has a
    /// closed end.
    /// </summary>
    [Theory]
    [MemberData(nameof(Libraries))]
    public void It_depends_on_nothing_that_the_framework_holds_and_not_on_a_next_major_version(string name)
    {
        using ZipArchive package = ZipFile.OpenRead(packed.File(name));
        XElement[] dependencies =
            [.. Metadata(package, name).Descendants().Where(element => element.Name.LocalName == "dependency")];

        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        Assert.NotEmpty(dependencies);
        Assert.All(dependencies, dependency =>
        {
            string id = (string)dependency.Attribute("id")!;
            Assert.False(File.Exists(Path.Combine(framework, id + ".dll")), id);
            if (!id.StartsWith("Microsoft.", StringComparison.Ordinal) && !id.StartsWith("System.", StringComparison.Ordinal))
            {
                Assert.Matches(@"^\[[0-9.]+, [0-9]+\.0\.0\)$", (string?)dependency.Attribute("version"));
            }
        });
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void It_documents_every_public_type_and_no_other(string name)
    {
        using ZipArchive package = ZipFile.OpenRead(packed.File(name));
        using Stream documentation = package.GetEntry($"lib/net10.0/{name}.xml")!.Open();
        string[] members = [.. XDocument.Load(documentation).Descendants("member").Select(member => (string)member.Attribute("name")!)];
        string[] types = [.. Library(name).GetExportedTypes().Select(type => type.FullName!.Replace('+', '.'))];

        Assert.Equal(
            types.Order(StringComparer.Ordinal), members.Where(id => id[0] == 'T').Select(id => id[2..]).Order(StringComparer.Ordinal));
        Assert.All(
            members,
            id => Assert.Contains(types, type => id[2..] == type || id[2..].StartsWith(type + ".", StringComparison.Ordinal)));
    }

    /// <summary>In a debugger every source shows, and the folder of whoever built it does not.</summary>
    [Theory]
    [MemberData(nameof(Libraries))]
    public void Its_symbols_hold_every_source_under_a_path_that_is_no_folder_of_the_builder(string name)
    {
        using ZipArchive symbols = ZipFile.OpenRead(packed.File(name, "snupkg"));
        using var content = new MemoryStream();
        using (Stream pdb = symbols.GetEntry($"lib/net10.0/{name}.pdb")!.Open())
        {
            pdb.CopyTo(content);
        }

        content.Position = 0;
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(content);
        MetadataReader reader = provider.GetMetadataReader();
        string here = Repository.Path();
        Assert.NotEmpty(reader.Documents);
        Assert.All(reader.Documents, handle =>
        {
            string source = reader.GetString(reader.GetDocument(handle).Name);
            Assert.StartsWith("/_", source, StringComparison.Ordinal);
            Assert.DoesNotContain(here, source, StringComparison.Ordinal);
            Assert.Contains(
                reader.GetCustomDebugInformation(handle).Select(reader.GetCustomDebugInformation),
                information => reader.GetGuid(information.Kind) == EmbeddedSource);
        });
        using var assembly = new PEReader(File.OpenRead(Library(name).Location));
        Assert.Contains(assembly.ReadDebugDirectory(), entry => entry.Type == DebugDirectoryEntryType.Reproducible);
    }

    private static System.Reflection.Assembly Library(string name) => System.Reflection.Assembly.Load(name);

    private static XElement Metadata(ZipArchive package, string name)
    {
        using Stream manifest = package.GetEntry(name + ".nuspec")!.Open();
        return XDocument.Load(manifest).Root!.Elements().First(element => element.Name.LocalName == "metadata");
    }

    private static XElement? Element(XElement metadata, string name) =>
        metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name);

    private static string Value(XElement metadata, string name) =>
        Element(metadata, name)?.Value ?? throw new InvalidDataException($"The package has no {name}.");
}
