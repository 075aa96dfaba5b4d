using System.Net;
using System.Net.Sockets;

namespace S3Stream.GridFtp.Protocol;

/// <summary>Formats a listener's address for the client. Clients parse these texts; nothing else in them may hold a parenthesis.</summary>
internal static class PassiveReply
{
    private const int PreliminaryOffset = -100; // 227 becomes 127, 229 becomes 129

    /// <summary>
    /// The reply to the passive command itself, or, if that one was answered <c>200 Passive delayed.</c>, the one after the transfer
    /// command.
    /// </summary>
    public static Reply Of(PassiveForm form, IPEndPoint endpoint, bool delayed)
    {
        int offset = delayed ? PreliminaryOffset : 0;
        return form switch
        {
            PassiveForm.Passive => Reply.Of(227 + offset, $"Entering Passive Mode ({HostPort.Format(endpoint)})"),
            PassiveForm.Extended => Reply.Of(229 + offset, $"Entering Extended Passive Mode (|||{endpoint.Port}|)"),
            PassiveForm.ExtendedWithAddress => Reply.Of(229 + offset, $"Entering Extended Passive Mode ({Extended(endpoint)})"),
            PassiveForm.Striped => Reply.Listing(229 + offset, "Entering Striped Passive Mode.", [HostPort.Format(endpoint)], "End"),
            _ => Reply.Listing(229 + offset, "Entering Striped Passive Mode.", [Extended(endpoint)], "End"),
        };
    }

    private static string Extended(IPEndPoint endpoint) =>
        $"|{(endpoint.AddressFamily == AddressFamily.InterNetworkV6 ? 2 : 1)}|{endpoint.Address}|{endpoint.Port}|";
}
