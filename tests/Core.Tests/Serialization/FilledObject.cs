using System.Collections;
using System.Text.Json;

namespace Enterprise.Core.Tests.Serialization;

/// <summary>Creates an object with a value in every writable property.</summary>
internal static class FilledObject
{
    internal static object Of(Type type)
    {
        var parameterless = type.GetConstructor(Type.EmptyTypes);
        if (parameterless is null)
        {
            var constructor = type.GetConstructors().Single(candidate => candidate.GetParameters().Length > 0);
            return constructor.Invoke(
                [.. constructor.GetParameters().Select(parameter => Value(parameter.ParameterType, parameter.Name!))]);
        }

        var instance = parameterless.Invoke([]);
        foreach (var property in type.GetProperties().Where(property => property.CanWrite))
            property.SetValue(instance, Value(property.PropertyType, property.Name));
        return instance;
    }

    private static object Value(Type type, string name)
    {
        var actual = Nullable.GetUnderlyingType(type) ?? type;
        return actual switch
        {
            _ when actual == typeof(string) => $"{name} \"é😀\" \n",
            _ when actual == typeof(bool) => true,
            _ when actual == typeof(int) => int.MaxValue,
            _ when actual == typeof(long) => (1L << 53) - 1,
            _ when actual == typeof(double) => 12.5,
            _ when actual == typeof(decimal) => 999_999_999_999.99m,
            _ when actual == typeof(DateOnly) => new DateOnly(2026, 2, 28),
            _ when actual == typeof(DateTimeOffset) => DateTimeOffset.UnixEpoch.AddMicroseconds(1_234_567_890_123),
            _ when actual == typeof(byte[]) => new byte[] { 0, 1, 255 },
            _ when actual == typeof(JsonElement) => CoreFixture.Json("""{"a":[1,null,{"b":"c"}],"d":1.50}"""),
            { IsEnum: true } => Enum.GetValues(actual).GetValue(Enum.GetValues(actual).Length - 1)!,
            { IsGenericType: true } when actual.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) =>
                List(actual.GetGenericArguments()[0]),
            { IsGenericType: true } when actual.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) =>
                Map(actual.GetGenericArguments()[1]),
            _ => Of(actual),
        };
    }

    private static IDictionary Map(Type item)
    {
        var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), item))!;
        map["name"] = Value(item, item.Name);
        return map;
    }

    private static Array List(Type item)
    {
        var list = Array.CreateInstance(item, 1);
        list.SetValue(Value(item, item.Name), 0);
        return list;
    }
}
