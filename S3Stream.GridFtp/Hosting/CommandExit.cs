using System.CommandLine;

namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// What commands end with: 0; 2 when the command line, a setting or a file that a setting names is wrong; 1 when something else failed.
/// Before 1 and 2 standard error gets two lines: what is wrong, and what to do.
/// </summary>
internal static class CommandExit
{
    public const int Failed = 1;
    public const int WrongUse = 2;

    private const string Program = "s3stream-gridftp";

    /// <summary>Runs a command; what it throws ends it with a message instead of a stack trace.</summary>
    public static async Task<int> OfAsync(Func<Task> run)
    {
        try
        {
            await run();
            return 0;
        }
        catch (OperatorException exception)
        {
            Tell(exception.What, exception.Remedy);
            return exception is SettingException ? WrongUse : Failed;
        }
        catch (Exception exception) when (
            exception is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            Tell(exception.Message, "'s3stream-gridftp check-config' with the same options tells more.");
            return Failed;
        }
    }

    /// <summary>Tells what is wrong with the command line, without the whole help; returns the exit code.</summary>
    public static int OfWrongLine(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        bool isRoot = command.Parents.FirstOrDefault() is null;
        string help = $"'{Program}{(isRoot ? "" : " " + command.Name)} --help' lists all {(isRoot ? "commands" : "options")}.";
        if (parsed.UnmatchedTokens is [var word, ..])
        {
            string what = word.StartsWith('-') ? "option" : isRoot ? "command" : "argument";
            string[] names = [.. isRoot ? command.Subcommands.Select(sub => sub.Name) : command.Options.Select(option => option.Name)];
            string guess = SimilarName.Of(word, names) is { } near ? $"Did you mean {near}? " : "";
            Tell($"there is no {what} {word}", guess + help);
        }
        else
        {
            Tell(isRoot ? "no command is given" : parsed.Errors[0].Message.TrimEnd('.'), help);
        }

        return WrongUse;
    }

    /// <summary>What is wrong, and below it what to do.</summary>
    public static void Tell(string what, string remedy) =>
        Console.Error.WriteLine($"{Program}: {what.ReplaceLineEndings(" ")}\n  {remedy.ReplaceLineEndings(" ")}");
}
