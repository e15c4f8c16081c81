using System.Reflection;
using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.Listing;
using Enterprise.Core.Modules;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Tests;

/// <summary>What a feature declares is entered in its module, and its module in the list.</summary>
public sealed class ModuleTests
{
    private const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    [Fact]
    public void Every_declared_module_is_in_the_list_once() =>
        Assert.Equal(Names(Declared<FeatureModule>()), Names(CoreModules.All));

    [Fact]
    public void Every_declared_kind_of_document_is_in_a_module_once() =>
        Assert.Equal(Kinds(Declared<DocumentType>()), Kinds(CoreServices.DocumentTypes));

    [Fact]
    public void Every_declared_event_is_in_a_module_once() =>
        Assert.Equal(
            Declared<ChangeEvent>().Select(known => known.Name).Order(StringComparer.Ordinal),
            CoreServices.Events.Select(known => known.Name));

    [Fact]
    public void Every_declared_permission_is_in_a_module()
    {
        var entered = CoreModules.All.SelectMany(module => module.Permissions).ToHashSet();

        Assert.All(Declared<Permission>(), permission => Assert.Contains(permission, entered));
    }

    [Fact]
    public void Every_declared_list_is_in_a_module()
    {
        var entered = CoreModules.All.SelectMany(module => module.Lists).ToHashSet();

        Assert.All(Declared<ListDefinition>(), list => Assert.Contains(list, entered));
    }

    /// <summary>A kind may be kept in several containers, each by a type of its own.</summary>
    private static IEnumerable<string> Kinds(IEnumerable<DocumentType> types) =>
        types.Select(type => $"{type.Kind} in {type.Container.Name}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Names(IEnumerable<FeatureModule> modules) =>
        modules.Select(module => module.Name).Order(StringComparer.Ordinal);

    /// <summary>The values of this type that static properties and fields of the assembly hold.</summary>
    private static IReadOnlyList<T> Declared<T>()
        where T : class
    {
        var types = typeof(CoreModules).Assembly.GetTypes().Where(type => !type.ContainsGenericParameters).ToList();
        var ofProperties =
            from property in types.SelectMany(type => type.GetProperties(Static))
            where property.PropertyType.IsAssignableTo(typeof(T))
            select property.GetValue(null);
        var ofFields =
            from field in types.SelectMany(type => type.GetFields(Static))
            where field.FieldType.IsAssignableTo(typeof(T))
            select field.GetValue(null);
        return [.. ofProperties.Concat(ofFields).OfType<T>().Distinct(ReferenceEqualityComparer.Instance).Cast<T>()];
    }
}
