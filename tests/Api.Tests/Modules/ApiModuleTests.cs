using System.Reflection;
using Enterprise.Api.Modules;

namespace Enterprise.Api.Tests.Modules;

/// <summary>The modules of the HTTP surface.</summary>
public sealed class ApiModuleTests
{
    [Fact]
    public void Every_declared_module_is_listed_under_the_name_of_its_folder()
    {
        var declared = typeof(ApiModules).Assembly.GetTypes()
            .Select(type => (Folder: type.Namespace?.Split('.')[^1], Module: ModuleOf(type)))
            .Where(type => type.Module is not null)
            .ToList();

        Assert.Equal(
            declared.Select(type => type.Module!).OrderBy(module => module.Name),
            ApiModules.All.OrderBy(module => module.Name));
        Assert.All(declared, type => Assert.Equal(type.Folder, type.Module!.Name));
    }

    private static ApiModule? ModuleOf(Type type) =>
        type.GetProperty("Module", BindingFlags.Static | BindingFlags.NonPublic)?.GetValue(null) as ApiModule;
}
