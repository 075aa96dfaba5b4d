using System.Buffers;
using System.Globalization;
using System.Text;

namespace S3Stream.Embedded;

/// <summary>
/// The content-coding "aws-chunked":
///   frame   = hex length [";chunk-signature=" 64 hex] CRLF content CRLF
///   body    = frame... , a frame of length 0 (its content and CRLF absent), trailer
///   trailer = (name ":" value CRLF)... [x-amz-trailer-signature ":" 64 hex CRLF] CRLF      (just CRLF where no trailer was announced)
/// </summary>
internal sealed class FrameDecoder(FrameSignatures? signatures, TrailerFields trailer) : IPayloadDecoder
{
    private const int MaxLineBytes = 1_024;
    private const string SignatureField = "chunk-signature=";

    private State _state = State.Header;
    private long _missing;
    private string _signature = "";

    private enum State
    {
        Header,
        Content,
        ContentEnd,
        Trailer,
        Done,
    }

    public bool IsDone => _state == State.Done;

    public bool TryRead(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> content)
    {
        content = default;
        while (_state != State.Done)
        {
            if (_state == State.Content)
            {
                if (buffer.IsEmpty)
                {
                    return false;
                }

                content = TakeContent(ref buffer);
                return true;
            }

            if (!TryTakeLine(ref buffer, out string line))
            {
                return false;
            }

            TakeLine(line);
        }

        return false;
    }

    public void Dispose() => signatures?.Dispose();

    private ReadOnlySequence<byte> TakeContent(ref ReadOnlySequence<byte> buffer)
    {
        ReadOnlySequence<byte> content = buffer.Slice(0, Math.Min(buffer.Length, _missing));
        buffer = buffer.Slice(content.End);
        _missing -= content.Length;
        signatures?.Append(content);
        if (_missing == 0)
        {
            _state = State.ContentEnd;
        }

        return content;
    }

    private void TakeLine(string line)
    {
        switch (_state)
        {
            case State.Header:
                TakeHeader(line);
                break;
            case State.ContentEnd when line.Length == 0:
                signatures?.VerifyFrame(_signature);
                _state = State.Header;
                break;
            case State.ContentEnd:
                throw Malformed("a frame is longer than its header says");
            case State.Trailer when line.Length == 0:
                trailer.Finish(signatures);
                _state = State.Done;
                break;
            default:
                trailer.Add(line);
                break;
        }
    }

    private void TakeHeader(string line)
    {
        string[] fields = line.Split(';', 2);
        if (!long.TryParse(fields[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _missing) || _missing < 0)
        {
            throw Malformed("a frame does not begin with its length in hexadecimal");
        }

        _signature = "";
        if (signatures is not null)
        {
            _signature = fields.Length == 2 && fields[1].StartsWith(SignatureField, StringComparison.Ordinal)
                ? fields[1][SignatureField.Length..]
                : throw Malformed("a frame has no chunk-signature, which the request announced");
        }

        _state = _missing > 0 ? State.Content : State.Trailer;
        if (_missing == 0)
        {
            signatures?.VerifyFrame(_signature);
        }
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, out string line)
    {
        line = "";
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> found, "\r\n"u8))
        {
            return buffer.Length <= MaxLineBytes ? false : throw Malformed($"a line is longer than {MaxLineBytes} bytes");
        }

        if (found.Length > MaxLineBytes)
        {
            throw Malformed($"a line is longer than {MaxLineBytes} bytes");
        }

        line = Encoding.ASCII.GetString(found);
        buffer = buffer.Slice(reader.Position);
        return true;
    }

    private static StoreFaultException Malformed(string what) =>
        StoreError.InvalidRequest.Fault($"The aws-chunked body is malformed: {what}.");
}
