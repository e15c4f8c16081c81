using System.Globalization;
using Enterprise.Core.Reviews;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Enterprise.Api.Reviews;

/// <summary>Refuses invalid settings, and those that the binder would ignore.</summary>
internal sealed class ReviewOptionsValidation(IConfiguration configuration) : IValidateOptions<ReviewOptions>
{
    private static readonly HashSet<string> _known = typeof(ReviewOptions)
        .GetProperties()
        .Select(property => property.Name)
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ReviewOptions options)
    {
        var section = configuration.GetSection(ReviewOptions.Section);
        string[] failures = [.. Unknown(section), .. Unreadable(section), .. options.Failures()];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Unknown(IConfigurationSection section) => section.GetChildren()
        .Where(setting => !_known.Contains(setting.Key))
        .Select(setting => $"{setting.Path}: there is no such setting.");

    /// <summary>The binder leaves out the entries of a map that it can't convert.</summary>
    private static IEnumerable<string> Unreadable(IConfigurationSection section)
    {
        foreach (var months in section.GetSection(nameof(ReviewOptions.CadenceMonths)).GetChildren())
        {
            if (!int.TryParse(months.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _))
                yield return $"{months.Path}: {months.Value} is no number of months.";
        }

        foreach (var items in section.GetSection(nameof(ReviewOptions.Checklists)).GetChildren())
        {
            if (items.Value is not null || items.GetChildren().Any(item => item.Value is null))
                yield return $"{items.Path}: expected a list of texts.";
        }
    }
}
