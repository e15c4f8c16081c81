using Enterprise.Core.Approvals.Requests;
using Enterprise.Core.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Core.Releases;

/// <summary>Versions of projects, and their publication.</summary>
internal static class ReleasesModule
{
    internal static FeatureModule Module { get; } = new("Releases")
    {
        Documents = [ReleaseDocuments.Type],
        Json = [ReleasesJson.Default],
        Events = ReleaseEvents.All,
        Lists = [ReleaseDocuments.List],
        Services = services => services
            .AddSingleton<ReleaseService>()
            .AddSingleton<IApprovalSubjectKind, ReleaseSubjects>(),
    };
}
