using System.CommandLine;
using System.Text;

namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// <c>s3stream-gridftp hash-password USER</c>: a line for the password file. The password comes from standard input, so that no process
/// list shows it.
/// </summary>
internal static class HashPasswordCommand
{
    public static Command Create()
    {
        var user = new Argument<string>("user") { Description = "The account's name." };
        var readOnly = new Option<bool>("--read-only") { Description = "The account may only read." };
        const string Description = "Print a line for --password-file. The command asks for the password, or reads it from standard input.";
        var command = new Command("hash-password", Description) { user, readOnly };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(user), parsed.GetValue(readOnly)));
        return command;
    }

    private static int Run(string user, bool readOnly)
    {
        if (user.Length == 0 || user.Any(c => c is ':' or '#' || char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            CommandExit.Tell("a user name has no blank, colon or # in it", "Give another name.");
            return CommandExit.WrongUse;
        }

        string? password = Console.IsInputRedirected ? Console.In.ReadLine() : Ask();
        if (string.IsNullOrEmpty(password))
        {
            CommandExit.Tell("the password is empty", "Type one, or write one line to standard input.");
            return CommandExit.WrongUse;
        }

        Console.WriteLine($"{user}:{PasswordHash.Of(password)}{(readOnly ? ":read" : "")}");
        return 0;
    }

    private static string Ask()
    {
        Console.Error.Write("Password: ");
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else
            {
                typed.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}
