using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Enterprise.Bench.Drive;
using Enterprise.Bench.Load;
using Enterprise.Bench.Seeding;
using Enterprise.Bench.Timers;

namespace Enterprise.Bench;

/// <summary>The JSON files of the bench.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    WriteIndented = true)]
[JsonSerializable(typeof(Scenario))]
[JsonSerializable(typeof(DriveResult))]
[JsonSerializable(typeof(LoadReport))]
[JsonSerializable(typeof(SeedContent))]
[JsonSerializable(typeof(TimerReport))]
[JsonSerializable(typeof(ProcessContent))]
internal sealed partial class BenchJson : JsonSerializerContext
{
    public static T Read<T>(string path, JsonTypeInfo<T> type)
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, type) ?? throw new BenchException($"{path} is empty.");
        }
        catch (JsonException error)
        {
            throw new BenchException($"{path} can't be read: {error.Message}");
        }
    }

    public static void Write<T>(string path, T value, JsonTypeInfo<T> type)
    {
        using var file = File.Create(path);
        JsonSerializer.Serialize(file, value, type);
    }
}
