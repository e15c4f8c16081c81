using Enterprise.Core.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Core.DeadLetters;

/// <summary>Changes that a consumer could not handle, and their replay.</summary>
internal static class DeadLettersModule
{
    internal static FeatureModule Module { get; } = new("DeadLetters")
    {
        Documents = [DeadLetterDocuments.Type],
        Json = [DeadLettersJson.Default],
        Events = DeadLetterEvents.All,
        Lists = [DeadLetterDocuments.List],
        Services = services => services
            .AddSingleton<ChangeDispatcher>()
            .AddSingleton<DeadLetterOperations>(),
    };
}
