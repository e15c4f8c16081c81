using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Access;

/// <summary>How sensitive a project is, ascending; a person's clearance is the highest level they may see.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<SecurityLevel>))]
public enum SecurityLevel
{
    Public,
    Internal,
    Confidential,
    Restricted,
}
