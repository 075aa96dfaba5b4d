using System.Net;

namespace S3Stream.Admin;

/// <summary>
/// From which addresses control connections are taken: those of the allow list, or all when it is empty, without those of the deny list.
/// Immutable.
/// </summary>
internal sealed class AddressRules
{
    private readonly AddressRule[] _allowed;
    private readonly AddressRule[] _denied;

    private AddressRules(AddressRule[] allowed, AddressRule[] denied)
    {
        _allowed = allowed;
        _denied = denied;
    }

    public static AddressRules Everybody { get; } = new([], []);

    /// <summary>Nobody is turned away.</summary>
    public bool IsEverybody => _allowed.Length == 0 && _denied.Length == 0;

    /// <exception cref="FormatException">Neither the beginning of an address nor a network.</exception>
    public AddressRules WithAllowed(string rule) => new([.. _allowed, AddressRule.Parse(rule)], _denied);

    /// <exception cref="FormatException">As before.</exception>
    public AddressRules WithDenied(string rule) => new(_allowed, [.. _denied, AddressRule.Parse(rule)]);

    public bool Admit(IPAddress address) =>
        (_allowed.Length == 0 || Array.Exists(_allowed, rule => rule.Matches(address)))
            && !Array.Exists(_denied, rule => rule.Matches(address));
}
