using System.CommandLine;

namespace Enterprise.Bench.Floor;

/// <summary><c>floor</c>: the bare server, as a process of its own.</summary>
internal static class FloorCommand
{
    public static Command Create()
    {
        var url = new Option<string>("--urls")
        {
            Description = "Where it listens.",
            DefaultValueFactory = _ => "http://127.0.0.1:7072",
        };
        var folder = new Option<DirectoryInfo>("--data")
        {
            Description = "Where its database is, or will be made.",
            Required = true,
        };
        var rows = CountOption.Create("--rows", "How many rows a new database begins with.", 100_000);
        var endWithInput = new Option<bool>("--end-with-input")
        {
            Description = "Ends when its standard input does, so that it never outlives what started it.",
        };

        var command = new Command("floor", "Serves a bare Kestrel and SQLite: what the host is held against.")
        {
            url, folder, rows, endWithInput,
        };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (arguments.GetValue(endWithInput))
                _ = EndWithInput(ending);

            var data = arguments.GetRequiredValue(folder);
            data.Create();
            using var database = FloorDatabase.Open(Path.Combine(data.FullName, "floor.db"), arguments.GetValue(rows));
            await FloorServer.Run(database, arguments.GetRequiredValue(url), ending.Token);
        });
        return command;
    }

    private static async Task EndWithInput(CancellationTokenSource ending)
    {
        // On a thread of its own, because reading the console blocks, even where it says that it doesn't.
        await Task.Run(() => Console.In.ReadToEnd());
        await ending.CancelAsync();
    }
}
