using Enterprise.Api.Modules;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.Users;

namespace Enterprise.Api.AuditTrail;

internal static class AuditTrailApi
{
    internal static ApiModule Module { get; } = new()
    {
        Name = "AuditTrail",
        Map = AuditEndpoints.Map,
        Tags =
        [
            new("Audit", "The audit trail: who did what, when and from where, in hash chains that reveal tampering."),
        ],
        Entities = [Entity.ReadOnly(typeof(AuditEntry), ("user", typeof(User)))],
    };
}
