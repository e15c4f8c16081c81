using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Azure.Cosmos;

namespace Enterprise.Cosmos.Fake.Queries;

/// <summary>
/// The native library of the query planner, called through the SDK's internal wrapper. On Linux the SDK itself uses it
/// only where AZURE_COSMOS_USE_QUERY_PLAN_INTEROP_LINUX is "true" and otherwise asks the gateway, as in production; so
/// the fake's gateway calls it. One thread at a time, because it is not documented to be thread-safe.
/// </summary>
internal sealed class NativePlanner
{
    private const string Namespace = "Microsoft.Azure.Cosmos.Query.Core.QueryPlan";
    private const int BufferSize = 1 << 20;

    private readonly Lock _lock = new();
    private readonly object _wrapper;
    private readonly MethodInfo _plan;
    private readonly ConstructorInfo _options;
    private readonly IntPtr _provider;

    internal NativePlanner(string configuration)
    {
        _wrapper = Find("QueryPlanInterop").GetProperty("Instance")?.GetValue(null)
            ?? throw new MissingMemberException("QueryPlanInterop", "Instance");
        var type = Find("IQueryPlanInterop");
        _plan = Find(type, "GetPartitionKeyRanges");
        _options = Find("PartitionKeyRangesOptions").GetConstructors().Single(one => one.GetParameters().Length > 0);
        object?[] arguments = [configuration, null];
        Check((uint)Find(type, "CreateServiceProvider").Invoke(_wrapper, arguments)!);
        _provider = (IntPtr)arguments[1]!;
    }

    /// <summary>The plan of a query, or its error; both as the planner's JSON.</summary>
    internal (bool Succeeded, string Json) Plan(string querySpec, IReadOnlyList<string> keyPaths)
    {
        lock (_lock)
        {
            var buffer = Marshal.AllocHGlobal(BufferSize);
            try
            {
                object?[] arguments =
                [
                    _provider, querySpec, Options(keyPaths.Count), keyPaths.Select(path => path.Trim('/')).ToArray(),
                    keyPaths.Select(_ => 1u).ToArray(), (uint)keyPaths.Count, null, buffer, (uint)BufferSize, 0u,
                ];
                var status = (uint)_plan.Invoke(_wrapper, arguments)!;
                var json = new byte[(uint)arguments[^1]!];
                Marshal.Copy(buffer, json, 0, json.Length);
                return (status == 0, Encoding.UTF8.GetString(json));
            }
            finally
            {
                Marshal.FreeHGlobal(buffer);
            }
        }
    }

    // The options with which the gateway plans for the SDK.
    private object Options(int levels) => _options.Invoke([.. _options.GetParameters().Select(parameter =>
        parameter.Name switch
        {
            "requireFormattableOrderByQuery" or "isContinuationExpected" or "allowNonValueAggregateQuery" => true,
            "partitionKind" => Enum.Parse(parameter.ParameterType, levels == 1 ? "Hash" : "MultiHash"),
            _ when parameter.ParameterType.IsEnum => Enum.ToObject(parameter.ParameterType, 0),
            _ => false,
        })]);

    private static void Check(uint status)
    {
        if (status != 0)
            throw new InvalidOperationException($"The query planner does not start: {status:X8}.");
    }

    private static Type Find(string name) =>
        typeof(CosmosClient).Assembly.GetType($"{Namespace}.{name}", throwOnError: true)!;

    private static MethodInfo Find(Type type, string name) =>
        type.GetMethod(name) ?? throw new MissingMethodException(type.FullName, name);
}
