using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Enterprise.Integrations.Tests.Hosting;

/// <summary>A local mail server (RFC 5321) that accepts everything except what a test has it refuse.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _mails = [];
    private readonly Dictionary<string, string> _answers;
    private readonly Task _work;

    /// <param name="answers">
    /// Replies to commands by their first word; <c>.</c> is the end of a mail, an empty reply closes the connection.
    /// </param>
    internal MailServer(params (string Command, string Answer)[] answers)
    {
        _answers = answers.ToDictionary(answer => answer.Command, answer => answer.Answer);
        _listener.Start();
        _work = Work();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The accepted mails, as they were received.</summary>
    internal IReadOnlyList<string> Mails => [.. _mails];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _work;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task Work()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await Talk(client);
            }
        }
        catch (Exception exception) when (exception
            is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            Assert.True(exception is not SocketException || _stop.IsCancellationRequested, exception.ToString());
        }
    }

    private async Task Talk(TcpClient client)
    {
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        if (!await Say(stream, Answer("CONNECT", "220 mail.test ready")))
            return;
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            var command = line.Split(' ', ':')[0].ToUpperInvariant();
            var answer = Answer(command, command switch
            {
                "EHLO" => "250-mail.test\r\n250 8BITMIME",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 fine",
            });
            if (!await Say(stream, answer) || command == "QUIT")
                return;
            if (command == "DATA" && answer.StartsWith('3') && !await Take(reader, stream))
                return;
        }
    }

    private async Task<bool> Take(StreamReader reader, NetworkStream stream)
    {
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
            mail.Append(line.StartsWith('.') ? line[1..] : line).Append('\n');
        var answer = Answer(".", "250 taken");
        if (answer.StartsWith('2'))
            _mails.Enqueue(mail.ToString());
        return await Say(stream, answer);
    }

    private string Answer(string command, string usual) => _answers.GetValueOrDefault(command, usual);

    private async Task<bool> Say(NetworkStream stream, string answer)
    {
        if (answer.Length == 0)
            return false;
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{answer}\r\n"), _stop.Token);
        return true;
    }
}
