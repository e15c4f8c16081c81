using Microsoft.Data.Sqlite;

namespace Enterprise.Standalone.Tests.Processes;

/// <summary>A directory of one test: the working directory and the data of its hosts.</summary>
internal sealed class Workspace : IDisposable
{
    /// <summary>Port 0: the system chooses a free port, which the host announces.</summary>
    internal const string AnyPort = "http://127.0.0.1:0";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("enterprise-");

    internal string Root => _directory.FullName;

    internal string Data => Path.Combine(Root, "data");

    internal string Database => Path.Combine(Data, "enterprise.db");

    /// <summary>A command on this workspace's data.</summary>
    internal StartOptions Command(params IEnumerable<string> arguments) => new(Root, [.. arguments, "--data", Data]);

    internal StartOptions Serve(string urls = AnyPort) => Command("--urls", urls);

    internal Task<Host> Start() => Host.Start(Serve());

    /// <summary>Opens the database, while a host may have it open.</summary>
    internal SqliteConnection Open()
    {
        var text = new SqliteConnectionStringBuilder { DataSource = Database, Pooling = false };
        var connection = new SqliteConnection(text.ToString());
        connection.Open();
        return connection;
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Delete(recursive: true);
}
