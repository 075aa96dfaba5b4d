using System.Net;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>SPOR (GFD.020): the blank-separated endpoints of a striped receiver, in either form.</summary>
internal sealed class SporCommand : ActiveCommand
{
    protected override IReadOnlyList<IPEndPoint>? Parse(string argument)
    {
        string[] words = argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var peers = new List<IPEndPoint>(words.Length);
        foreach (string word in words)
        {
            if (!HostPort.TryParse(word, out IPEndPoint? peer) && !HostPort.TryParseExtended(word, out peer))
            {
                return null;
            }

            peers.Add(peer);
        }

        return peers.Count > 0 ? peers : null;
    }
}
