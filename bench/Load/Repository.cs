namespace Enterprise.Bench.Load;

/// <summary>The working copy that this program was built in.</summary>
internal static class Repository
{
    private const string Mark = "Directory.Packages.props";

    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Mark)))
                return folder.FullName;
        }

        throw new BenchException("The repository was not found: give --folder and --host, or run the bench inside it.");
    }
}
