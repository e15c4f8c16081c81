using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Reviews;

/// <summary>The JSON of reviews.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(DueReview))]
[JsonSerializable(typeof(NewReview))]
[JsonSerializable(typeof(Review))]
[JsonSerializable(typeof(ReviewSchedule))]
internal sealed partial class ReviewsJson : JsonSerializerContext;
