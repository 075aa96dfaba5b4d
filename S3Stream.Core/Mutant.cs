namespace S3Stream;
internal static class Mutant
{
    private static readonly int Number = int.Parse(Environment.GetEnvironmentVariable("S3STREAM_MUTANT") ?? "0", null);
    public static bool Is(int number) => number == Number;
}
