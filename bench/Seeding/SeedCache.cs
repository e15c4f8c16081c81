using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Enterprise.Core;

namespace Enterprise.Bench.Seeding;

/// <summary>A data directory of the host, and what the bench has to know of it.</summary>
internal sealed record DataSet<TContent>(string Folder, TContent Content);

/// <summary>How a data set is created.</summary>
/// <param name="Name">Its key in the cache: the same name is the same data.</param>
/// <param name="Type">The JSON of its content.</param>
/// <param name="Fill">Fills an empty directory.</param>
internal sealed record Seed<TContent>(
    string Name,
    JsonTypeInfo<TContent> Type,
    Func<string, CancellationToken, Task<TContent>> Fill);

/// <summary>Caches data sets between runs, because filling the large one takes longer than a measurement.</summary>
internal sealed class SeedCache(string folder)
{
    /// <summary>To be raised with every change of the data.</summary>
    private const int Version = 1;

    private const string ContentFile = "content.json";

    /// <summary>
    /// Copies a data set into a run's folder, where it may be written to; creates it if it is missing.
    /// </summary>
    public async Task<DataSet<TContent>> CopyTo<TContent>(
        string runFolder, string name, Seed<TContent> seed, CancellationToken cancellationToken)
    {
        var cached = Path.Combine(folder, "seeds", $"v{Version}-{Layout()}-{seed.Name}");
        var contentFile = Path.Combine(cached, ContentFile);
        if (!File.Exists(contentFile))
            await Make(cached, seed, cancellationToken);

        var copy = Directory.CreateDirectory(Path.Combine(runFolder, name)).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(cached, "data")))
        {
            cancellationToken.ThrowIfCancellationRequested();
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return new(copy, BenchJson.Read(contentFile, seed.Type));
    }

    /// <summary>
    /// The declarations of the documents: with a data set of others, the host would be measured while it rebuilds its
    /// indexes.
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

    private static async Task Make<TContent>(string cached, Seed<TContent> seed, CancellationToken cancellationToken)
    {
        // Of an interrupted run, if it is there: the content file is written last.
        if (Directory.Exists(cached))
            Directory.Delete(cached, recursive: true);
        var data = Directory.CreateDirectory(Path.Combine(cached, "data")).FullName;
        var content = await seed.Fill(data, cancellationToken);
        BenchJson.Write(Path.Combine(cached, ContentFile), content, seed.Type);
    }
}
