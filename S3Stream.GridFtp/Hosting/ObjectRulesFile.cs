
namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// S3 options by path (docs/s3-options.md).
/// <code>
/// # comment
/// /bucket/prefix  storage-class=STANDARD_IA  sse=aws:kms:KEY  sse-c=FILE  requester-pays  no-overwrite
/// </code>
/// </summary>
internal static class ObjectRulesFile
{
    private const string Kms = "aws:kms";
    private const string DoubleKms = "aws:kms:dsse";

    /// <exception cref="FormatException">The file cannot be read or a line is wrong; the message names file and line.</exception>
    public static IReadOnlyList<ObjectRule> Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    /// <exception cref="FormatException">A line is wrong.</exception>
    public static IReadOnlyList<ObjectRule> Parse(string text, string name)
    {
        var rules = new List<ObjectRule>();
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string[] words = lines[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0][0] == '#')
            {
                continue;
            }

            try
            {
                ObjectRule rule = ParseRule(words);
                rules.Add(rules.Any(other => other.Bucket == rule.Bucket && other.Prefix == rule.Prefix)
                    ? throw new FormatException($"{words[0]} has an earlier line")
                    : rule);
            }
            catch (FormatException exception)
            {
                throw new FormatException($"{name}, line {i + 1}: {exception.Message}", exception);
            }
        }

        return rules;
    }

    private static ObjectRule ParseRule(string[] words)
    {
        if (words[0][0] != '/' || words[0].Contains("//", StringComparison.Ordinal))
        {
            throw new FormatException("expected a path such as /bucket or /bucket/prefix, then its options");
        }

        string[] path = words[0].Trim('/').Split('/', 2);
        if (words.Length == 1)
        {
            throw new FormatException($"{words[0]} has no options");
        }

        return words.Skip(1).Aggregate(new ObjectRule(path[0], path.Length == 2 ? path[1] : ""), Apply);
    }

    private static ObjectRule Apply(ObjectRule rule, string word)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        (string name, string value) = equals < 0 ? (word, "") : (word[..equals], word[(equals + 1)..]);
        return (name, value.Length > 0, equals >= 0) switch
        {
            ("storage-class", true, _) => rule with { StorageClass = value },
            ("sse", true, _) => Encrypt(rule, value),
            ("sse-c", true, _) => rule with { CustomerKey = ReadKey(value) },
            ("requester-pays", _, false) => rule with { RequesterPays = true },
            ("no-overwrite", _, false) => rule with { NoOverwrite = true },
            _ => throw new FormatException(
                $"'{word}' is not one of storage-class=NAME, sse=AES256, sse=aws:kms[:KEY], sse=aws:kms:dsse[:KEY], sse-c=FILE, "
                + "requester-pays, no-overwrite"),
        };
    }

    private static ObjectRule Encrypt(ObjectRule rule, string value)
    {
        foreach (string method in (string[])[DoubleKms, Kms])
        {
            if (value == method || value.StartsWith(method + ":", StringComparison.Ordinal))
            {
                string key = value.Length > method.Length ? value[(method.Length + 1)..] : "";
                return rule with { Encryption = method, EncryptionKeyId = key.Length == 0 ? null : key };
            }
        }

        return value == "AES256"
            ? rule with { Encryption = value }
            : throw new FormatException($"sse={value} is not one of AES256, aws:kms[:KEY], aws:kms:dsse[:KEY]");
    }

    /// <summary>32 bytes in base64, in a file that nobody else may read.</summary>
    private static byte[] ReadKey(string file)
    {
        string text;
        try
        {
            text = PrivateFile.ReadAllText(file).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FormatException(exception.Message, exception);
        }

        byte[] key = new byte[33];
        return Convert.TryFromBase64String(text, key, out int count) && count == 32
            ? key[..32]
            : throw new FormatException($"{file} does not hold 32 bytes in base64; make it with: openssl rand -base64 32");
    }
}
