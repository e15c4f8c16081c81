using System.Globalization;
using Enterprise.Core.Reviews;
using Microsoft.Extensions.Configuration;

namespace Enterprise.Api.Reviews;

/// <summary>Reads the section <c>Enterprise:Reviews</c> before anything starts by it.</summary>
internal static class ReviewSettings
{
    private static readonly HashSet<string> _known =
        typeof(ReviewOptions).GetProperties().Select(property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="FormatException">A setting is unknown or invalid.</exception>
    internal static ReviewOptions Read(IConfigurationSection section)
    {
        if (section.GetChildren().FirstOrDefault(setting => !_known.Contains(setting.Key)) is { } unknown)
            throw new FormatException($"{ReviewOptions.Section}:{unknown.Key}: there is no such setting.");
        CheckEntries(section);
        var options = new ReviewOptions();
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException(exception.Message, exception);
        }

        options.Check();
        return options;
    }

    /// <summary>The binder leaves out the entries of a map that it can't read.</summary>
    private static void CheckEntries(IConfigurationSection section)
    {
        foreach (var months in section.GetSection(nameof(ReviewOptions.CadenceMonths)).GetChildren())
        {
            if (!int.TryParse(months.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _))
                throw new FormatException($"{months.Path}: {months.Value} is no number of months.");
        }

        foreach (var items in section.GetSection(nameof(ReviewOptions.Checklists)).GetChildren())
        {
            if (items.Value is not null || items.GetChildren().Any(item => item.Value is null))
                throw new FormatException($"{items.Path}: expected a list of texts.");
        }
    }
}
