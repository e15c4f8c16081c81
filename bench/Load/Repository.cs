namespace Enterprise.Bench.Load;

/// <summary>The working copy in which this program was built.</summary>
internal static class Repository
{
    private const string RootFile = "Directory.Packages.props";

    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, RootFile)))
                return folder.FullName;
        }

        throw new BenchException("The repository was not found: give --folder and --host, or run the bench inside it.");
    }
}
