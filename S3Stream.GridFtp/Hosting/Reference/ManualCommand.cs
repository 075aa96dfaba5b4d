using System.CommandLine;

namespace S3Stream.GridFtp.Hosting;

/// <summary><c>s3stream-gridftp manual</c>: the manual page, as the packages install it.</summary>
internal static class ManualCommand
{
    private const string Description =
        """
        Print the manual page, with every command and option. The packages install it as s3stream-gridftp(8).

        To read it without a package:  s3stream-gridftp manual | man -l -
        """;

    public static Command Create()
    {
        var command = new Command("manual", Description);
        command.SetAction(parsed => Console.Out.Write(ManualPage.Write(ReferenceCommand.All(parsed.RootCommandResult.Command))));
        return command;
    }
}
