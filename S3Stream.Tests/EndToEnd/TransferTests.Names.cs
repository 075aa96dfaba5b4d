using System.Text;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

public abstract partial class TransferTests
{
    // scenario 49, the half that must work: odd names are names
    [Theory]
    [InlineData("two words")]
    [InlineData("  leading and trailing  ")]
    [InlineData("\u00fcml\u00e4ut \u65e5\u672c\u8a9e \U0001F600")]
    [InlineData("percent%20sign%2e%2e")]
    [InlineData("a+b&c=d?e#f")]
    [InlineData("quote\"s and 'ticks' and back\\slash")]
    [InlineData("-dash *star [x] {y} ~tilde")]
    [InlineData("...")]
    public async Task Odd_names_are_stored_listed_and_deleted_as_they_are(string name)
    {
        var content = TestData.Bytes(3_000, 1);
        await using var session = await LoginAsync();

        (await session.StoreAsync($"{Folder}/dir/{name}", content)).Expect(226);

        await AssertStoredAsync($"dir/{name}", TestData.Sha256(content));
        Assert.Equal(content, await session.RetrieveAsync($"{Folder}/dir/{name}"));
        Assert.Equal($"213 {content.Length}", (await session.CommandAsync($"SIZE {Folder}/dir/{name}")).Text);
        var listing = Encoding.UTF8.GetString(await session.RetrieveAsync($"{Folder}/dir", "MLSD"));
        Assert.Contains($" {name}\r\n", listing, StringComparison.Ordinal);
        (await session.CommandAsync($"DELE {Folder}/dir/{name}")).Expect(250);
        (await session.CommandAsync($"SIZE {Folder}/dir/{name}")).Expect(550);
    }

    [Fact]
    public async Task Dots_in_a_path_are_resolved_and_never_lead_out()
    {
        var content = TestData.Bytes(100, 2);
        await using var session = await LoginAsync();

        (await session.StoreAsync($"{Folder}/x/y/../../z/./file", content)).Expect(226);
        await AssertStoredAsync("z/file", TestData.Sha256(content));

        (await session.CommandAsync("SIZE /../../../etc/passwd")).Expect(550);
        (await session.CommandAsync($"CWD {Folder}/z")).Expect(250);
        Assert.Equal("213 100", (await session.CommandAsync("SIZE ../z/../z/file")).Text);
        (await session.CommandAsync("CWD ../../../../../..")).Expect(250);
        Assert.Contains("\"/\"", (await session.CommandAsync("PWD")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doubled_slashes_name_one_and_the_same_object_each_time()
    {
        var content = TestData.Bytes(100, 3);
        await using var session = await LoginAsync();

        (await session.StoreAsync($"{Folder}//dir//file", content)).Expect(226);

        Assert.Equal(content, await session.RetrieveAsync($"{Folder}//dir//file"));
        Assert.Equal("213 100", (await session.CommandAsync($"SIZE {Folder}//dir//file")).Text);
    }

    [Fact]
    public async Task Other_buckets_cannot_be_reached_by_tricks_in_the_path()
    {
        await using var session = await LoginAsync();

        (await session.CommandAsync($"SIZE /{endpoint.Bucket}%2f..%2fother/file")).Expect(550, 553, 501);
        (await session.CommandAsync("SIZE /no-such-bucket-here/file")).Expect(550);
        (await session.CommandAsync("SIZE /Not A Bucket/file")).Expect(550, 553, 501);
    }
}
