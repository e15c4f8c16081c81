namespace Enterprise.Bench.Load;

/// <summary>The folder of one run, which is deleted at its end.</summary>
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
            // A file that a killed process has open stays, so that this error does not hide why the run ended.
        }
    }
}
