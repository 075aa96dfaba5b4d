using System.Security.Cryptography;
using S3Stream.Tests.EndToEnd;

namespace S3Stream.Tests.Fuzzing;

/// <summary>
/// The files of a target below <c>S3Stream.Tests/Fuzz/TARGET</c>: <c>seeds</c>, inputs it knows, and <c>finds</c>, inputs that once broke
/// it.
/// </summary>
internal sealed class FuzzCorpus(string target)
{
    private readonly string _folder = Repository.Path("S3Stream.Tests", "Fuzz", target);

    /// <summary>All files, in the order of their names.</summary>
    public IReadOnlyList<(string Name, byte[] Input)> Load() =>
    [
        .. from kind in new[] { "seeds", "finds" }
           let folder = Path.Combine(_folder, kind)
           where Directory.Exists(folder)
           from file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)
           select ($"{kind}/{Path.GetFileName(file)}", File.ReadAllBytes(file)),
    ];

    /// <summary>Keeps an input that broke the target, so that every later run begins with it.</summary>
    public string KeepFind(byte[] input)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, "finds")).FullName;
        string file = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(input))[..16]);
        File.WriteAllBytes(file, input);
        return file;
    }
}
