using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Approvals.Process;

/// <summary>What becomes of a stage at its deadline.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<DeadlineAction>))]
public enum DeadlineAction
{
    /// <summary>The approval expires.</summary>
    Expire,

    /// <summary>
    /// Others may decide on behalf of every group that has not decided; at the second deadline it expires.
    /// </summary>
    Escalate,

    /// <summary>The stage counts as approved; only where the policy allows it explicitly.</summary>
    Approve,
}
