using System.Text.Json;
using System.Text.Json.Serialization;

namespace Enterprise.Bench.Drive;

/// <summary>What a server is asked for, over and over.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Requests">One of them is chosen for each request, by a seeded chance.</param>
internal sealed record Scenario(string Name, IReadOnlyList<ScenarioRequest> Requests)
{
    /// <summary>Sent as the bearer token of every request; none when null.</summary>
    public string? Token { get; init; }

    /// <summary>What <see cref="RequestTemplate.Id"/> stands for: one of these, by a seeded chance; null where unused.</summary>
    public IReadOnlyList<long>? Ids { get; init; }
}

/// <summary>One request, with the placeholders of <see cref="RequestTemplate"/>.</summary>
internal sealed record ScenarioRequest(string Method, string Path, string? Body = null);

/// <summary>How the driver and the process that starts it talk: by files.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = false,
    WriteIndented = true)]
[JsonSerializable(typeof(Scenario))]
[JsonSerializable(typeof(DriveResult))]
internal sealed partial class DriveJson : JsonSerializerContext
{
    public static Scenario Read(FileInfo file)
    {
        try
        {
            using var stream = file.OpenRead();
            return JsonSerializer.Deserialize(stream, Default.Scenario)
                ?? throw new BenchException($"{file.Name} holds no scenario.");
        }
        catch (JsonException error)
        {
            throw new BenchException($"{file.Name} is not a scenario: {error.Message}");
        }
    }
}
