using System.Security.Cryptography;
using System.Text;
using Enterprise.Bench.Load;
using Spectre.Console;

namespace Enterprise.Bench.Seeding;

/// <summary>A data directory of the host, and what a client has to know of it.</summary>
internal sealed record DataSet(string Folder, SeedContent Content);

/// <summary>Keeps data sets between runs, because filling the large one takes longer than measuring with it.</summary>
internal sealed class SeedCache(string folder, Servers servers, IAnsiConsole console)
{
    /// <summary>To be raised with every change of what a data set holds.</summary>
    private const int Version = 1;

    private const string ContentFile = "content.json";

    /// <summary>Copies a data set into a run's folder, where it may be written to; makes it where it is missing.</summary>
    public async Task<DataSet> CopyTo(
        string runFolder, string name, SeedSize size, CancellationToken cancellationToken)
    {
        var kept = Path.Combine(folder, "seeds", $"v{Version}-{Layout()}-{size.Projects}-{size.Entries}");
        var contentFile = Path.Combine(kept, ContentFile);
        if (!File.Exists(contentFile))
            await Make(kept, size, cancellationToken);

        var copy = Directory.CreateDirectory(Path.Combine(runFolder, name)).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(kept, "data")))
        {
            cancellationToken.ThrowIfCancellationRequested();
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return new(copy, BenchJson.Read(contentFile, BenchJson.Default.SeedContent));
    }

    /// <summary>
    /// A data set is of no use to a host that declares its documents otherwise: it would be measured while it rebuilds
    /// its indexes.
    /// </summary>
    private static string Layout()
    {
        var declarations = Seeder.Types.Select(type => string.Join(
            ';',
            [
                type.Kind,
                .. type.Fields.Select(field => $"{field.Name}:{field.Kind}"),
                .. type.Indexes.Select(index => string.Join(',', index.Fields)),
            ]));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('|', declarations)));
        return Convert.ToHexStringLower(hash.AsSpan(0, 4));
    }

    private async Task Make(string kept, SeedSize size, CancellationToken cancellationToken)
    {
        // What an interrupted run left is not to be trusted: the content file is written last.
        if (Directory.Exists(kept))
            Directory.Delete(kept, recursive: true);
        var data = Directory.CreateDirectory(Path.Combine(kept, "data")).FullName;
        var content = await new Seeder(servers, console).Fill(data, size, cancellationToken);
        BenchJson.Write(Path.Combine(kept, ContentFile), content, BenchJson.Default.SeedContent);
    }
}
