using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.Encryption;
using Enterprise.Core.Entities;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Processes;
using Enterprise.Core.Serialization;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Core.Modules;

/// <summary>What lies below every feature: changes, access, entities, ids, idempotency, processes.</summary>
internal static class KernelModule
{
    internal static FeatureModule Module { get; } = new("Kernel")
    {
        Documents =
        [
            Changes.OfProjects,
            Changes.OfDirectory,
            IdAllocator.Counters,
            UniqueNameReservation.Claims,
            IdempotencyRecordReader.Records,
        ],
        Json = [ValuesJson.Default, AuditingJson.Default, EntitiesJson.Default, IdempotencyJson.Default],
        Permissions = CommonPermissions.All,
        Events = AccessEvents.All,
        Services = services => services
            .AddSingleton<ChangeLog>()
            .AddSingleton<FeedLagGauge>()
            .AddSingleton<AccessGuard>()
            .AddSingleton<CallerInvalidation>()
            .AddSingleton<EntityWriter>()
            .AddSingleton<IdAllocator>()
            .AddSingleton<UniqueNameReservation>()
            .AddSingleton<IdempotencyRecordReader>()
            .AddSingleton<InstallationKeys>()
            .AddSingleton<SecretEncryption>()
            .AddSingleton<SignedToken>()
            .AddConsumer<ProcessStarter>(),
    };
}
