using Enterprise.Api.Modules;
using Enterprise.Core.Auditing;
using Enterprise.Core.Users;

namespace Enterprise.Api.Auditing;

/// <summary>The audit trail, and the changes that a consumer parked.</summary>
internal static class AuditingApi
{
    internal static ApiModule Module { get; } = new()
    {
        Name = "Auditing",
        Map = routes =>
        {
            AuditEndpoints.Map(routes);
            DeadLetterEndpoints.Map(routes);
        },
        Tags =
        [
            new("Audit", "The audit trail: who did what, when and from where, in hash chains that reveal tampering."),
        ],
        Entities =
        [
            Entity.ReadOnly(typeof(DeadLetter)),
            Entity.ReadOnly(typeof(AuditEntry), ("user", typeof(User))),
        ],
    };
}
