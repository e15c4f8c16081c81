using System.Net;
using System.Net.Sockets;

namespace Enterprise.Bench.Drive;

/// <summary>
/// One keep-alive HTTP/1.1 connection on a blocking socket, with two system calls for each request: HttpClient would
/// take more processor time than the servers that are measured.
/// </summary>
internal sealed class Connection : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        ReceiveTimeout = (int)Timeout.TotalMilliseconds,
        SendTimeout = (int)Timeout.TotalMilliseconds,
    };

    private byte[] _buffer = new byte[64 * 1024];
    private int _filled;

    /// <summary>Connects to a server on this machine; any other is refused.</summary>
    public Connection(Uri server)
    {
        if (!server.IsLoopback)
            throw new BenchException($"{server} is not on this machine: a load is only driven over loopback.");
        try
        {
            _socket.Connect(new IPEndPoint(IPAddress.Loopback, server.Port));
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>The last response's body, still in chunks if it was sent so; valid until the next exchange.</summary>
    public ReadOnlySpan<byte> Body => _buffer.AsSpan(_bodyStart.._filled);

    /// <summary>Whether <see cref="Body"/> is in chunks.</summary>
    public bool IsChunked { get; private set; }

    private int _bodyStart;

    /// <summary>Sends a request and reads its whole response.</summary>
    /// <returns>The status.</returns>
    public int Exchange(ReadOnlySpan<byte> request)
    {
        while (request.Length > 0)
            request = request[_socket.Send(request)..];

        _filled = 0;
        int headLength;
        while ((headLength = ResponseHead.FindEnd(_buffer.AsSpan(0, _filled))) < 0)
            Receive();

        var head = ResponseHead.Parse(_buffer.AsSpan(0, headLength));
        _bodyStart = headLength;
        IsChunked = head.IsChunked;
        if (head.IsChunked)
            ReceiveChunks();
        else
            ReceiveUpTo(headLength + head.ContentLength);
        return head.Status;
    }

    public void Dispose() => _socket.Dispose();

    private void ReceiveChunks()
    {
        var next = _bodyStart;
        while (true)
        {
            int line;
            while ((line = _buffer.AsSpan(next, _filled - next).IndexOf("\r\n"u8)) < 0)
                Receive();
            var size = Chunks.Size(_buffer.AsSpan(next, line));
            next += line + 2 + size + 2;
            ReceiveUpTo(next);
            if (size == 0)
                return;
        }
    }

    private void ReceiveUpTo(int length)
    {
        while (_filled < length)
            Receive();
    }

    private void Receive()
    {
        if (_filled == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var received = _socket.Receive(_buffer.AsSpan(_filled));
        if (received == 0)
            throw new IOException("The server closed the connection.");
        _filled += received;
    }
}
