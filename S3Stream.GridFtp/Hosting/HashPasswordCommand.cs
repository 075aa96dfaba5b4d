using System.CommandLine;
using System.Text;
using S3Stream.GridFtp.Accounts;

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
            Console.Error.WriteLine("s3stream-gridftp: a user name cannot contain a blank, a colon or #");
            return 2;
        }

        string? password = Console.IsInputRedirected ? Console.In.ReadLine() : Ask();
        if (string.IsNullOrEmpty(password))
        {
            Console.Error.WriteLine("s3stream-gridftp: the password is empty");
            return 2;
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
