using System.Runtime.CompilerServices;
using Enterprise.Core;
using Enterprise.Core.Auditing;

namespace Enterprise.Parity.Tests;

/// <summary>The consumers of the change feed.</summary>
internal static class Consumers
{
    /// <summary>Their names, which are constants: no service is needed to read them.</summary>
    internal static IReadOnlyList<string> Names() =>
    [
        .. from type in typeof(CoreServices).Assembly.GetTypes()
           where type.IsClass && type.IsAssignableTo(typeof(IChangeConsumer))
           select ((IChangeConsumer)RuntimeHelpers.GetUninitializedObject(type)).Name,
    ];
}
