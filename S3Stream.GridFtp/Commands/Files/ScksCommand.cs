using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// SCKS <c>algorithm value</c>: the checksum that the object of the next STOR, APPE or ESTO must have. It is compared when all bytes are
/// stored and before the object is made, so a wrong object never appears.
/// </summary>
internal sealed class ScksCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line)
    {
        string value = line.Argument;
        if (ChecksumAlgorithm.Find(Arguments.TakeWord(ref value)) is not { } algorithm)
        {
            return Reply.Of(504, "Unknown checksum algorithm requested.");
        }

        context.State.Next.ExpectedChecksums = algorithm.Expect(value.Trim());
        return Reply.Of(200, "OK.");
    }
}
