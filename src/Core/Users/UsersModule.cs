using Enterprise.Core.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Core.Users;

/// <summary>People who use the platform.</summary>
internal static class UsersModule
{
    internal static FeatureModule Module { get; } = new("Users")
    {
        Documents = [UserDocuments.Type],
        Json = [UsersJson.Default],
        Events = UserEvents.All,
        Lists = [UserList.Definition],
        Services = services => services
            .AddSingleton<UserReferences>()
            .AddSingleton<UserService>(),
    };
}
