using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Enterprise.Core;

namespace Enterprise.Bench.Seeding;

/// <summary>A data directory of the host, and what a client has to know of it.</summary>
internal sealed record DataSet<TContent>(string Folder, TContent Content);

/// <summary>How a data set is made.</summary>
/// <param name="Name">What tells it from others: the same name stands for the same data.</param>
/// <param name="Type">How what a client has to know is kept.</param>
/// <param name="Fill">Fills an empty directory.</param>
internal sealed record Seed<TContent>(
    string Name,
    JsonTypeInfo<TContent> Type,
    Func<string, CancellationToken, Task<TContent>> Fill);

/// <summary>Keeps data sets between runs, because filling the large one takes longer than measuring with it.</summary>
internal sealed class SeedCache(string folder)
{
    /// <summary>To be raised with every change of what a data set holds.</summary>
    private const int Version = 1;

    private const string ContentFile = "content.json";

    /// <summary>Copies a data set into a run's folder, where it may be written to; makes it where it is missing.</summary>
    public async Task<DataSet<TContent>> CopyTo<TContent>(
        string runFolder, string name, Seed<TContent> seed, CancellationToken cancellationToken)
    {
        var kept = Path.Combine(folder, "seeds", $"v{Version}-{Layout()}-{seed.Name}");
        var contentFile = Path.Combine(kept, ContentFile);
        if (!File.Exists(contentFile))
            await Make(kept, seed, cancellationToken);

        var copy = Directory.CreateDirectory(Path.Combine(runFolder, name)).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(kept, "data")))
        {
            cancellationToken.ThrowIfCancellationRequested();
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return new(copy, BenchJson.Read(contentFile, seed.Type));
    }

    /// <summary>
    /// A data set is of no use to a host that declares its documents otherwise: it would be measured while it rebuilds
    /// its indexes.
    /// </summary>
    private static string Layout()
    {
        var declarations = CoreServices.DocumentTypes.Select(type => string.Join(
            ';',
            [
                type.Kind,
                .. type.Fields.Select(field => $"{field.Name}:{field.Kind}"),
                .. type.Indexes.Select(index => string.Join(',', index.Fields)),
            ]));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('|', declarations)));
        return Convert.ToHexStringLower(hash.AsSpan(0, 4));
    }

    private static async Task Make<TContent>(string kept, Seed<TContent> seed, CancellationToken cancellationToken)
    {
        // What an interrupted run left is not to be trusted: the content file is written last.
        if (Directory.Exists(kept))
            Directory.Delete(kept, recursive: true);
        var data = Directory.CreateDirectory(Path.Combine(kept, "data")).FullName;
        var content = await seed.Fill(data, cancellationToken);
        BenchJson.Write(Path.Combine(kept, ContentFile), content, seed.Type);
    }
}
