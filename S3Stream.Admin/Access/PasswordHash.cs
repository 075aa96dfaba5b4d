using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace S3Stream.Admin;

/// <summary>A stored password: <c>$pbkdf2-sha256$iterations$salt$hash</c>, salt and hash in base64. Immutable.</summary>
internal sealed class PasswordHash
{
    public const int DefaultIterations = 600_000;

    private const string Scheme = "pbkdf2-sha256";
    private const int MinIterations = 10_000;
    private const int MaxIterations = 10_000_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    private readonly byte[] _salt;
    private readonly byte[] _hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash)
    {
        Iterations = iterations;
        _salt = salt;
        _hash = hash;
    }

    /// <summary>The number of iterations, which is the least that a comparison costs.</summary>
    public int Iterations { get; }

    /// <summary>A hash that no password matches, at the usual cost; the passwords of unknown users are compared with it.</summary>
    public static PasswordHash Unmatchable(int iterations) =>
        new(iterations, RandomNumberGenerator.GetBytes(SaltBytes), RandomNumberGenerator.GetBytes(HashBytes));

    public static PasswordHash Of(string password, int iterations = DefaultIterations)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new PasswordHash(iterations, salt, Derive(password, salt, iterations));
    }

    /// <exception cref="FormatException">The text has another form; the message names the right one.</exception>
    public static PasswordHash Parse(string text)
    {
        string[] fields = text.Split('$');
        if (fields is not ["", Scheme, var iterationText, var saltText, var hashText])
        {
            throw new FormatException(
                "the password must have the form $pbkdf2-sha256$iterations$salt$hash; make it with: s3stream-gridftp hash-password");
        }

        if (!int.TryParse(iterationText, NumberStyles.None, CultureInfo.InvariantCulture, out int iterations)
            || iterations is < MinIterations or > MaxIterations)
        {
            throw new FormatException($"'{iterationText}' is not a number of iterations from {MinIterations} to {MaxIterations}");
        }

        byte[] salt = Convert.FromBase64String(saltText);
        byte[] hash = Convert.FromBase64String(hashText);
        return salt.Length >= 8 && hash.Length == HashBytes
            ? new PasswordHash(iterations, salt, hash)
            : throw new FormatException($"the salt must have at least 8 bytes and the hash {HashBytes}");
    }

    /// <summary>Takes as long for a wrong password as for the right one.</summary>
    /// <param name="password">The password to check.</param>
    /// <param name="cost">Iterations to spend in any case; those above <see cref="Iterations"/> are spent without use.</param>
    public bool Matches(string password, int cost)
    {
        bool matches = CryptographicOperations.FixedTimeEquals(_hash, Derive(password, _salt, Iterations));
        if (cost > Iterations)
        {
            // PBKDF2 takes time in proportion to its iterations, so the missing ones are run for their time only
            Derive(password, _salt, cost - Iterations);
        }

        return matches;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"${Scheme}${Iterations}${Convert.ToBase64String(_salt)}${Convert.ToBase64String(_hash)}");

    private static byte[] Derive(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, HashAlgorithmName.SHA256, HashBytes);
}
