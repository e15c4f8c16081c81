using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Enterprise.Infrastructure.Tests.Bicep;

/// <summary>The parameters that azd deploys with: its file, with the variables of an environment.</summary>
internal static partial class AzdParameters
{
    private static readonly Dictionary<string, string> _ofEveryEnvironment = new()
    {
        ["AZURE_ENV_NAME"] = "test",
        ["AZURE_LOCATION"] = "westeurope",
        ["AZURE_PRINCIPAL_ID"] = "11111111-1111-1111-1111-111111111111",
    };

    /// <summary>The file's texts by parameter, such as <c>${AZURE_LOCATION}</c>.</summary>
    internal static Dictionary<string, string> File { get; } =
        JsonNode.Parse(RepositoryFiles.Read("infra", "bicep", "main.parameters.json"))!["parameters"]!.AsObject()
            .ToDictionary(parameter => parameter.Key, parameter => (string)parameter.Value!["value"]!);

    /// <summary>The values by parameter. As in azd, an unset variable leaves the template's default.</summary>
    internal static Dictionary<string, string> Resolve(IReadOnlyDictionary<string, string> environment) => File
        .Select(parameter => (
            parameter.Key,
            Value: Variable().Replace(parameter.Value, match => Value(match, environment))))
        .Where(parameter => parameter.Value.Length > 0)
        .ToDictionary();

    private static string Value(Match match, IReadOnlyDictionary<string, string> environment)
    {
        var name = match.Groups["name"].Value;
        return environment.GetValueOrDefault(name)
            ?? _ofEveryEnvironment.GetValueOrDefault(name)
            ?? match.Groups["default"].Value;
    }

    [GeneratedRegex(@"\$\{(?<name>\w+)(=(?<default>[^}]*))?\}")]
    internal static partial Regex Variable();
}
