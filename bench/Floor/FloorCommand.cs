using System.CommandLine;

namespace Enterprise.Bench.Floor;

/// <summary><c>floor</c>: the baseline server, as a process of its own.</summary>
internal static class FloorCommand
{
    public static Command Create()
    {
        var url = new Option<string>("--urls")
        {
            Description = "The URL on which it listens.",
            DefaultValueFactory = _ => "http://127.0.0.1:7072",
        };
        var folder = new Option<DirectoryInfo>("--data")
        {
            Description = "The directory of its database, which is created if missing.",
            Required = true,
        };
        var rows = CountOption.Create("--rows", "The number of rows of a new database.", 100_000);
        var endWithInput = new Option<bool>("--end-with-input")
        {
            Description = "Ends when its standard input closes, so that it ends with the process that started it.",
        };

        var command = new Command("floor", "Serves rows by Kestrel and SQLite alone, as the host's baseline.")
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
        // On another thread, because the asynchronous methods of the console block too.
        await Task.Run(() => Console.In.ReadToEnd());
        await ending.CancelAsync();
    }
}
