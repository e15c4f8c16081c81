namespace Enterprise.Bench.Load;

/// <summary>The folder of one run, gone when it ends.</summary>
internal sealed class RunFolder : IDisposable
{
    private RunFolder(string path) => Path = path;

    public string Path { get; }

    public static RunFolder Create(string parent) =>
        new(Directory.CreateDirectory(System.IO.Path.Combine(parent, $"run-{Environment.ProcessId}")).FullName);

    public string Sub(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // What a killed process still holds open is left behind rather than hiding why the run ended.
        }
    }
}
