using System.Text.Json;
using System.Text.Json.Serialization;

namespace Enterprise.Api.Problems;

/// <summary>A problem document (RFC 9457): what went wrong with a request.</summary>
public sealed record Problem
{
    /// <summary>A stable URI that names the kind of problem.</summary>
    public required string Type { get; init; }

    /// <summary>The kind of problem in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What went wrong in this request.</summary>
    public string? Detail { get; init; }

    /// <summary>The requested path.</summary>
    public string? Instance { get; init; }

    /// <summary>Identifies the request in the logs and in the audit trail.</summary>
    public string? TraceId { get; init; }

    /// <summary>What is wrong, by field of the body, query parameter or header.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors { get; init; }
}

/// <summary>The JSON of types that only the HTTP surface has.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ApiJson : JsonSerializerContext;
