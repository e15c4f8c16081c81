using Enterprise.Core.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Core.AuditTrail;

/// <summary>The hash chains of changes, their verification, and projects as they were.</summary>
internal static class AuditTrailModule
{
    internal static FeatureModule Module { get; } = new("AuditTrail")
    {
        Documents = [AuditDocuments.Entries, AuditDocuments.Heads],
        Json = [AuditTrailJson.Default],
        Permissions = AuditTrailPermissions.All,
        Events = AuditTrailEvents.All,
        Lists = [AuditDocuments.List],
        Services = services => services
            .AddSingleton<AuditVerifier>()
            .AddSingleton<AuditService>()
            .AddSingleton<ProjectHistory>()
            .AddConsumer<AuditTrailConsumer>(),
    };
}
